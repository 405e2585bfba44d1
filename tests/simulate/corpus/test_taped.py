"""A planted evening on a tape: what the film tells joins what was planted, order by order."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from gametape.analyze.detectors.detecting import Scored
from gametape.analyze.detectors.registry import detector
from gametape.analyze.evening.evening import Evening
from gametape.analyze.labels import scoring
from gametape.analyze.material.filmed import material_of
from gametape.replay.film.building import film_of
from gametape.simulate.corpus.taped import tape_planted
from gametape.tape.session import SessionFolder


@pytest.fixture(scope="module")
def taped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Evening, dict[str, str]]:
    folder = SessionFolder.create(tmp_path_factory.mktemp("home"), "planted")
    labels = tape_planted(folder, seed=2, rate=0.03)
    film = film_of(folder)
    return Evening(material_of(film.timeline(), film.track, sport="basketball")), labels


def test_every_order_of_the_film_is_one_that_was_planted(
    taped: tuple[Evening, dict[str, str]],
) -> None:
    evening, labels = taped
    assert {one.order_id for one in evening.decisions} == set(labels)
    counts = Counter(labels.values())
    assert counts["panic"] >= 1
    assert counts["fomo"] >= 1
    assert counts["revenge"] >= 1


def test_a_planted_panic_leaves_after_a_fall_and_a_chase_enters_with_a_rise(
    taped: tuple[Evening, dict[str, str]],
) -> None:
    evening, labels = taped
    for decision in evening.decisions:
        label = labels[decision.order_id]
        if label not in ("panic", "fomo"):
            continue
        course = evening.courses[decision.line]
        seconds = np.arange(0, 46, dtype=np.int64) * 1_000_000
        now = course.mids(decision.decided_us - seconds)
        moves = now - course.mids(decision.decided_us - seconds - 30_000_000)
        assert (moves * decision.direction).max() >= 2.5
        assert decision.leaves if label == "panic" else decision.enters


@pytest.mark.parametrize(("rule", "label"), [("panic_sell", "panic"), ("fomo_buy", "fomo")])
def test_the_whole_way_from_frames_to_labels(
    taped: tuple[Evening, dict[str, str]], rule: str, label: str
) -> None:
    evening, labels = taped
    matches = {
        each.decision.order_id: each.answer.match
        for each in scoring.judge(evening, [detector(rule)], twins=0)
        if isinstance(each.answer, Scored)
    }
    planted = [match for order, match in matches.items() if labels[order] == label]
    others = [match for order, match in matches.items() if labels[order] != label]
    assert max(planted) > 0.7
    assert np.median(others) < 0.3
