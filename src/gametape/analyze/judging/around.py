"""The book and the market around each order when it was decided, as fields of the evidence.

Everything was known at the decision (methods 2.5, 2.6); one's own orders are left out of depth.
"""

from __future__ import annotations

from gametape.analyze.context.depth import NEAR, DepthNow, Side
from gametape.analyze.context.surroundings import Surroundings
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evening.view import View
from gametape.analyze.evidence import Field, Unit
from gametape.analyze.labels.scoring import doubt_of, views_of
from gametape.analyze.material.decision import Decision

UNITS: dict[str, Unit] = {
    "spread": "cents",
    "microprice_gap": "cents",
    "depth_bid_3": "shares",
    "depth_ask_3": "shares",
    "depth_bid_usd": "usd",
    "depth_ask_usd": "usd",
    "imbalance_1": "score",
    "imbalance_3": "score",
    "imbalance_5": "score",
    "move_30": "cents",
    "sigma_30": "cents",
    "z_300": "x",
    "volume_ratio": "x",
    "support": "name",
    "support_least": "shares",
    "support_needed": "shares",
}
"""Fields by name, of the outcome that the order is about; imbalances are -1 to 1.

For a position that is left `support` is yes or no: `support_least`, the least that rested behind it
in the last five seconds, against `support_needed`.
"""

SUPPORT = ("support", "support_least", "support_needed")

Told = tuple[dict[str, Field], dict[str, str]]
"""Fields by name, and the reasons of those that are withheld."""


def around_orders(evening: Evening) -> dict[str, Told]:
    """Fields of each order by its id; all withheld where the book could not be believed."""
    decisions, _ = evening.asked
    found: dict[str, Told] = {}
    for one, view in zip(decisions, views_of(evening, decisions), strict=True):
        seen, depth = view.around(one.line), view.depth(one.line)
        why = "its book was not recorded" if seen is None else doubt_of(evening, one)
        if why or seen is None or depth is None:
            names = [name for name in UNITS if _leaves(one) or name not in SUPPORT]
            nothing = {name: Field(None, UNITS[name]) for name in names}
            found[one.order_id] = nothing, dict.fromkeys(names, why)
            continue
        found[one.order_id] = _told(view, one, seen, depth)
    return found


def _told(view: View, one: Decision, seen: Surroundings, depth: DepthNow) -> Told:
    way = _about(one)
    bid, ask = (depth.bid, depth.ask) if way > 0 else (depth.ask, depth.bid)
    values: dict[str, float] = {
        "spread": depth.spread,
        "microprice_gap": way * (depth.microprice - seen.mid),
        "depth_bid_3": bid.within[NEAR] * 1e6,
        "depth_ask_3": ask.within[NEAR] * 1e6,
        "depth_bid_usd": _dollars(bid, way) * 1e6,
        "depth_ask_usd": _dollars(ask, way) * 1e6,
        "move_30": way * seen.move,
        "sigma_30": seen.sigma,
        "z_300": way * seen.z300,
        "volume_ratio": seen.volume_ratio,
    }
    values |= {f"imbalance_{cents}": way * depth.imbalance(cents) for cents in (1, 3, 5)}
    fields: dict[str, Field] = {}
    withheld: dict[str, str] = {}
    for name, value in values.items():
        unit = UNITS[name]
        if value != value:
            fields[name] = Field(None, unit)
            withheld[name] = "not known yet, or the book was one-sided"
        else:
            whole = unit in ("usd", "shares")
            fields[name] = Field(round(value) if whole else round(value, 4), unit)
    if _leaves(one):
        held = 1 if one.before > 0 else -1
        told = view.behind(one.line, held, min(one.ordered, abs(one.before)))
        if told is None:
            fields |= {name: Field(None, UNITS[name]) for name in SUPPORT}
            withheld |= dict.fromkeys(SUPPORT, "it was not known how much usually rests there")
        else:
            least, needed = told
            fields["support"] = Field("yes" if least >= needed else "no", "name")
            fields["support_least"] = Field(round(least * 1e6), "shares")
            fields["support_needed"] = Field(round(needed * 100) * 10_000, "shares")
    return fields, withheld


def _leaves(one: Decision) -> bool:
    return one.leaves and one.before != 0


def _about(one: Decision) -> int:
    """-1 for an order about the line's second outcome, whose book is told upside down."""
    way = one.direction if one.enters or not one.before else one.before
    return -1 if way < 0 and one.line.opposite else 1


def _dollars(side: Side, way: int) -> float:
    """Dollars in the best five levels, at the outcome's own prices."""
    return side.five_usd if way > 0 else side.five_shares - side.five_usd
