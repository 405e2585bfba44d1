"""The lag of tags: found where the market moved before them, refused where it did not."""

from __future__ import annotations

import numpy as np
import pytest
from analyze.made import course, filled, ladder, material, placed, us

from gametape.analyze.behaviour.rows import TagSums
from gametape.analyze.behaviour.tag_lag import (
    LAGS_S,
    LEAST_TAGS,
    Lag,
    lag_of,
    said_of,
    since_tags,
    tag_sums,
    tagged_latency,
    tagged_us,
)
from gametape.analyze.evening.evening import Evening
from gametape.model.book import Side
from gametape.replay.timeline import GameEntry


def tag(second: float, text: str = "Run", happened: float | None = None) -> GameEntry:
    return GameEntry(
        seq=1, at_us=us(second), happened_us=None if happened is None else us(happened),
        name="tag", text=text, game="", score="", period="", game_clock="", status="", team="",
        live=None, ended=None, tag=True,
    )  # fmt: skip


def evening(seed: int, late_s: int | None, text: str = "Run") -> Evening:
    """A jump about every half minute, tagged so much later; None: tagged at any moment."""
    rng = np.random.default_rng(seed)
    jumps = np.cumsum(rng.integers(17, 45, 20)) + 0.5
    mids = 50.0 + np.cumsum(rng.choice([-2.0, 2.0], 20))
    books = {0.0: ladder(50.0)} | {
        float(at): ladder(float(mid)) for at, mid in zip(jumps, mids, strict=True)
    }
    end = float(jumps[-1]) + 60
    when = rng.uniform(20, end, 20) if late_s is None else jumps + late_s
    return Evening(material(course(books, end=end), game=[tag(at, text) for at in sorted(when)]))


@pytest.mark.parametrize("late_s", [0, 6, 15])
def test_the_lag_is_where_the_market_moved(late_s: int) -> None:
    told = lag_of([tag_sums(evening(seed, late_s)) for seed in (1, 2)])
    assert (told.seconds, told.why) == (late_s, "")
    assert f"{late_s} s after" in said_of(told)


def test_tags_that_follow_nothing_are_taken_as_they_are() -> None:
    loose = [tag_sums(evening(seed, None)) for seed in range(24)]
    assert [lag_of(loose[at : at + 4]).seconds for at in range(0, 24, 4)] == [None] * 6
    late = lag_of([tag_sums(evening(seed, 40)) for seed in (1, 2)])
    assert late.seconds is None
    few = lag_of([tag_sums(Evening(material(course({0: ladder(50)}, end=60), game=[tag(9)])))])
    assert str(LEAST_TAGS) in few.why
    assert said_of(few).startswith("tags count as they were set")


def test_pooling_sums_is_the_correlation_of_all_seconds() -> None:
    some = [evening(seed, 6) for seed in (1, 2, 3)]
    told = lag_of([tag_sums(one) for one in some])
    moved, marks = [], []
    for one in some:
        (market,) = one.courses.values()
        seconds = np.arange(market.first_us, market.last_us + 1, us(1))
        moved.append(np.abs(np.diff(market.mids(seconds))))
        mark = np.zeros(len(moved[-1]))
        mark[(np.array(tagged_us(one)) - market.first_us) // us(1) - 6] = 1
        marks.append(mark)
    whole = np.corrcoef(np.concatenate(moved), np.concatenate(marks))[0, 1]
    assert told.correlations[6] == pytest.approx(whole)
    assert len(told.correlations) == LAGS_S + 1


def test_only_tags_of_the_game_count_and_at_what_they_were_said_to_mark() -> None:
    words = [tag(5, "plan stop 41c"), tag(6, "I tilt"), tag(7, "Goal: header"), tag(9, "Run", 4)]
    told = Evening(material(course({0: ladder(50)}, end=60), game=words))
    assert tagged_us(told) == [us(4), us(7)]
    assert tag_sums(evening(1, 6, "hm")) == TagSums()


def test_an_order_between_the_event_and_its_tag_is_late_by_the_lag() -> None:
    orders = [placed("in", 104, Side.BUY, 52, 10)]
    fills = [filled("in", 104.1, Side.BUY, "50.5", 10)]
    market = course({0: ladder(50)}, end=400)
    told = Evening(material(market, orders, fills, [tag(106), tag(30)]))
    since = since_tags(told, entries=True)
    assert since == ((74.0, -2.0),)
    assert since_tags(told, entries=False) == ()
    rng = np.random.default_rng(1)
    rows = [since * 3] * 8
    early = tagged_latency(rows, Lag(None, "few"), rng, entries=True)
    late = tagged_latency(rows, Lag(6, ""), rng, entries=True)
    assert early.fields["median"].value == 74.0
    assert late.fields["median"].value == 4.0
