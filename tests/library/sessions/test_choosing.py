"""Which sessions a filter means; the page's twin is held to the same answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from gametape.errors import UsageError
from gametape.library.sessions.choosing import chosen, read_filter


class Row(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    league: str
    venue: str
    sport: str
    teams: list[str]
    market_types: list[str]
    labels: list[str]
    created_us: int | None
    from_us: int | None
    to_us: int | None
    verdict: str | None
    coverage: float | None
    problem: str
    own_fills: int | None
    own_trades: int | None
    net: int | None
    pnl: int | None


class Golden(msgspec.Struct):
    rows: dict[str, Row]
    cases: list[dict[str, Any]]


GOLDEN = msgspec.json.decode(
    (Path(__file__).parents[2] / "golden" / "choosing.json").read_bytes(), type=Golden
)


@pytest.mark.parametrize("case", GOLDEN.cases, ids=lambda case: str(case["filter"]))
def test_the_golden_answers(case: dict[str, Any]) -> None:
    found = chosen(list(GOLDEN.rows.items()), read_filter(case["filter"]))
    assert [name for name, _ in found] == case["found"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"result": "great"}, "result"),
        ({"quality": "nice"}, "quality"),
        ({"sort": "colour"}, "sort"),
        ({"own": "maybe"}, "own"),
        ({"since": "yesterday"}, "since"),
        ({"until": "2026-02-31"}, "until"),
        ({"until": "9999-12-31"}, "until"),
        ({"q": "x" * 201}, "q"),
    ],
)
def test_what_cannot_be_meant_is_named(given: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words) as refused:
        read_filter(given)
    assert "regex" not in str(refused.value)
