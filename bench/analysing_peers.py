"""What the analysis is measured against: the seed's stale look-ups, and plain pandas."""

from __future__ import annotations

import gzip
import json
import sqlite3
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]

from bench.analysing_session import Session
from gametape.analyze.metrics.measuring import Measures
from gametape.model.grid import UNIFORM
from gametape.replay.film.layout import ASK

STEP_US = 500_000


class SeedLoop:
    """Four reads of the last half-second snapshot for every trade, and nothing else."""

    def __init__(self, session: Session, look_ups: tuple[int, ...]) -> None:
        self.moments = (session.matched[:, None] + np.array(look_ups)[None, :]).ravel().tolist()
        self.db = sqlite3.connect(":memory:")
        self.db.execute("create table snapshots (at_us integer primary key, payload blob)")
        wanted = sorted({at // STEP_US * STEP_US for at in self.moments})
        rows = ((at, self._payload(session, at)) for at in wanted)
        self.db.executemany("insert into snapshots values (?, ?)", rows)

    @staticmethod
    def _payload(session: Session, at_us: int) -> bytes:
        sides = [
            [{"price": UNIFORM.text(cell), "size": str(size / 1e6)} for cell, size in side]
            for side in session.course.books.levels(at_us)
        ]
        return gzip.compress(json.dumps({"bids": sides[0], "asks": sides[1]}).encode(), 6)

    def run(self) -> int:
        """All look-ups; counts levels so that nothing is left out."""
        return sum(len(self._read(at_us)["bids"]) for at_us in self.moments)

    def _read(self, at_us: int) -> Any:
        (payload,) = self.db.execute(
            "select payload from snapshots where at_us <= ? order by at_us desc limit 1", (at_us,)
        ).fetchone()
        return json.loads(gzip.decompress(payload))


class Pandas:
    """Mids, and best and worst of every open trade, by a loop over the rows; then `merge_asof`.

    What anybody would write: two dicts that hold the book, `max` and `min` for the touch, and
    sorted levels walked while a trade is open.
    """

    def __init__(self, session: Session) -> None:
        rows, course = session.market.rows, session.course
        levels = rows.kinds <= ASK
        self.last_us = course.last_us
        self.frame = pd.DataFrame(
            {
                "time": rows.times[levels],
                "side": rows.kinds[levels],
                "cell": rows.cells[levels],
                "size": rows.sizes[levels],
            }
        )
        self.decisions = session.evening.decisions
        self.horizons = session.evening.parameters.horizons_s
        self.episodes = [one for _, one in session.evening.episodes]

    def run(self) -> tuple[Any, list[tuple[float, float]]]:
        """Markouts, a row an order, and (best, worst) of every trade, cents."""
        mids, extremes = self._through()
        return self._markouts(mids), extremes

    def _markouts(self, mids: Any) -> Any:
        orders = pd.DataFrame(
            {
                "order": [one.order_id for one in self.decisions],
                "time": [(one.matched_us or 0) - 1 for one in self.decisions],
                "sign": [one.direction for one in self.decisions],
            }
        ).sort_values("time")
        orders = pd.merge_asof(orders, mids, on="time")
        for seconds in self.horizons:
            asked = orders[["order", "time"]].assign(time=orders["time"] + 1 + seconds * 1_000_000)
            later = pd.merge_asof(asked.sort_values("time"), mids, on="time")
            later = later.rename(columns={"mid": f"mid_{seconds}"})[["order", f"mid_{seconds}"]]
            orders = orders.merge(later, on="order")
            drift = orders["sign"] * (orders[f"mid_{seconds}"] - orders["mid"])
            orders[f"markout_{seconds}"] = drift
        return orders

    def _through(self) -> tuple[Any, list[tuple[float, float]]]:
        bids: dict[int, int] = {}
        asks: dict[int, int] = {}
        sides = (bids, asks)
        waiting = list(enumerate(self.episodes))[::-1]
        number, open_ = waiting.pop()
        found = [(-1e9, 1e9)] * len(self.episodes)
        before: Any = None
        times: list[int] = []
        mids: list[float] = []
        for row in self.frame.itertuples(index=False):
            if before is not None and row.time != before:  # the last message of a moment counts
                number, open_ = self._look(before, row.time, number, open_, waiting, sides, found)
                times.append(before)
                mids.append((max(bids) + min(asks)) / 200 if bids and asks else float("nan"))
            if row.size:
                sides[row.side][row.cell] = row.size
            else:
                sides[row.side].pop(row.cell, None)
            before = row.time
        times.append(self.last_us)
        mids.append((max(bids) + min(asks)) / 200 if bids and asks else float("nan"))
        return pd.DataFrame({"time": times, "mid": mids}), found

    def _look(
        self,
        at_us: int,
        next_us: int,
        number: int,
        open_: Any,
        waiting: Any,
        sides: Any,
        found: Any,
    ) -> tuple[int, Any]:
        """Price a trade that is open between this message and the next."""
        while open_.closed_us <= at_us and waiting:
            number, open_ = waiting.pop()
        # A trade that opens and closes within one message's time is looked at as well.
        while next_us > open_.opened_us and at_us < open_.closed_us:
            cents = _closing(sides[0 if open_.direction > 0 else 1], open_)
            ahead = open_.direction * (cents - float(open_.entry) * 100)
            best, worst = found[number]
            found[number] = (max(best, ahead), min(worst, ahead))
            if open_.closed_us >= next_us or not waiting:
                break
            number, open_ = waiting.pop()
        return number, open_

    def check(self, measured: Measures) -> None:
        """Both find the same; raises AssertionError."""
        markouts, extremes = self.run()
        by_order = markouts.set_index("order")
        for one in self.decisions:
            for seconds in self.horizons:
                name = f"markout_{seconds}"
                mine = measured.orders[one.order_id]
                value = mine[name].value if one.enters else mine[f"after_{seconds}"].value
                sign = 1 if one.enters else -1
                np.testing.assert_allclose(sign * (value or 0.0), by_order.loc[one.order_id, name])
        for (best, worst), found in zip(extremes, measured.trades.values(), strict=True):
            for value, name in ((best, "mfe"), (worst, "mae")):
                np.testing.assert_allclose(value, found[name].value or 0.0, atol=1e-9)


def _closing(levels: dict[int, int], open_: Any) -> float:
    wanted: int = open_.peak
    left, paid = wanted, 0
    for cell in sorted(levels, reverse=open_.direction > 0):
        taken = min(left, levels[cell])
        paid += taken * cell
        left -= taken
        if not left:
            break
    return paid / (wanted - left) / 100
