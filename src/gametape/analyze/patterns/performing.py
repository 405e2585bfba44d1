"""How the trades of one pattern have gone: counts, means and differences, as far as they may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from gametape.analyze.evidence import Gate
from gametape.analyze.patterns.pattern import Pattern
from gametape.analyze.patterns.rows import Against, Spread
from gametape.analyze.patterns.tagged import Tagged
from gametape.analyze.statistics.gates import NEEDS, Need, Shown, gate, missing
from gametape.analyze.statistics.intervals import Interval
from gametape.analyze.statistics.regressed import Tested, difference_of, mean_of, trend_of
from gametape.analyze.statistics.sessions import FEWEST


class Traded(NamedTuple):
    """A trade (or an order) under a pattern: its session, that one's number in time, its group.

    `net` is what it brought, micro-dollars. `of` is whether it is one the row is about, None one
    that neither side may count.
    """

    session: str
    trade: str
    order: int
    net: int
    of: bool | None


class Counts(msgspec.Struct, frozen=True):
    """How many decisions fit, were kept, were broken, and what the trader said of them."""

    decisions: int
    kept: int
    broken: int
    untold: int
    confirmed: int
    rejected: int
    by_hand: int


def counted(found: Sequence[Tagged]) -> Counts:
    """Counts over all decisions that were asked."""
    return Counts(
        decisions=sum(one.of is True for one in found),
        kept=sum(one.kept is True for one in found),
        broken=sum(one.kept is False for one in found),
        untold=sum(one.of is None for one in found),
        confirmed=sum(one.said == "confirmed" for one in found),
        rejected=sum(one.said == "rejected" for one in found),
        by_hand=sum(one.said == "by hand" for one in found),
    )


def traded(pattern: Pattern, found: Sequence[Tagged], order: dict[str, int]) -> list[Traded]:
    """What is counted of the decisions that were asked; `order` numbers sessions in time.

    Trades by the order that opened each, or the orders themselves: `Pattern.measure` says which. A
    setup's and a mistake's row is about those that fit, held against the others that were asked. A
    rule's is about those that kept it, held against those that broke it.
    """
    told = []
    for one in found:
        of = one.of
        if pattern.meaning == "rule":
            if not one.of or one.kept is None:
                continue
            of = one.kept
        trip = one.night.trips.get(one.deed.trade)
        if trip is None:
            continue
        if pattern.measure == "decision":
            if one.deed.value is not None:
                name = one.deed.order_id
                told.append(_counted(one, name, one.deed.value, of, order))
        elif one.deed.opens:
            told.append(_counted(one, one.deed.trade, trip.net, of, order))
    return told


def _counted(one: Tagged, name: str, net: int, of: bool | None, order: dict[str, int]) -> Traded:
    session = one.night.session
    return Traded(session, name, order[session], net, of)


def gate_of(pattern: Pattern, trades: int, sessions: int) -> tuple[Gate, str]:
    """How strongly something may be said of so many trades, and what is missing in words."""
    own = Need(pattern.least_trades, pattern.least_sessions)
    if lacks := missing(own, trades, sessions):
        return "inconclusive", lacks
    told = gate(trades, sessions)
    if told.shown is Shown.INTERVAL:
        return "ok", ""
    return ("early" if told.shown is Shown.RATE else "inconclusive"), told.missing


def spread(told: Tested | Interval | None, factor: float = 1.0) -> Spread | None:
    """An interval as a row tells it, times a factor; None for none."""
    if told is None:
        return None
    one = told.interval if isinstance(told, Tested) else told
    low, high = sorted((one.low * factor, one.high * factor))
    return Spread(one.estimate * factor, low, high)


def net_mean(own: Sequence[Traded]) -> Tested | None:
    """Mean net of a trade, by session."""
    return mean_of([float(one.net) for one in own], [one.session for one in own])


def net_trend(own: Sequence[Traded]) -> Tested | None:
    """Change of the mean net per ten sessions."""
    sessions = [one.session for one in own]
    if len(set(sessions)) < FEWEST:
        return None
    return trend_of([float(one.net) for one in own], [one.order for one in own], sessions)


def held_against(
    pattern: Pattern, trades: Sequence[Traded]
) -> tuple[Against | None, Tested | None]:
    """The pattern's trades beside the others, and the test of the difference.

    The difference of a rule and a mistake is broken less kept: below zero, breaking costs.
    """
    own = [one for one in trades if one.of is True]
    other = [one for one in trades if one.of is False]
    if not own or not other:
        return None, None
    need = NEEDS[Shown.INTERVAL]
    lacks = _lacks(need, own, "") or _lacks(need, other, "to compare with")
    marked = [one for one in trades if one.of is not None]
    tested = None
    if not lacks:
        flags = [one.of is (pattern.meaning != "rule") for one in marked]
        nets, sessions = [float(one.net) for one in marked], [one.session for one in marked]
        tested = difference_of(nets, flags, sessions)
    broken = {"setup": 0, "rule": len(other), "avoid": len(own)}[pattern.meaning]
    told = Against(
        mean=_mean(own),
        other_mean=_mean(other),
        other_trades=len(other),
        difference=spread(tested),
        total=spread(tested, broken) if broken else None,
        missing=lacks,
    )
    return told, tested


def _mean(some: Sequence[Traded]) -> float | None:
    """Mean net; None below the gate of a rate."""
    need = NEEDS[Shown.RATE]
    if missing(need, len(some), len({one.session for one in some})):
        return None
    return sum(one.net for one in some) / len(some)


def _lacks(need: Need, some: Sequence[Traded], what: str) -> str:
    lacks = missing(need, len(some), len({one.session for one in some}))
    return f"{lacks} {what}".strip() if lacks else ""
