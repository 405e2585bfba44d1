"""The ladder of a film tells the books of the film, of either outcome."""

from __future__ import annotations

import numpy as np
import pytest

from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.filmed import material_of
from gametape.analyze.material.ladder import Ladder
from gametape.analyze.metrics.measuring import measure
from gametape.analyze.whatif.answers import answers
from gametape.analyze.whatif.contract import scene_of
from gametape.analyze.whatif.curves import bid_paths
from gametape.replay.film.building import film_of
from gametape.replay.film.stored import Film
from gametape.simulate.evening import make_evening
from gametape.simulate.taping import EveningTape
from gametape.tape.session import SessionFolder


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    folder = SessionFolder.create(tmp_path_factory.mktemp("home"), "evening")
    script = make_evening("basketball", seed=11, duration_s=300, markets=["moneyline"])
    EveningTape(script).write(folder)
    return film_of(folder)


@pytest.mark.parametrize("turned", [False, True])
def test_walks_are_those_of_the_film_s_books(film: Film, turned: bool) -> None:
    timeline = film.timeline()
    if turned:
        for facts in timeline.markets:
            facts.outcomes.reverse()
    (course,) = material_of(timeline, film.track).courses.values()
    if turned:
        for facts in timeline.markets:
            facts.outcomes.reverse()
    made = Ladder(course)
    rng = np.random.default_rng(4)
    at = rng.integers(course.first_us - 10, course.last_us, 300)
    sides, sizes = rng.choice([-1, 1], 300), rng.integers(1, 5_000, 300) * 1_000_000
    found = made.walks(at, sides, sizes)
    for row in range(300):
        one = course.walk(int(at[row]), int(sides[row]), int(sizes[row]))
        assert tuple(one) == (found.filled[row], found.paid[row], found.worst[row])


def test_a_recorded_evening_is_measured_and_asked_whole(film: Film) -> None:
    evening = Evening(material_of(film.timeline(), film.track, sport="basketball"))
    assert evening.decisions
    measured = measure(evening)
    assert measured.orders.keys() == {one.order_id for one in evening.decisions}
    scene = scene_of(evening, measured.lines)
    for found in answers(scene).values():
        for one in found:
            assert (one.delta is None) == (one.status not in ("ok", "thin"))
    closing = {one.leg.closed_by for one in scene.legs if one.leg.cause == "trade"}
    assert {path.curve.order for path in bid_paths(scene)} == closing
