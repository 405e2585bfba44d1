"""The demo's fills say which market they were in, within 80 columns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gametape.cli.demo import _fill_line
from gametape.model.book import Side
from gametape.model.market import MarketRules, Outcome
from gametape.model.trading import Fill, FillStatus, Role
from gametape.tape.manifest import Manifest

TITLE = "Anvils vs. Inkwells"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (TITLE, "No"),
        ("Will Windmere Anvils win?", "No: Will Windmere Anvils win?"),
        (f"{TITLE}: O/U 2.5", "No: O/U 2.5"),
        ("Will this be " + "very " * 30 + "long?", "No: Will this be very very very very"),
    ],
)
def test_a_fill_names_its_market(question: str, told: str) -> None:
    rules = MarketRules(market="m", question=question, outcomes=(Outcome("a", "No"),))
    fill = Fill(
        trade_id="t", order_id="o", asset="a", market="m", side=Side.BUY, size=54_000_000,
        price=Decimal("0.44"), role=Role.TAKER, status=FillStatus.CONFIRMED,
        matched_us=1_795_432_936_208_000, outcome="No",
    )  # fmt: skip
    manifest = Manifest(session="s", venue="v", title=TITLE, created_us=1, markets=[rules])
    line = _fill_line(fill, manifest)
    assert line.startswith("  11:22:16  BUY       54 at 0.44   taker  ")
    assert line.endswith(told)
    assert len(line) <= 80
