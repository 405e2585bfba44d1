"""Holes are written once they have closed, together where they belong together, and none twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from record.bench_of_links import START_US

from gametape.model.events import BookSnapshot, LinkChange, LinkState
from gametape.model.grid import UNIFORM
from gametape.model.times import SECOND
from gametape.record.intake.gaps import GapLog
from gametape.replay.certificate.coverage import Coverage
from gametape.replay.session import Step
from gametape.replay.state import SessionState
from gametape.tape.lines import Line

NAME = "polymarket.market#1"


class Evening:
    """Coverage and state moved by made-up events, as a recording moves them."""

    def __init__(self) -> None:
        self.coverage = Coverage()
        self.state = SessionState()
        self.now_us = START_US
        self.seq = 0

    def link(self, state: LinkState, *assets: str, detail: str = "") -> None:
        self.seq += 1
        event = LinkChange(
            seq=self.seq,
            recv_us=self.now_us,
            connection=NAME,
            state=state,
            detail=detail,
            assets=assets,
        )
        self._move(Line(self.now_us, self.seq, "link", "gametape.recorder#0"), event)

    def book(self, asset: str) -> None:
        self.seq += 1
        event = BookSnapshot(
            seq=self.seq, recv_us=self.now_us, asset=asset, market="0x1", bids=(), asks=()
        )
        self._move(Line(self.now_us, self.seq, "market", NAME), event)

    def _move(self, line: Line, event: LinkChange | BookSnapshot) -> None:
        self.state.apply(line.c, UNIFORM, line.q, line.t, (event,))
        self.coverage.observe(Step(line, (event,), (event,), UNIFORM), self.state)

    def begin(self, *assets: str) -> None:
        self.link("up")
        self.link("subscribed", *assets)
        for asset in assets:
            self.book(asset)

    def passes(self, seconds: float) -> None:
        self.now_us += int(seconds * SECOND)


def test_a_hole_of_all_assets_is_one_record_for_everything() -> None:
    evening, log = Evening(), GapLog()
    evening.begin("1", "2", "3")
    evening.passes(10)
    evening.link("down", detail="connection lost")
    evening.passes(4)
    assert log.closed(evening.coverage, evening.now_us) == []
    for asset in "123":
        evening.book(asset)
        evening.passes(0.1)
    assert log.closed(evening.coverage, evening.now_us) == []  # more may belong to it
    evening.passes(3)
    (hole,) = log.closed(evening.coverage, evening.now_us)
    assert (hole.from_us, hole.cause, hole.scope) == (START_US, "connection lost", ())
    assert abs(hole.to_us - (START_US + 14 * SECOND)) < SECOND
    assert log.closed(evening.coverage, evening.now_us + 60 * SECOND) == []


def test_an_asset_whose_book_does_not_come_back_delays_the_others_only_so_long() -> None:
    evening, log = Evening(), GapLog()
    evening.begin("1", "2")
    evening.link("down", detail="connection lost")
    evening.passes(1)
    evening.book("1")
    evening.passes(5)
    assert log.closed(evening.coverage, evening.now_us) == []
    evening.passes(6)
    (hole,) = log.closed(evening.coverage, evening.now_us)
    assert hole.scope == ("1",)


def test_what_is_open_at_the_end_is_written_as_ending_now() -> None:
    evening, log = Evening(), GapLog()
    evening.begin("1", "2")
    evening.passes(2)
    evening.link("down", detail="connection lost")
    evening.passes(2)
    evening.book("1")
    holes = log.unfinished(evening.coverage, evening.now_us + SECOND * 5)
    assert {hole.scope: hole.to_us for hole in holes} == {
        ("1",): evening.now_us,
        ("2",): evening.now_us + SECOND * 5,
    }


@given(st.lists(st.tuples(st.sampled_from("123"), st.floats(0.1, 20)), max_size=12))
def test_every_hole_is_written_exactly_once(losses: list[tuple[str, float]]) -> None:
    evening, log = Evening(), GapLog()
    evening.begin("1", "2", "3")
    written = []
    for asset, seconds in losses:
        evening.passes(seconds)
        evening.link("stale", asset, detail="feed frozen")
        evening.passes(seconds)
        evening.book(asset)
        written += log.closed(evening.coverage, evening.now_us)
    evening.passes(60)
    written += log.closed(evening.coverage, evening.now_us)
    told = sum(
        (hole.to_us - hole.from_us) * max(len(hole.scope), 1 if hole.scope else 3)
        for hole in written
    )
    missed = sum(hole.to_us - hole.from_us for _, hole in evening.coverage.closed(0))
    assert len(written) <= len(losses)
    assert told >= missed  # gathered holes span all of their members, never less
    assert log.unfinished(evening.coverage, evening.now_us) == []
