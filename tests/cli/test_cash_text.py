"""The wallet's cash beside what is explained: parts that are nothing are left out."""

from __future__ import annotations

import pytest
from report.evenings import example

from gametape.analyze.evidence import Field, Item
from gametape.cli.cash_text import PARTS, cash_lines, check_lines, dollars
from gametape.errors import UsageError


def test_a_difference_is_shown_and_never_plugged() -> None:
    parts = {
        "ledger": 5_000_000,
        "rebates": 250_000,
        "unfetched": 1_000_000,
        "explained": 4_250_000,
    }
    fields = {name: Field(parts.get(name, 0), "usd") for name in PARTS}
    item = Item(id="E1", kind="overall", code="cash", title="", fields=fields, gate="ok")
    told = "\n".join(cash_lines(example(items=(item,))))
    assert "+$4.25" in told
    assert "deposits" not in told
    assert max(map(len, told.splitlines())) < 80
    rows = list(check_lines(example(items=(item,)), dollars("4")))
    assert rows[0].endswith("+$4.00")
    assert rows[1].endswith("-$0.25")
    assert list(cash_lines(example(items=()))) == []


def test_what_is_owed_is_not_called_won() -> None:
    fields = {name: Field(-1_000_000 if name == "unfetched" else 0, "usd") for name in PARTS}
    item = Item(id="E1", kind="overall", code="cash", title="", fields=fields, gate="ok")
    told = "\n".join(cash_lines(example(items=(item,))))
    assert "owed on shares sold but never seen bought" in told
    assert "won" not in told


@pytest.mark.parametrize("text", ["", "a lot", "1.2.3", "nan", "inf", "1e999999", "9" * 5_000])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        dollars(text)


def test_amounts_as_people_type_them() -> None:
    assert (dollars("-$1,234.50"), dollars("+3")) == (-1_234_500_000, 3_000_000)
