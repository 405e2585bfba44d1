"""Which decoder reads which source: the one table of formats a tape may carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module

from gametape.errors import ParseError
from gametape.model.decoder import Decoder
from gametape.model.events import Event
from gametape.model.grid import UNIFORM, PriceGrid

_FOREIGN = "gametape.venues.polymarket.layouts."

# source name: module and class, imported when a tape first needs it so that a Polymarket
# evening never loads Betfair.
_SOURCES = {
    "polymarket.market": "gametape.venues.polymarket.market:MarketDecoder",
    "polymarket.user": "gametape.venues.polymarket.user:UserDecoder",
    "polymarket.trades": "gametape.venues.polymarket.user:UserDecoder",
    "polymarket.orders": "gametape.venues.polymarket.user:UserDecoder",
    "polymarket.sports": "gametape.games.sports_feed:SportsFeedDecoder",
    "polymarket.books": "gametape.venues.polymarket.books:BooksDecoder",
    "polymarket.gamma": "gametape.venues.polymarket.rules:RulesDecoder",
    "polymarket.clob": "gametape.venues.polymarket.rules:RulesDecoder",
    "polymarket.resolution": "gametape.venues.polymarket.rules:RulesDecoder",
    "polymarket.wallet": "gametape.venues.polymarket.wallet:WalletDecoder",
    "polymarket.python-literal": _FOREIGN + "python_literal:PythonLiteralDecoder",
    "polymarket.price-change-csv": _FOREIGN + "old_changes:OldChangesDecoder",
    "polymarket.full-book": _FOREIGN + "full_books:FullBookDecoder",
    "polymarket.resolved-books": _FOREIGN + "resolved_books:ResolvedBooksDecoder",
    "polymarket.sweeper": _FOREIGN + "sweeper:SweeperDecoder",
    "polymarket.btc-hf": _FOREIGN + "btc_hf:BtcHfDecoder",
    "polymarket.backfill": _FOREIGN + "backfill:BackfillDecoder",
    "polymarket.data-trades": _FOREIGN + "data_rows:DataTradesDecoder",
    "polymarket.wallet-csv": _FOREIGN + "wallet_csv:WalletCsvDecoder",
    "polymarket.prices-history": _FOREIGN + "price_history:PriceHistoryDecoder",
    "polymarket.top-cache": _FOREIGN + "top_cache:TopCacheDecoder",
    "polymarket.kept": _FOREIGN + "kept:KeptDecoder",
    "ancestor.events": "gametape.venues.ancestor.decoder:AncestorDecoder",
    "betfair.stream": "gametape.venues.betfair.stream:BetfairStreamDecoder",
    "betfair.orders": "gametape.venues.betfair.orders:BetfairOrderDecoder",
    "betfair.cricket": "gametape.games.cricket:CricketScoreDecoder",
    "kalshi.stream": "gametape.venues.kalshi.stream:KalshiStreamDecoder",
    "kalshi.rest": "gametape.venues.kalshi.rest:KalshiRestDecoder",
    "kalshi.match": "gametape.venues.kalshi.match:KalshiMatchDecoder",
    "kalshi.note": "gametape.venues.kalshi.beside:NoteDecoder",
    "nba.playbyplay": "gametape.games.nba:PlayByPlayDecoder",
    "tennis.slam": "gametape.games.tennis:SlamDecoder",
    "soccer.statsbomb": "gametape.games.soccer:StatsBombDecoder",
    "gametape.tag": "gametape.games.tags:TagDecoder",
}


SHARED = {
    "polymarket.gamma": "polymarket rules",
    "polymarket.clob": "polymarket rules",
    "polymarket.resolution": "polymarket rules",
    "polymarket.user": "polymarket own",
    "polymarket.trades": "polymarket own",
    "polymarket.orders": "polymarket own",
    "kalshi.rest": "kalshi own",
}
"""Sources whose messages one decoder must see together, by the name of what they share."""


NEED_THEIR_PAST = ("betfair.", "kalshi.")
"""Beginnings of sources whose messages say how things changed, not how they stand: their decoders
cannot start in the middle, whatever books a segment opens with."""


def stands_alone(sources: Iterable[str]) -> bool:
    """Whether a tape of these sources can be read from a later segment on."""
    return not any(source.startswith(NEED_THEIR_PAST) for source in sources)


class UnknownSource:
    """Stands in for a source this version does not know: its frames stay, counted as unparsed."""

    grid: PriceGrid = UNIFORM

    def __init__(self, source: str) -> None:
        self._source = source

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:  # noqa: ARG002
        """See `Decoder.decode`; always raises ParseError."""
        raise ParseError(f"source {self._source!r} is not known to this version of gametape.")


def decoder_for(source: str, wallet: str = "") -> Decoder:
    """A fresh decoder for one connection of a source; `wallet` tells own rows from others'."""
    target = _SOURCES.get(source)
    if target is None:
        return UnknownSource(source)
    module, _, name = target.partition(":")
    make: Callable[..., Decoder] = getattr(import_module(module), name)
    return make(wallet=wallet) if wallet and source in OWN_SOURCES else make()


OWN_SOURCES = frozenset(
    ("polymarket.user", "polymarket.trades", "polymarket.orders", "polymarket.wallet")
)
"""Sources whose decoders are told the trader's wallet."""
