"""Values are written by their unit, exactly as methods 6.3 says."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report.evenings import example

from gametape.analyze.evidence import Field
from gametape.report.facts import Facts
from gametape.report.slots import TIED, filled, span, text_of

MINUS = "\u2212"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (Field(0.234, "pct"), "23 %"),
        (Field(0.235, "pct"), "24 %"),
        (Field(1.59, "x"), "1.6x"),
        (Field(4_920_000, "usd"), "+$4.92"),
        (Field(-12_925_000, "usd"), f"{MINUS}$12.93"),
        (Field(1_234_567_890_000, "usd"), "+$1,234,567.89"),
        (Field(-4_000, "usd"), "$0.00"),
        (Field(0, "usd"), "$0.00"),
        (Field(2.05, "cents"), "+2.1c"),
        (Field(-0.04, "cents"), "0.0c"),
        (Field(372, "count"), "372"),
        (Field(12_345, "count"), "12,345"),
        (Field(75_000_000, "shares"), "75"),
        (Field(12_500_000, "shares"), "12.5"),
        (Field("0.5", "price"), "0.50"),
        (Field("0.525", "price"), "0.525"),
        (Field("1E+0", "price"), "1.00"),
        (Field("words", "price"), "\u2013"),
        (Field(0.812, "score"), "0.81"),
        (Field(8, "seconds"), "8 s"),
        (Field(1_737_334_800_000_000, "clock"), "01:00:00 UTC"),
        (Field("<b>Lakers</b>", "name"), "bLakers/b"),
        (Field(None, "usd"), "\u2013"),
        (Field(float("nan"), "cents"), "\u2013"),
        (Field(float("inf"), "x"), "\u2013"),
    ],
)
def test_by_unit(field: Field, words: str) -> None:
    assert text_of(field).replace(TIED, " ") == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.25, "0.2 s"),
        (8.4, "8.4 s"),
        (47.2, "47 s"),
        (94, "1 min 34 s"),
        (120, "2 min"),
        (3_599, "1 h"),
        (7_500, "2 h 5 min"),
        (-30, f"{MINUS}30 s"),
    ],
)
def test_lengths_of_time(seconds: float, words: str) -> None:
    assert span(seconds).replace(TIED, " ") == words


@given(st.integers(-(10**15), 10**15))
def test_money_is_within_half_a_cent(micros: int) -> None:
    words = text_of(Field(micros, "usd"))
    shown = Decimal(words.replace(MINUS, "-").replace("$", "").replace(",", "").replace("+", ""))
    assert abs(shown * 1_000_000 - micros) <= 5_000


@given(st.text())
def test_a_name_cannot_become_a_slot(name: str) -> None:
    ledger = example()
    trade = ledger.trades[0]
    trade = msgspec.structs.replace(trade, outcome=name + "{{E1.net}} T3")
    facts = Facts(msgspec.structs.replace(ledger, trades=(trade,)))
    words = filled("On {{T1.outcome}}.", facts)
    assert "$" not in words.replace(name, "") or "$" in name
    assert "trade 3" not in words
    assert "{{" not in words


def test_slots_and_ids_become_words() -> None:
    facts = Facts(example())
    text = "T3 ended at {{T3.net}} after {{T3.held}}; see O6 and {{E9.none}}."
    words = f"Trade 3 ended at {MINUS}$8.49 after 7 min 40 s; see order 6 and \u2013."
    assert filled(text, facts).replace(TIED, " ") == words
    assert filled("Lost {{T3.net.size}}.", facts) == "Lost $8.49."
