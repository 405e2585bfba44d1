"""Where money is made and lost: by sport, market type, phase of the game, hour of the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from gametape.analyze.behaviour.finding import gated
from gametape.analyze.evidence import Field, Item
from gametape.analyze.population.drafting import Draft, spread
from gametape.analyze.population.summary import SessionSummary, TradeSummary
from gametape.analyze.statistics.regressed import difference_of, mean_of

SECTION = "Where"
HOURS = 4

Kinds = ("sport", "market", "phase", "hour")
_WORDS = {"sport": "sport", "market": "market type", "phase": "phase", "hour": "hours (UTC)"}


class Grouped(msgspec.Struct, frozen=True):
    """A closed trade with its session and what it belongs to, by kind of group."""

    session: str
    net: int
    groups: dict[str, str]


def grouped(sessions: Sequence[SessionSummary]) -> list[Grouped]:
    """Every closed trade; phase and hour are those of its first decision."""
    found = []
    for one in sessions:
        first: dict[str, dict[str, float | bool | str | None]] = {}
        for order in one.decisions:
            if order.enters:
                first.setdefault(order.trade, order.fields)
        found += [
            Grouped(one.slug, trade.net, _groups(one, trade, first.get(trade.id, {})))
            for trade in one.closed
        ]
    return found


def _groups(
    one: SessionSummary, trade: TradeSummary, fields: dict[str, float | bool | str | None]
) -> dict[str, str]:
    told = {"sport": one.sport, "market": trade.market_type, "phase": str(fields.get("phase", ""))}
    hour = fields.get("hour")
    if isinstance(hour, int | float):
        begin = int(hour) // HOURS * HOURS
        told["hour"] = f"{begin:02d} to {begin + HOURS:02d}"
    return {kind: name for kind, name in told.items() if name and name != "None"}


def group_drafts(sessions: Sequence[SessionSummary]) -> Iterator[Draft]:
    """Each group's net of a trade, tested against all other trades; nothing for a single group."""
    trades = grouped(sessions)
    for kind in Kinds:
        names = sorted({one.groups[kind] for one in trades if kind in one.groups})
        known = [one for one in trades if kind in one.groups]
        for name in names if len(names) > 1 else ():
            yield _group(kind, name, known)


def _group(kind: str, name: str, trades: Sequence[Grouped]) -> Draft:
    own = [one for one in trades if one.groups[kind] == name]
    sessions = [one.session for one in own]
    gate, lacking = gated(len(own), len(set(sessions)))
    mean = mean_of([float(one.net) for one in own], sessions) if gate == "ok" else None
    fields = spread(mean.interval if mean else None, "usd") | {
        "n": Field(len(own), "count"),
        "sessions": Field(len(set(sessions)), "count"),
        "net": Field(sum(one.net for one in own), "usd"),
        "group": Field(name, "name"),
    }
    test = None
    if gate == "ok":
        test = difference_of(
            [float(one.net) for one in trades],
            [one.groups[kind] == name for one in trades],
            [one.session for one in trades],
        )
    if test is not None:
        fields["difference"] = Field(round(test.interval.estimate), "usd")
        fields["difference_low"] = Field(round(test.interval.low), "usd")
        fields["difference_high"] = Field(round(test.interval.high), "usd")
    detail = {"section": SECTION, "of": "trades", "kind": _WORDS[kind], "missing": lacking}
    item = Item(
        id="",
        kind="rate",
        code=f"{kind}_{name}".replace(" ", "_"),
        title=f"net of a trade by {_WORDS[kind]}",
        fields=fields,
        gate="inconclusive" if gate == "ok" else gate,
        detail={key: value for key, value in detail.items() if value},
    )
    more = "more" if test is not None and test.interval.estimate > 0 else "less"
    claim = f"Trades in {name} ({_WORDS[kind]}) bring {more} than your others."
    return Draft(item, test.p_value if test else None, claim)
