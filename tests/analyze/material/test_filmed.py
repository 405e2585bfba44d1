"""From a tape to what is judged: quotes, books and trades are those of the film."""

from __future__ import annotations

import numpy as np
import pytest

from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.course import Course
from gametape.analyze.material.filmed import material_of, stale_times
from gametape.replay.film.building import film_of
from gametape.replay.film.stored import Film
from gametape.simulate.evening import make_evening
from gametape.simulate.taping import EveningTape
from gametape.tape.session import SessionFolder


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    folder = SessionFolder.create(tmp_path_factory.mktemp("home"), "evening")
    script = make_evening("basketball", seed=7, duration_s=240, markets=["moneyline"])
    EveningTape(script).write(folder)
    return film_of(folder)


@pytest.fixture(scope="module")
def evening(film: Film) -> Evening:
    return Evening(material_of(film.timeline(), film.track, sport="basketball"))


@pytest.fixture(scope="module")
def course(evening: Evening) -> Course:
    (only,) = evening.courses.values()
    return only


def test_every_quote_is_the_best_of_the_book(course: Course) -> None:
    assert len(course.times) > 1_000
    assert np.all(np.diff(course.times) > 0)
    for at_us in course.times[:: len(course.times) // 200].tolist():
        bids, asks = course.books.levels(at_us)
        best = (bids[0][0] if bids else -1, asks[0][0] if asks else -1)
        assert course.quote(at_us) == best


def test_the_trades_are_the_tracks(film: Film, course: Course) -> None:
    track = film.track(film.timeline().assets[course.line.asset].track)
    assert len(course.trades.times) == len(track.trades) > 10
    last = track.trade(len(track.trades) - 1)
    assert (course.trades.times[-1], course.trades.cells[-1]) == (last.at_us, last.cell)
    assert set(course.trades.sides.tolist()) <= {-1, 0, 1}


def test_the_other_outcome_is_the_same_course_turned(film: Film, course: Course) -> None:
    timeline = film.timeline()
    for facts in timeline.markets:
        facts.outcomes.reverse()
    (turned,) = material_of(timeline, film.track).courses.values()
    assert turned.line.asset == course.line.opposite
    known = course.bid >= 0
    np.testing.assert_array_equal(turned.ask[known], 10_000 - course.bid[known])
    np.testing.assert_array_equal(turned.trades.sides, -course.trades.sides)
    at_us = int(course.times[len(course.times) // 2])
    bids, _ = course.books.levels(at_us)
    _, asks = turned.books.levels(at_us)
    assert asks == [(10_000 - cell, size) for cell, size in bids]


def test_own_orders_and_the_end_are_there(evening: Evening) -> None:
    assert evening.decisions
    assert any(one.filled for one in evening.decisions)
    assert all(line.settled is not None for line in evening.account.lines)
    assert evening.account.problems == ()


def test_the_same_dollars_whichever_outcome_is_called_first(film: Film, evening: Evening) -> None:
    timeline = film.timeline()
    for facts in timeline.markets:
        facts.outcomes.reverse()
    for told in timeline.rules:
        if told.payouts is not None:
            told.payouts.reverse()
    assert Evening(material_of(timeline, film.track)).account.net == evening.account.net


def test_a_market_nobody_described_has_the_two_sides_that_its_assets_are(film: Film) -> None:
    timeline = film.timeline()
    described = Evening(material_of(timeline, film.track))
    timeline.markets.clear()
    timeline.rules.clear()
    timeline.resolved.clear()
    told = Evening(material_of(timeline, film.track))
    assert {line.market for line in told.courses} == {line.market for line in described.courses}
    assert len(told.account.lines) == len(described.account.lines)
    assert [one.before for one in told.decisions] == [one.before for one in described.decisions]


def test_a_silence_with_prints_is_stale_from_when_it_shows() -> None:
    times = np.array([0, 5_000_000, 40_000_000, 41_000_000], np.int64)
    prints = np.array([6_000_000, 16_000_000, 17_000_000], np.int64)
    assert [tuple(span) for span in stale_times(times, prints)] == [
        (5_000_000, 40_000_000, 16_000_000, "stale")
    ]
    assert stale_times(times, prints[:1]) == []
