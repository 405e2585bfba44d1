"""What the evening came to: result, costs, what is still open, wins against the prices paid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field, Item
from gametape.analyze.judging.measured import Told, sums
from gametape.analyze.material.course import Course
from gametape.analyze.statistics.proportions import wins_against_prices
from gametape.ledger.exposure import Quoted
from gametape.ledger.marks import Mark, mark
from gametape.ledger.trades import Episode, LineAccount
from gametape.model.grid import UNIFORM

PARTS = {
    "spread_usd": "spread",
    "delay_usd": "delay",
    "timing": "timing",
    "carry": "carry",
}
"""Parts of a trade's result (methods 2.8) as the whole evening calls them."""


def overall(
    evening: Evening,
    trades: Mapping[str, Told],
    luck_usd: float | None,
    accuracy: float | None,
) -> Iterator[Item]:
    """Items without ids, each with what it rests on; `trades` is what was measured of each.

    `luck_usd` is what carrying positions through a fair game moves a result by, dollars;
    `accuracy` is of all decisions, per cent.
    """
    if not evening.episodes:
        return
    luck = None if luck_usd is None else round(luck_usd * 1e6)
    score = None if accuracy is None else accuracy / 100
    parts = {"luck_sd": Field(luck, "usd"), "accuracy": Field(score, "pct")}
    yield _result(evening, sums(trades, PARTS) | parts)
    if evening.account.fees:
        yield _costs(evening)
    if (unrealized := _open(evening)) is not None:
        yield unrealized
    if (wins := _wins(evening)) is not None:
        yield wins


def _result(evening: Evening, parts: dict[str, Field]) -> Item:
    """The result, and where it came from; first of all whatever it is."""
    told = evening.account
    spread, delay = parts["spread"].value, parts["delay"].value
    if isinstance(spread, int) and isinstance(delay, int):
        cost = told.fees + spread + delay
        parts["cost"] = Field(cost, "usd")
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
            **parts,
        },
        gate="ok",
        refs=tuple(f"T{number}" for number in range(1, len(evening.episodes) + 1)),
        impact=max(abs(told.net), abs(told.gross), told.fees) + 1,
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
    rules = evening.material.rules
    charged = all((of := rules.get(line.market)) is not None and of.fees for line, _ in marks)
    reasons = sorted({found.why for _, found in marks if found.why})
    return Item(
        id="",
        kind="overall",
        code="unrealized",
        title="what is still open, if it were closed at the last recorded book",
        fields={
            "unrealized": Field(sum(known) if whole else None, "usd"),
            "positions": Field(len(marks), "count"),
            "closing_fee": Field("charged" if charged else "unknown", "name"),
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
