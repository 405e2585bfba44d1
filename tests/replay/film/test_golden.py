"""The golden files are what the film makes today, and hold what they are there to hold."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from replay.film.golden import SESSIONS, render

from gametape.replay.film.moment import Moment
from gametape.replay.film.reading import TrackFile
from gametape.replay.timeline import Timeline

GOLDEN = Path(__file__).parents[2] / "golden" / "film"
AGAIN = "Stale: in tests/, run `python -m replay.film.golden golden/film` and look at the diff."


class Known(msgspec.Struct):
    """An entry of moments.json."""

    asset: str
    at_us: int
    hindsight: bool
    moment: Moment


@pytest.mark.parametrize("name", sorted(SESSIONS))
def test_the_golden_files_are_current(name: str) -> None:
    files = render(name)
    kept = {path.name: path.read_bytes() for path in (GOLDEN / name).iterdir()}
    assert kept.keys() == files.keys(), AGAIN
    for file, data in files.items():
        assert data == kept[file], f"{file}: {AGAIN}"


def moments(name: str) -> list[Moment]:
    data = (GOLDEN / name / "moments.json").read_bytes()
    return [one.moment for one in msgspec.json.decode(data, type=list[Known])]


def test_they_hold_gaps_money_orders_and_prints() -> None:
    found = [moment for name in SESSIONS for moment in moments(name)]
    reasons = {moment.book.reason for moment in found}
    assert {"", "hole: connection lost", "cable out", "silent for 15 s"} <= reasons
    assert any("ended by then" in reason for reason in reasons)
    why = {moment.pnl.why for moment in found}
    assert {"", "the book is not deep enough", "fees are not known"} <= why
    assert any(moment.orders for moment in moments("odds"))
    assert any(len(moment.positions) == 1 for moment in moments("faults"))
    assert {None, "BUY", "SELL"} <= {one.last_trade and one.last_trade.side for one in found}
    assert any(moment.game.ended for moment in moments("faults"))


def test_they_hold_units_and_widths_of_every_kind() -> None:
    widths, units = set(), set()
    for path in GOLDEN.glob("*/*.track"):
        with TrackFile(path) as file:
            for block in file.index.blocks:
                widths |= {(name, width) for name, width, _ in block.sections}
                units |= {("time", block.time_unit), ("size", block.size_unit)}
                units.add(("stride", block.stride))
    assert {("dt", 1), ("dt", 3), ("dt", 5), ("size", 2), ("size", 4), ("size", 7)} <= widths
    assert {("kf_size", 0), ("kf_size", 7), ("place", 1), ("place", 2)} <= widths
    assert {("stride", 1), ("stride", 10), ("stride", 100)} <= units
    assert {("time", 1), ("size", 1), ("size", 1_000_000)} <= units


def test_they_hold_a_market_that_is_no_mirror_and_one_settled() -> None:
    data = (GOLDEN / "faults" / "timeline.json").read_bytes()
    timeline = msgspec.json.decode(data, type=Timeline)
    assert sorted(where.mirror for where in timeline.assets.values()) == [False] * 3 + [True]
    assert [entry.payouts for entry in timeline.rules] == [None, ["1", "0"]]
    assert timeline.odd_trades[0].price == "0.512345"
