"""The cases that the page's twin is held to are what this implementation says today."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ledger.exposure_golden import CASES, cases, rendered

from gametape.ledger.exposure import CONVERTED

KEPT = Path(__file__).parents[1] / "golden" / "money" / "exposure.json"


def test_the_kept_answers_are_todays() -> None:
    assert KEPT.read_bytes() == rendered(), "renew with: python -m ledger.exposure_golden"


def test_the_cases_reach_everything() -> None:
    told = [case["expected"] for case in cases()]
    whys = Counter(one.why for one in told)
    assert len(told) == CASES
    assert {"", "no book", "connection lost"} <= whys.keys()
    assert {"the book is not deep enough", "fees are not known", CONVERTED} <= whys.keys()
    assert sum(one.total is not None and bool(one.positions) for one in told) > 100
    assert any(min(one.positions.values(), default=0) < 0 for one in told)
