"""What the evening came to: result, costs, what is still open, wins against the prices paid."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gametape.analyze.course import Course
from gametape.analyze.evening import Evening
from gametape.analyze.evidence import Field, Item
from gametape.analyze.statistics.proportions import wins_against_prices
from gametape.ledger.exposure import Quoted
from gametape.ledger.marks import Mark, mark
from gametape.ledger.trades import Episode, LineAccount
from gametape.model.grid import UNIFORM


def overall(evening: Evening) -> Iterator[Item]:
    """Items without ids, each with what it rests on."""
    if not evening.episodes:
        return
    yield _result(evening)
    if evening.account.fees:
        yield _costs(evening)
    if (unrealized := _open(evening)) is not None:
        yield unrealized
    if (wins := _wins(evening)) is not None:
        yield wins


def _result(evening: Evening) -> Item:
    told = evening.account
    closed = [one for _, one in evening.episodes if one.closed_us is not None]
    return Item(
        id="",
        kind="overall",
        code="net",
        title="what the evening's trades came to, after fees",
        fields={
            "net": Field(told.net, "usd"),
            "gross": Field(told.gross, "usd"),
            "fees": Field(told.fees, "usd"),
            "trades": Field(len(evening.episodes), "count"),
            "closed": Field(len(closed), "count"),
            "won": Field(sum(one.net > 0 for one in closed), "count"),
            "lost": Field(sum(one.net < 0 for one in closed), "count"),
            "best": Field(max((one.net for one in closed), default=None), "usd"),
            "worst": Field(min((one.net for one in closed), default=None), "usd"),
        },
        gate="ok",
        refs=tuple(f"T{number}" for number in range(1, len(evening.episodes) + 1)),
        impact=abs(told.net),
    )


def _costs(evening: Evening) -> Item:
    told = evening.account
    turned = sum(
        float(one.price) * one.filled for one in evening.decisions if one.price is not None
    )
    return Item(
        id="",
        kind="overall",
        code="fees",
        title="what trading itself cost in fees",
        fields={
            "fees": Field(told.fees, "usd"),
            "share": Field(told.fees / abs(told.gross) if told.gross else None, "pct"),
            "turnover": Field(round(turned), "usd"),
            "orders": Field(sum(one.filled > 0 for one in evening.decisions), "count"),
        },
        gate="ok",
        impact=told.fees,
    )


def _open(evening: Evening) -> Item | None:
    """What is still open, closed at the prices of the last recorded book."""
    marks = [
        (line, found)
        for line in evening.account.lines
        if line.position.exposure and (found := mark_at_end(evening, line)) is not None
    ]
    if not marks:
        return None
    told = [found.executable for _, found in marks]
    known = [one for one in told if one is not None]
    whole = len(known) == len(told)
    reasons = sorted({found.why for _, found in marks if found.why})
    return Item(
        id="",
        kind="overall",
        code="unrealized",
        title="what is still open, if it were closed at the last recorded book",
        fields={
            "unrealized": Field(sum(known) if whole else None, "usd"),
            "positions": Field(len(marks), "count"),
        },
        gate="ok" if whole else "inconclusive",
        impact=abs(sum(known)),
        detail={"missing": "; ".join(reasons)} if reasons else {},
    )


def mark_at_end(evening: Evening, line: LineAccount) -> Mark | None:
    """The mark of a line's position at the last moment of the recording."""
    course = next((one for key, one in evening.courses.items() if key.asset == line.asset), None)
    rules = evening.material.rules.get(line.market)
    return mark(line, _quoted(course), rules.fees if rules else None)


def _quoted(course: Course | None) -> Quoted | None:
    if course is None:
        return None
    bids, asks = course.books.levels(course.last_us)
    return Quoted(bids, asks, UNIFORM, course.bad_in(course.last_us, course.last_us))


def _wins(evening: Evening) -> Item | None:
    """Trades held to the end against the prices paid for them, never against one half."""
    held = [(line, one) for line, one in evening.episodes if _held(line, one)]
    if not held:
        return None
    won = sum(one.net > 0 for _, one in held)
    prices = [float(one.entry if one.direction > 0 else 1 - one.entry) for _, one in held]
    told = wins_against_prices(won, prices)
    return Item(
        id="",
        kind="rate",
        code="wins_against_prices",
        title="trades held until the market was decided, against what their prices promised",
        fields={
            "won": Field(won, "count"),
            "n": Field(len(held), "count"),
            "expected": Field(told.expected, "score"),
            "p": Field(told.p_value, "score"),
        },
        gate="inconclusive",
        impact=0,
    )


def _held(line: LineAccount, one: Episode) -> bool:
    return one.ended == "settlement" and line.settled in (Decimal(0), Decimal(1))
