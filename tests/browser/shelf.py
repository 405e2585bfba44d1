"""Sessions as the server lists them, for states of the list that a tape takes long to reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

T0 = 1_790_000_000_000


def row(slug: str, **parts: Any) -> dict[str, Any]:
    return {
        "slug": slug,
        "title": slug.title(),
        "venue": "polymarket",
        "league": "nba",
        "created_us": T0 * 1000,
        "from_us": T0 * 1000,
        "to_us": T0 * 1000 + 9_000_000_000,
        "frames": 10,
        "trades": 3,
        "own_fills": 4,
        "coverage": 1.0,
        "verdict": "whole",
        "live": False,
        "problem": "",
        "markets": 2,
        "tape_bytes": 1_000_000,
        "notes": 0,
        "pnl": None,
        "sport": "basketball",
        "teams": [],
        "market_types": ["moneyline"],
        "own_trades": None,
        "gross": None,
        "fees": None,
        "net": None,
        "labels": [],
        "analysed": False,
    } | parts


def listing(*rows: dict[str, Any], warning: str = "") -> Callable[[Page], None]:
    """What makes a page see these sessions, for states that a tape takes long to reach."""

    def before(page: Page) -> None:
        answer = {"sessions": list(rows), "warning": warning}
        page.route("**/api/sessions", lambda route: route.fulfill(json=answer))

    return before


def names(page: Page) -> list[str]:
    return [one.get_attribute("data-session") or "" for one in page.locator("[data-session]").all()]
