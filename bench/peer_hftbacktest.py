"""hftbacktest over the rows of a market, in the peers' own environment; see `bench.peers`.

Started with a file of columns and the tick; compiles, says "ready" with sums of what it saw, and
then answers each line of its input with the CPU nanoseconds a row of one pass of each kind.
"""

# mypy: ignore-errors
from __future__ import annotations

import json
import sys
import time

import numpy as np
from hftbacktest import BacktestAsset, ROIVectorMarketDepthBacktest
from hftbacktest.types import (
    BUY_EVENT,
    DEPTH_EVENT,
    EXCH_EVENT,
    LOCAL_EVENT,
    SELL_EVENT,
    TRADE_EVENT,
    event_dtype,
)
from numba import njit

FOR_EVER = 10**18
NEXT = 2  # wait_next_feed: there was one
LEVELS = 5
MICRO_S = 1_000


@njit
def best_prices(market, ticks):
    """Sum of bid + 3 * ask after every row at which there are both, and how many those are."""
    total, seen = 0, 0
    while market.wait_next_feed(False, FOR_EVER) == NEXT:
        depth = market.depth(0)
        bid, ask = depth.best_bid_tick, depth.best_ask_tick
        if bid >= 0 and ask <= ticks:
            total += bid + 3 * ask
            seen += 1
    return total, seen, 0.0


@njit
def best_prices_and_depth(market, ticks):
    """The same with the size of the best five levels of each side."""
    total, seen, held = 0, 0, 0.0
    while market.wait_next_feed(False, FOR_EVER) == NEXT:
        depth = market.depth(0)
        bid, ask = depth.best_bid_tick, depth.best_ask_tick
        if not (bid >= 0 and ask <= ticks):
            continue
        total += bid + 3 * ask
        seen += 1
        found, tick = 0, bid
        while found < LEVELS and tick >= 0:
            size = depth.bid_qty_at_tick(tick)
            if size > 0:
                held += size
                found += 1
            tick -= 1
        found, tick = 0, ask
        while found < LEVELS and tick <= ticks:
            size = depth.ask_qty_at_tick(tick)
            if size > 0:
                held += size
                found += 1
            tick += 1
    return total, seen, held


def events(columns):
    """The rows as its events: one each microsecond, so that each is seen for itself."""
    kind = columns["kind"]
    made = np.zeros(len(kind), event_dtype)
    what = np.where(kind <= 1, DEPTH_EVENT, TRADE_EVENT)
    side = np.where((kind == 0) | (kind == 2), BUY_EVENT, SELL_EVENT)
    made["ev"] = EXCH_EVENT | LOCAL_EVENT | what | side
    made["exch_ts"] = made["local_ts"] = (1 + np.arange(len(kind))) * MICRO_S
    made["px"] = columns["cell"] / 10_000
    made["qty"] = columns["size"] / 1e6
    return made


def main(path, tick):
    """Speak with `bench.peers`."""
    rows = events(np.load(path))
    ticks = round(1 / tick)
    works = {"best prices": best_prices, "best prices and depth": best_prices_and_depth}

    def once(work):
        asset = BacktestAsset().data(rows).linear_asset(1.0).constant_order_latency(0, 0)
        asset = asset.risk_adverse_queue_model().no_partial_fill_exchange()
        asset = asset.trading_value_fee_model(0, 0).tick_size(tick).lot_size(0.01)
        market = ROIVectorMarketDepthBacktest([asset.roi_lb(0.0).roi_ub(1.0)])
        began = time.process_time_ns()
        found = work(market, ticks)
        spent = time.process_time_ns() - began
        market.close()
        return spent / len(rows), found

    print(json.dumps({name: once(work)[1] for name, work in works.items()}), flush=True)
    for _ in sys.stdin:
        print(json.dumps({name: once(work)[0] for name, work in works.items()}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
