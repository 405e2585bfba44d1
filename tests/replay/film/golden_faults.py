"""Golden sessions made line by line: faults, odds, sizes and times beyond the usual."""

from __future__ import annotations

from random import Random

from replay.film.golden_sessions import (
    FEED,
    SPORTS,
    T0,
    TWIN,
    USER,
    GoldenSession,
    Pen,
    book,
    changes,
    manifest_of,
    mirrored,
    rules_of,
    trade,
)

from gametape.model.odds import ODDS
from gametape.tape import records

YES, NO, UP, DOWN = "101", "102", "201", "202"
MIRROR, APART = "0xaa", "0xbb"
SECOND = 1_000_000


def faults() -> GoldenSession:
    """Two markets, one no mirror; twins, array frames, equal times, ticks, own orders, an end."""
    pen = Pen()
    _opening(pen)
    _trading(pen)
    _breaking(pen)
    _ending(pen)
    markets = [rules_of(MIRROR, YES, NO), rules_of(APART, UP, DOWN, fee=None)]
    manifest = manifest_of("faults", markets)
    manifest.wallet = "0xme"
    return GoldenSession(manifest, pen.lines, 64, (APART,))


def _opening(pen: Pen) -> None:
    pen.own(0, records.Link(connection=FEED, state="up"))
    pen.own(10, records.Link(connection=USER, state="up"))
    pen.own(20, records.NoteRecord(text="<b>Lakers</b> look tired", at_us=T0 - 5 * SECOND))
    pen.own(30, records.ClockRecord(offset_us=-12_000, round_trip_us=30_000))
    pen.said(1_000, changes(MIRROR, [(YES, "BUY", "0.31", "7")]))  # before any book
    arrays = [
        book(YES, MIRROR, {"0.50": "100", "0.49": "250.5"}, {"0.52": "80", "0.60": "1000"}),
        book(NO, MIRROR, {"0.48": "80", "0.40": "1000"}, {"0.50": "100", "0.51": "250.5"}),
    ]
    for part, one in enumerate(arrays):
        pen.said(2_000, one, part=part)
    pen.said(2_500, book(UP, APART, {"0.2": "10"}, {"0.3": "10"}))
    pen.said(2_600, book(DOWN, APART, {"0.71": "20"}, {"0.75": "5"}))
    pen.said(3_000, {"sport": "nba", "gameId": 7, "homeTeam": "A", "awayTeam": "B",
                     "status": "InProgress", "score": "3-0", "period": "Q1", "elapsed": "01:00",
                     "live": True, "ended": False, "slug": "golden-evening"}, SPORTS)  # fmt: skip
    rng = Random(5)
    for number in range(150):  # several messages share one microsecond
        at_us = 10_000 + number // 3 * 40_000
        cents, size = rng.randrange(40, 50), rng.randrange(0, 300)
        pen.said(at_us, mirrored(MIRROR, YES, NO, "BUY", f"0.{cents}", str(size)))
        if number % 10 == 0:
            pen.said(at_us, changes(APART, [(DOWN, "SELL", f"0.{76 + number // 10}", str(size))]))


def _trading(pen: Pen) -> None:
    at = 3 * SECOND
    pen.said(at, _order("o1", "PLACEMENT", "BUY", "0.50", "20", "0", "LIVE", YES), USER)
    pen.said(at + 5, _order("o2", "PLACEMENT", "BUY", "0.45", "30", "0", "LIVE", NO), USER)
    pen.said(at + 9, _order("o1", "UPDATE", "BUY", "0.50", "20", "12.5", "LIVE", YES), USER)
    pen.said(at + 9, _fill("t1", "o1", "BUY", "0.5", "12.5", "MATCHED", YES), USER)
    pen.said(at + 20, trade(YES, MIRROR, "BUY", "0.52", "12.5"))
    pen.said(at + 30, trade(NO, MIRROR, "SELL", "0.48", "3"))
    pen.said(at + 40, trade(YES, MIRROR, "SELL", "0.512345", "4.123456"))  # an average
    pen.own(at + 60, records.Tag(tag="2", label="Run 7-0", ago_us=2 * SECOND, at_us=T0 + at))
    pen.said(at + 70, _fill("t2", "o3", "BUY", "0.473333", "8", "MATCHED", NO), USER)
    pen.said(at + 80, _fill("t3", "o4", "SELL", "0.21", "6", "MATCHED", UP, APART), USER)
    pen.said(at + 90, _fill("t1", "o1", "BUY", "0.5", "12.5", "CONFIRMED", YES), USER)
    pen.said(at + 95, _fill("t1", "o1", "BUY", "0.5", "12.5", "MINED", YES), USER)  # falls back
    pen.said(at + 99, _fill("t2", "o3", "BUY", "0.473333", "8", "FAILED", NO), USER)
    pen.said(at + 120, _order("o2", "CANCELLATION", "BUY", "0.45", "30", "0", "CANCELED", NO), USER)
    pen.said(at + 130, _order("o2", "UPDATE", "BUY", "0.45", "30", "0", "LIVE", NO), USER)  # stale
    tick = {"event_type": "tick_size_change", "asset_id": YES, "market": MIRROR,
            "old_tick_size": "0.01", "new_tick_size": "0.001"}  # fmt: skip
    pen.said(at + 200, tick)
    pen.said(at + 210, mirrored(MIRROR, YES, NO, "SELL", "0.515", "7.7"))
    pen.said(at + 220, mirrored(MIRROR, YES, NO, "SELL", "0.5155", "1"))


def _breaking(pen: Pen) -> None:
    at = 5 * SECOND
    pen.own(at, records.Link(connection=TWIN, state="up"))
    for asset, bids, asks in (
        (YES, {"0.50": "99"}, {"0.52": "80"}),
        (NO, {"0.48": "80"}, {"0.50": "99"}),
    ):
        pen.said(at + 10, book(asset, MIRROR, bids, asks), TWIN)
    pen.own(at + 20, records.Link(connection=FEED, state="down", detail="cable out"))
    pen.said(at + 30, mirrored(MIRROR, YES, NO, "BUY", "0.505", "41"), TWIN)
    pen.own(at + SECOND, records.Link(connection=TWIN, state="stale", detail="silent for 15 s"))
    pen.own(at + 2 * SECOND, records.Link(connection=FEED, state="up"))
    pen.said(at + 2 * SECOND + 5, book(YES, MIRROR, {"0.40": "9"}, {"0.41": "9"}))
    pen.said(at + 2 * SECOND + 6, book(NO, MIRROR, {"0.59": "9"}, {"0.60": "9"}))
    hole = records.Hole(from_us=T0 + at, to_us=T0 + at + 2 * SECOND, cause="connection lost")
    pen.own(at + 2 * SECOND + 50, hole)
    one = records.Hole(
        from_us=T0 + at + SECOND // 2, to_us=T0 + at + SECOND, cause="frozen", scope=(UP,)
    )
    pen.own(at + 2 * SECOND + 60, one)
    pen.said(at + SECOND, trade(UP, APART, "BUY", "0.3", "1"))  # its time runs back
    pen.said(at + 3 * SECOND, book(UP, APART, {"0.2": "1000"}, {"0.21": "2", "0.3": "10"}))


def _ending(pen: Pen) -> None:
    at = 9 * SECOND
    pen.said(at, {"gameId": 7, "slug": "golden-evening", "status": "Final", "score": "99-98",
                  "period": "FT", "elapsed": "", "live": False, "ended": True}, SPORTS)  # fmt: skip
    pen.said(at + 5, {"event_type": "market_resolved", "market": MIRROR,
                      "winning_asset_id": YES, "winning_outcome": "Herons",
                      "assets_ids": [YES, NO]})  # fmt: skip
    clob = {
        "condition_id": MIRROR, "question": "Golden market aa?", "closed": True,
        "minimum_tick_size": 0.001, "minimum_order_size": 5, "neg_risk": False,
        "tokens": [{"token_id": YES, "outcome": "Herons", "price": 1, "winner": True},
                   {"token_id": NO, "outcome": "Otters", "price": 0, "winner": False}],
    }  # fmt: skip
    pen.said(at + 50, clob, "polymarket.clob#1")
    pen.said(at + 100, changes(MIRROR, [(YES, "BUY", "0.99", "1")]))
    pen.said(at + SECOND, book(YES, MIRROR, {}, {}))


def _order(order_id: str, action: str, side: str, price: str, size: str, matched: str,
           status: str, asset: str) -> dict[str, object]:  # fmt: skip
    return {
        "event_type": "order", "type": action, "id": order_id, "asset_id": asset,
        "market": MIRROR, "side": side, "price": price, "original_size": size,
        "size_matched": matched, "status": status, "owner": "me", "maker_address": "0xme",
        "order_type": "GTC",
    }  # fmt: skip


def _fill(trade_id: str, order_id: str, side: str, price: str, size: str, status: str,
          asset: str, market: str = MIRROR) -> dict[str, object]:  # fmt: skip
    return {
        "event_type": "trade", "type": "TRADE", "id": trade_id, "taker_order_id": order_id,
        "trader_side": "TAKER", "asset_id": asset, "market": market, "side": side,
        "price": price, "size": size, "status": status, "owner": "me", "maker_address": "0xme",
        "match_time": str(T0 // SECOND), "maker_orders": [],
    }  # fmt: skip


def odds() -> GoldenSession:
    """A market on the odds ladder with own bets: lines as Betfair's stream writes them."""
    pen, rng = Pen(), Random(9)
    stream, own = "betfair.stream#1", "betfair.orders#1"
    runners = [{"id": number, "status": "ACTIVE", "sortPriority": number, "name": name}
               for number, name in ((1, "Herons"), (2, "Otters"))]  # fmt: skip
    definition = {
        "status": "OPEN",
        "inPlay": True,
        "betDelay": 5,
        "runners": runners,
        "name": "Moneyline",
        "eventName": "Golden",
        "marketType": "MATCH_ODDS",
    }

    def said(at_us: int, market: dict[str, object]) -> None:
        told = {"op": "mcm", "pt": (T0 + at_us) // 1000 - 100, "mc": [{"id": "1.5", **market}]}
        pen.said(at_us, told, stream)

    said(0, {"marketDefinition": definition})
    volume = 0.0
    for number in range(900):
        at_us = 1_000 * (number + number // 7 * 130)
        cell = rng.randrange(150, 230)
        side, stake = rng.choice(("atb", "atl")), rng.choice((0, 0, 2.5, 117.33, 40_000))
        price = float(ODDS.odds_text(cell))
        change: dict[str, object] = {"id": 1 + number % 2, side: [[price, stake]]}
        if number % 9 == 0:
            volume += 31.4
            change["trd"] = [[price, volume]]
        said(at_us, {"rc": [change]})
        if number in (100, 400, 700):
            bet = {"id": f"b{number // 300}", "p": 3.5, "s": 12, "side": "BL"[number == 400],
                   "status": "E", "ot": "L", "sm": 0}  # fmt: skip
            matched = {**bet, "sm": 7.31, "avp": 3.41, "status": "E"}
            for later, one in ((10, bet), (20, matched)):
                body = {"op": "ocm", "pt": (T0 + at_us) // 1000,
                        "oc": [{"id": "1.5", "orc": [{"id": 1, "uo": [one]}]}]}  # fmt: skip
                pen.raw(at_us + later, "user", own, _json(body), None)
    return GoldenSession(manifest_of("odds", [], "betfair"), pen.lines, 300)


def wide() -> GoldenSession:
    """Sizes beyond 2**31 units and 2**53 in money, and silences longer than 2**32 microseconds."""
    pen, rng = Pen(), Random(11)
    market, asset, other = "0xcc", "301", "302"
    pen.said(0, book(asset, market, {"0.0001": "90000000"}, {"0.9999": "0.000001"}))
    pen.said(1, book(other, market, {"0.0001": "0.000001"}, {"0.9999": "90000000"}))
    at_us = 7
    for number in range(200):
        at_us += 4_294_967_296 + 12_345 if number in (60, 150) else rng.choice((1, 3, 1_000_000))
        price = rng.choice(("0.0001", "0.25", "0.2501", "0.5", "0.73", "0.9999"))
        size = rng.choice(("0", "0.000001", "16777216.5", "7000000000", "12345678.901234"))
        side = "BUY" if price < "0.5" else "SELL"
        pen.said(at_us, mirrored(market, asset, other, side, price, size))
        if number % 20 == 5:
            pen.said(at_us, trade(asset, market, "SELL", price, "987654321.123456"))
    for number, (side, price, size) in enumerate(
        (("BUY", "0.25", "5000000000"), ("SELL", "0.2501", "123.456789"), ("BUY", "0.333333", "9"))
    ):
        told = _fill(f"w{number}", f"x{number}", side, price, size, "CONFIRMED", asset, market)
        pen.said(at_us + number, told, USER)
    pen.said(at_us + 9, mirrored(market, asset, other, "BUY", "0.2", "1"))
    manifest = manifest_of("wide", [rules_of(market, asset, other, fee="0.07")])
    return GoldenSession(manifest, pen.lines, 40)


def _json(body: object) -> bytes:
    import json

    return json.dumps(body).encode()
