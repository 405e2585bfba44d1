"""Choosing among sessions: one set of words for the command line, the API and the page.

The page's `web/src/panels/sessions/filter.ts` is the twin of this; `tests/golden/choosing.json`
holds both to the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, Protocol, TypeVar

import msgspec

from gametape.errors import UsageError
from gametape.library.written.folding import folded

Result = Literal["", "won", "lost", "even", "none", "unknown"]
Quality = Literal["", "whole", "holes", "poor", "nothing", "unknown", "broken"]
Own = Literal["", "yes", "no"]
SORTS = ("date", "title", "length", "quality", "fills", "pnl", "net", "trades")
Sort = Annotated[str, msgspec.Meta(pattern=rf"^-?({'|'.join(SORTS)})$")]
Word = Annotated[str, msgspec.Meta(max_length=200)]
Day = Annotated[str, msgspec.Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


class Filter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which sessions are meant, and in which order; what is empty asks for nothing.

    `q` are words of title, name, league, venue or teams, all of which must be there. `since` and
    `until` are days in UTC, both included. `result` is by the net of the own trades: `none` had no
    trades, `unknown` was not analysed yet. `label` is the name of a label (`panic_sell`).
    """

    q: Word = ""
    sport: Word = ""
    league: Word = ""
    team: Word = ""
    since: Day = ""
    until: Day = ""
    market: Word = ""
    result: Result = ""
    quality: Quality = ""
    own: Own = ""
    label: Word = ""
    sort: Sort = "-date"


class Choosable(Protocol):
    """What a session is chosen by; rows of the list have it."""

    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def league(self) -> str: ...  # noqa: D102
    @property
    def venue(self) -> str: ...  # noqa: D102
    @property
    def sport(self) -> str: ...  # noqa: D102
    @property
    def teams(self) -> list[str]: ...  # noqa: D102
    @property
    def market_types(self) -> list[str]: ...  # noqa: D102
    @property
    def labels(self) -> list[str]: ...  # noqa: D102
    @property
    def created_us(self) -> int | None: ...  # noqa: D102
    @property
    def from_us(self) -> int | None: ...  # noqa: D102
    @property
    def to_us(self) -> int | None: ...  # noqa: D102
    @property
    def verdict(self) -> str | None: ...  # noqa: D102
    @property
    def coverage(self) -> float | None: ...  # noqa: D102
    @property
    def problem(self) -> str: ...  # noqa: D102
    @property
    def own_fills(self) -> int | None: ...  # noqa: D102
    @property
    def own_trades(self) -> int | None: ...  # noqa: D102
    @property
    def net(self) -> int | None: ...  # noqa: D102
    @property
    def pnl(self) -> int | None: ...  # noqa: D102


R = TypeVar("R", bound=Choosable)
Named = tuple[str, R]
"""A row with its session's name, which lists call by different names."""


def read_filter(given: Mapping[str, str]) -> Filter:
    """A filter from texts by name; raises UsageError naming what cannot be meant."""
    try:
        found = msgspec.convert({name: text.strip() for name, text in given.items()}, Filter)
        day_us(found.since)
        day_us(found.until, days=1)
    except (msgspec.ValidationError, ValueError, OverflowError) as error:
        where = re.search(r"\$\.(\w+)", str(error))
        name = where[1] if where else "since or until"
        raise UsageError(f"{name} cannot be read{_plainly(error)}.", _way_out(name)) from None
    return found


def chosen(rows: Sequence[Named[R]], wanted: Filter) -> list[Named[R]]:
    """The rows that are meant, in their order; what is not known stands last either way."""
    words = folded(wanted.q).split()
    found = [row for row in rows if _fits(row[1], wanted) and _holds(row, words)]
    key = wanted.sort.removeprefix("-")
    down = wanted.sort.startswith("-")
    known = [row for row in found if _rank(row[1], key) is not None]
    known.sort(key=lambda row: row[0])
    known.sort(key=lambda row: _rank(row[1], key) or 0, reverse=down)
    return known + sorted((row for row in found if _rank(row[1], key) is None), key=_name)


def result_of(row: Choosable) -> Result:
    """How the own trades of a session came out."""
    if row.own_trades is None:
        return "none" if row.own_fills == 0 else "unknown"
    if row.own_trades == 0 or row.net is None:
        return "none"
    return "won" if row.net > 0 else "lost" if row.net < 0 else "even"


def quality_of(row: Choosable) -> Quality:
    """The verdict on a recording in one word."""
    if row.problem:
        return "broken"
    verdicts: dict[str, Quality] = {
        "whole": "whole",
        "holes": "holes",
        "poor": "poor",
        "nothing recorded": "nothing",
    }
    return verdicts.get(row.verdict or "", "unknown")


def _fits(row: Choosable, wanted: Filter) -> bool:
    began = row.from_us if row.from_us is not None else row.created_us
    since, until = day_us(wanted.since), day_us(wanted.until, days=1)
    traded = bool(row.own_trades or row.own_fills)
    return (
        _same(wanted.sport, [row.sport])
        and _same(wanted.league, [row.league])
        and _same(wanted.market, row.market_types)
        and _same(wanted.label, row.labels)
        and (not wanted.team or folded(wanted.team) in folded("\n".join([row.title, *row.teams])))
        and (since is None or (began is not None and began >= since))
        and (until is None or (began is not None and began < until))
        and wanted.result in ("", result_of(row))
        and wanted.quality in ("", quality_of(row))
        and wanted.own in ("", "yes" if traded else "no")
    )


def _same(wanted: str, of: Sequence[str]) -> bool:
    return not wanted or folded(wanted) in (folded(one) for one in of)


def _holds(row: Named[R], words: Sequence[str]) -> bool:
    if not words:
        return True
    name, one = row
    text = folded("\n".join([one.title, name, one.league, one.venue, *one.teams]))
    return all(word in text for word in words)


def _rank(row: Choosable, key: str) -> int | float | str | None:
    began = row.from_us if row.from_us is not None else row.created_us
    if key == "title":
        return folded(row.title)
    if key == "length":
        return None if row.from_us is None or row.to_us is None else row.to_us - row.from_us
    if key == "quality":
        grade = {"whole": 3, "holes": 2, "poor": 1}.get(row.verdict or "", 0)
        return grade + (row.coverage or 0) / 2
    found: dict[str, int | None] = {
        "date": began,
        "fills": row.own_fills,
        "pnl": row.pnl,
        "net": row.net,
        "trades": row.own_trades,
    }
    return found[key]


def _name(row: Named[R]) -> str:
    return row[0]


def day_us(day: str, days: int = 0) -> int | None:
    """Microseconds since 1970 at which a day in UTC begins, so many days later; None for "".

    Raises ValueError or OverflowError for what is no day.
    """
    if not day:
        return None
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=days)
    return int(moment.timestamp()) * 1_000_000


def _plainly(error: Exception) -> str:
    """Why, as the end of a sentence; what only says a pattern says nothing to a person."""
    words = str(error).partition(" - at `")[0]
    return "" if "regex" in words else f": {words}"


def _way_out(name: str) -> str:
    choices: dict[str, str] = {
        "result": "won, lost, even, none or unknown",
        "quality": "whole, holes, poor, nothing, unknown or broken",
        "own": "yes or no",
        "sort": f"{', '.join(SORTS)}, with - before it for the most first",
    }
    return f"It may be {choices[name]}." if name in choices else "Days are written 2026-05-14."
