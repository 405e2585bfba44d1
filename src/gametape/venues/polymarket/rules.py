"""Rule bodies on a tape to events: what each market's rules were, from all services together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from gametape.errors import ParseError
from gametape.model.events import Event, RulesRead
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.model.market import MarketRules
from gametape.venues.polymarket import loose
from gametape.venues.polymarket.clob import merge_rules, parse_clob_market
from gametape.venues.polymarket.gamma import parse_events, parse_market, parse_markets
from gametape.venues.polymarket.listing import EventInfo
from gametape.venues.polymarket.loose import ABSENT, Loose
from gametape.venues.polymarket.resolution import Resolution, parse_resolutions

GAMMA_SOURCE = "polymarket.gamma"
"""Frames with an event body, a market body, or a list of either."""

CLOB_SOURCE = "polymarket.clob"
"""Frames with a market body of the CLOB, full or compact."""

RESOLUTION_SOURCE = "polymarket.resolution"
"""Frames with a body of the Data API's `/v2/resolutions`."""


class _Shape(msgspec.Struct):
    """The fields by which one body is told from another."""

    condition_id: Loose = ABSENT
    tokens: Loose = ABSENT
    c: Loose = ABSENT
    t: Loose = ABSENT
    data: Loose = ABSENT
    payouts: Loose = ABSENT
    markets: Loose = ABSENT
    events: Loose = ABSENT
    slug: Loose = ABSENT
    gamma_condition: Loose = msgspec.field(name="conditionId", default=ABSENT)


_SHAPE = msgspec.json.Decoder(_Shape)
_SHAPES = msgspec.json.Decoder(list[_Shape])


class _Known:
    """What each service last said of one market."""

    def __init__(self) -> None:
        self.gamma: MarketRules | None = None
        self.clob: MarketRules | None = None
        self.resolution: Resolution | None = None

    def rules(self) -> MarketRules | None:
        """All of it together: the Data API on the resolution, the CLOB, then Gamma."""
        rules = self.gamma or self.clob
        if self.gamma and self.clob:
            rules = merge_rules(self.gamma, self.clob)
        return self.resolution.apply(rules) if rules and self.resolution else rules


class RulesDecoder:
    """Decoder of rule bodies from Gamma, the CLOB and the Data API; see `model.decoder.Decoder`.

    Each RulesRead holds everything known of its market so far, so let one decoder read all three
    sources of a session. A resolution of a market never described gives no event yet.
    """

    grid: PriceGrid = UNIFORM

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """One RulesRead for each market in the body; see `Decoder.decode`."""
        changed = dict.fromkeys(self._learn(raw))
        rules = (self._known[market].rules() for market in changed)
        return [RulesRead(seq=seq, recv_us=recv_us, rules=one) for one in rules if one is not None]

    def _learn(self, raw: bytes) -> Iterable[str]:
        shape = _shape_of(raw)
        if shape == "clob":
            rules = parse_clob_market(raw)
            known = self._of(rules.market)
            # The full and the compact body each say things the other does not.
            known.clob = merge_rules(known.clob, rules) if known.clob else rules
            return [rules.market]
        if shape == "resolution":
            resolutions = parse_resolutions(raw)
            for resolution in resolutions:
                self._of(resolution.market).resolution = resolution
            return [one.market for one in resolutions]
        return [self._learn_gamma(one) for info in _gamma(shape, raw) for one in _rules(info)]

    def _learn_gamma(self, rules: MarketRules) -> str:
        self._of(rules.market).gamma = rules
        return rules.market

    def _of(self, market: str) -> _Known:
        return self._known.setdefault(market, _Known())


def _rules(info: EventInfo) -> Iterable[MarketRules]:
    return (listed.rules for listed in info.markets)


def _gamma(shape: str, raw: bytes) -> list[EventInfo]:
    if shape == "events":
        return parse_events(raw)
    return parse_markets(raw) if shape == "markets" else [parse_market(raw)]


def _shape_of(raw: bytes) -> str:
    """Which body this is, told from its fields; raises ParseError for none of them."""
    try:
        if raw.lstrip()[:1] == b"[":
            shapes = _SHAPES.decode(raw)
            return "events" if any(_has(shape.markets) for shape in shapes) else "markets"
        shape = _SHAPE.decode(raw)
    except loose.UNREADABLE as error:
        raise ParseError(f"rules: {error}.") from None
    if _has(shape.gamma_condition):
        return "market"
    if _has(shape.c, shape.t) or _has(shape.condition_id, shape.tokens):
        return "clob"
    if _has(shape.data) or _has(shape.condition_id, shape.payouts):
        return "resolution"
    if _has(shape.markets) or _has(shape.events):
        return "events" if _has(shape.slug) or _has(shape.events) else "markets"
    raise ParseError("rules: neither an event, a market nor a resolution.")


def _has(*fields: Loose) -> bool:
    return all(bytes(field) for field in fields)
