"""The book and the market around each order when it was decided, as fields of the evidence.

Everything was known at the decision (methods 2.5, 2.6); one's own orders are left out of depth.
"""

from __future__ import annotations

from gametape.analyze.context.depth import NEAR, DepthNow
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
}
"""Fields by name; imbalances are -1 to 1, `support` is yes or no for a position that is left."""

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
            nothing = {name: Field(None, unit) for name, unit in UNITS.items()}
            found[one.order_id] = nothing, dict.fromkeys(UNITS, why)
            continue
        found[one.order_id] = _told(view, one, seen, depth)
    return found


def _told(view: View, one: Decision, seen: Surroundings, depth: DepthNow) -> Told:
    values: dict[str, float] = {
        "spread": depth.spread,
        "microprice_gap": depth.microprice - seen.mid,
        "depth_bid_3": depth.bid.within[NEAR] * 1e6,
        "depth_ask_3": depth.ask.within[NEAR] * 1e6,
        "depth_bid_usd": depth.bid.five_usd * 1e6,
        "depth_ask_usd": depth.ask.five_usd * 1e6,
        "move_30": seen.move,
        "sigma_30": seen.sigma,
        "z_300": seen.z300,
        "volume_ratio": seen.volume_ratio,
    }
    values |= {f"imbalance_{cents}": depth.imbalance(cents) for cents in (1, 3, 5)}
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
    if one.leaves and one.before:
        way = 1 if one.before > 0 else -1
        told = view.supported(one.line, way, min(one.ordered, abs(one.before)))
        fields["support"] = Field(None if told is None else "yes" if told else "no", "name")
        if told is None:
            withheld["support"] = "it was not known how much usually rests in the book"
    return fields, withheld
