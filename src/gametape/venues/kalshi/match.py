"""One tennis match as a Kalshi bot exported it: prints, tickers, order flow and points in rows.

Rows are told apart by their fields. A print's `yes_bid` and `yes_ask` of 0.0 mean "not given"; a
ticker's bid of 0 is real and means that nobody bids. One-second order flow is an aggregate: kept,
without events. A market's row carries its result and so belongs at its settlement.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from gametape.errors import ParseError
from gametape.model.book import Side
from gametape.model.events import Event, GameEvent, MarketResolved, RulesRead, TopOfBook, Trade
from gametape.model.grid import UNIFORM, PriceGrid
from gametape.model.market import MarketRules, Outcome
from gametape.venues.kalshi import wire
from gametape.venues.kalshi.assets import no_asset, yes_asset
from gametape.venues.kalshi.rules import payouts_of

SOURCE = "kalshi.match"
"""The source of frames that this decoder reads."""

_TAKER = {"yes": Side.BUY, "no": Side.SELL}


class _Row(msgspec.Struct, gc=False):
    """Any row: the fields that are there say which."""

    match_ticker: str | None = None
    home_player: str = ""
    away_player: str = ""
    tournament: str = ""
    tennis_competitor: str | None = None
    player_name: str = ""
    status: str = ""
    result: str = ""
    market_ticker: str = ""
    msg_type: str | None = None
    ts: int = 0
    price: Decimal = Decimal(0)
    yes_bid: Decimal = Decimal(0)
    yes_ask: Decimal = Decimal(0)
    volume: Decimal = Decimal(0)
    taker_side: str = ""
    set_number: int | None = None
    home_points: str = ""
    away_points: str = ""
    home_games: int = 0
    away_games: int = 0
    scorer: int = 0
    ts_ms: int = 0
    ts_sec: int | None = None


class KalshiMatchDecoder:
    """Decodes the rows of one match."""

    grid: PriceGrid = UNIFORM

    def __init__(self) -> None:
        self._match = ""
        self._players = ("", "")

    def decode(self, raw: bytes, seq: int, recv_us: int) -> Sequence[Event]:
        """See `Decoder.decode`."""
        row = wire.decode(raw, _Row)
        if row.msg_type == "trade":
            return (_print(row, seq, recv_us),)
        if row.msg_type == "ticker":
            return (_ticker(row, seq, recv_us),)
        if row.set_number is not None:
            return (self._point(row, seq, recv_us),)
        if row.tennis_competitor is not None:
            return _market(row, seq, recv_us)
        if row.match_ticker is not None:
            return (self._header(row, seq, recv_us),)
        if row.ts_sec is not None:
            return ()
        raise ParseError("not a row of a Kalshi match export.")

    def _header(self, row: _Row, seq: int, recv_us: int) -> GameEvent:
        self._match = row.match_ticker or ""
        self._players = (row.home_player, row.away_player)
        text = " v ".join(self._players)
        text = f"{text}, {row.tournament}" if row.tournament else text
        return GameEvent(seq=seq, recv_us=recv_us, name="match", text=text, game=self._match)

    def _point(self, row: _Row, seq: int, recv_us: int) -> GameEvent:
        winner = self._players[row.scorer - 1] if row.scorer in (1, 2) else ""
        games = f"{row.home_games}-{row.away_games}"
        return GameEvent(
            seq=seq,
            recv_us=recv_us,
            name="point",
            text=f"point {winner}".rstrip(),
            game=self._match,
            score=f"{games} {row.home_points}-{row.away_points}",
            period=f"set {row.set_number}",
            team=winner,
        )


def _print(row: _Row, seq: int, recv_us: int) -> Trade:
    return Trade(
        seq=seq,
        recv_us=recv_us,
        venue_us=wire.venue_time(None, row.ts),
        asset=yes_asset(row.market_ticker),
        price=wire.plain(row.price),
        cell=_cell(row.price),
        size=wire.size_of_decimal(row.volume),
        side=_TAKER.get(row.taker_side),
        market=row.market_ticker,
    )


def _ticker(row: _Row, seq: int, recv_us: int) -> TopOfBook:
    return TopOfBook(
        seq=seq,
        recv_us=recv_us,
        venue_us=wire.venue_time(None, row.ts),
        asset=yes_asset(row.market_ticker),
        best_bid=wire.top_bid(_text(row.yes_bid)),
        best_ask=wire.top_ask(_text(row.yes_ask)),
        market=row.market_ticker,
    )


def _market(row: _Row, seq: int, recv_us: int) -> Sequence[Event]:
    yes, no = yes_asset(row.market_ticker), no_asset(row.market_ticker)
    rules = MarketRules(
        market=row.market_ticker,
        question=f"Will {row.player_name} win?",
        outcomes=(Outcome(yes, row.player_name), Outcome(no, "No")),
        slug=row.market_ticker,
        closed=row.status == "finalized" if row.status else None,
        resolution=row.result,
        payouts=payouts_of(row.result),
    )
    told = RulesRead(seq=seq, recv_us=recv_us, rules=rules)
    if rules.payouts is None:
        return (told,)
    winner = yes if row.result == "yes" else no
    won = MarketResolved(seq=seq, recv_us=recv_us, market=row.market_ticker, winner=winner)
    return told, won


def _cell(price: Decimal) -> int:
    return wire.cell_of(_text(price))


def _text(price: Decimal) -> str:
    return f"{wire.plain(price):f}"
