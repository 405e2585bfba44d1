"""Everything measured of an evening's orders and trades: the one call of this package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Unit
from gametape.analyze.material.decision import Decision
from gametape.analyze.metrics.attribution import LUCK, PARTS, attributions, noises
from gametape.analyze.metrics.calibration import HeldToEnd
from gametape.analyze.metrics.excursions import AFTER, excursions
from gametape.analyze.metrics.inside import INSIDE
from gametape.analyze.metrics.measured import Found, Measured, spread_out, withheld
from gametape.analyze.metrics.orders import costs, line_values, markouts, orders_of
from gametape.analyze.metrics.trades import Trade, trades_of
from gametape.analyze.parameters import Parameters
from gametape.analyze.pricing.doubts import NO_BOOK, UNDECIDED
from gametape.analyze.pricing.lines import Lines, Traded
from gametape.analyze.statistics.luck import Carry
from gametape.ledger.steps import Line

SigmaOf = Callable[[Line, int], float | None]
"""Volatility of half a minute of a line at a moment, cents; None where it is not known."""

Key = tuple[str, str, int]
"""A trade: market, asset, number within the line."""


@dataclass(frozen=True)
class Measures:
    """What was measured: by order id, and by trade. `lines` holds the prices it came from."""

    orders: Mapping[str, Found]
    trades: Mapping[Key, Found]
    lines: Lines


def measure(evening: Evening, sigma: SigmaOf | None = None, lines: Lines | None = None) -> Measures:
    """Measure every order and every trade of an evening.

    `sigma` gives excursions in units of volatility too. `lines` saves making them twice.
    """
    lines = lines or Lines(evening)
    return Measures(measured_orders(evening, lines), measured_trades(evening, lines, sigma), lines)


def measured_orders(evening: Evening, lines: Lines) -> dict[str, Found]:
    """Sections 2.1 to 2.3 of the methods, by order id."""
    by_line: dict[Line, list[Decision]] = defaultdict(list)
    for one in evening.decisions:
        by_line[one.line].append(one)
    found: dict[str, Found] = {}
    for line, decisions in by_line.items():
        traded = lines.get(line)
        rows = (
            _without_book(decisions, evening.parameters)
            if traded is None
            else _with_book(traded, decisions, evening.parameters)
        )
        found |= {one.order_id: row for one, row in zip(decisions, rows, strict=True)}
    return {one.order_id: found[one.order_id] for one in evening.decisions}


def _with_book(traded: Traded, decisions: list[Decision], parameters: Parameters) -> list[Found]:
    orders = orders_of(traded, decisions, parameters)
    columns = costs(orders) | markouts(orders) | line_values(orders)
    return spread_out(columns, traded.doubts, len(decisions))


def _without_book(decisions: list[Decision], parameters: Parameters) -> list[Found]:
    names = [name for name in order_units(parameters) if name != "fee"]
    rows = []
    for one in decisions:
        row: Found = dict.fromkeys(names, withheld(NO_BOOK))
        if one.filled:
            row["fee"] = Measured(one.fee * 100 / one.filled)
        rows.append(row)
    return rows


def measured_trades(
    evening: Evening, lines: Lines, sigma: SigmaOf | None = None
) -> dict[Key, Found]:
    """Sections 2.4, 2.7 and 2.8 of the methods, by trade."""
    trades = trades_of(evening, lines)
    decisions = {one.order_id: one for one in evening.decisions}
    found: dict[Key, Found] = {}
    by_line: dict[Line, list[Trade]] = defaultdict(list)
    for trade in trades:
        found[trade.key] = against_settlement(trade)
        by_line[Line(trade.account.market, trade.account.asset, trade.account.opposite)].append(
            trade
        )
    for line, mine in by_line.items():
        parts = attributions(mine, decisions, evening.parameters)
        of_line = None if sigma is None else _of(sigma, line)
        if mine[0].traded is None:
            ways = [dict.fromkeys((*INSIDE, *AFTER), withheld(NO_BOOK)) for _ in mine]
        else:
            ways = excursions(mine, of_line)
        for trade, part, way in zip(mine, parts, ways, strict=True):
            found[trade.key] |= part | way
    return found


def _of(sigma: SigmaOf, line: Line) -> Callable[[int], float | None]:
    return lambda at_us: sigma(line, at_us)


def against_settlement(trade: Trade) -> Found:
    """Edge of a trade held to the end against what it paid, and the chance its price promised."""
    episode, account = trade.episode, trade.account
    if episode.ended != "settlement":
        return {}
    if account.settled is None:
        return {"edge": withheld(UNDECIDED), "promised": withheld(UNDECIDED)}
    entry = float(episode.entry)
    edge = episode.direction * (account.settled - episode.entry) * 100
    return {
        "edge": Measured(float(edge)),
        "promised": Measured(entry if episode.direction > 0 else 1 - entry),
    }


def held_to_end(evening: Evening) -> list[HeldToEnd]:
    """Trades held until their market was decided one way or the other, for calibration."""
    found = []
    for account, episode in evening.episodes:
        if episode.ended != "settlement" or account.settled not in (0, 1):
            continue
        entry = float(episode.entry)
        won = (account.settled == 1) == (episode.direction > 0)
        price = entry if episode.direction > 0 else 1 - entry
        found.append(HeldToEnd(evening.material.slug, price, int(won)))
    return found


def carry_of(evening: Evening, lines: Lines) -> Carry:
    """What holding through the mid's moves brought over the whole game, and its noise; dollars.

    Trades whose window meets a hole count for nothing.
    """
    by_line: dict[Line, list[Trade]] = defaultdict(list)
    for trade in trades_of(evening, lines):
        if trade.traded is not None:
            by_line[trade.traded.line].append(trade)
    made = [one for mine in by_line.values() for one in noises(mine)]
    moves = [one for one in made if not isinstance(one, Measured)]
    if not moves:
        return Carry(0.0, 0.0)
    every = np.concatenate(moves)
    return Carry(float(every.sum()), float(np.sqrt((every**2).sum())))


def order_units(parameters: Parameters) -> dict[str, Unit]:
    """How each measure of an order is written."""
    horizons = [*map(str, parameters.horizons_s), "eog", "settle"]
    names = [
        "shortfall", "delay", "spread_impact", "fee", "effective_spread", "realized_spread",
        "price_impact", "expected_cost", "typical_cost", "clv", "iclv",
    ]  # fmt: skip
    names += [f"{kind}_{name}" for kind in ("markout", "net", "after") for name in horizons]
    units: dict[str, Unit] = dict.fromkeys(names, "cents")
    return units | {"opportunity": "usd"}


def trade_units() -> dict[str, Unit]:
    """How each measure of a trade is written."""
    units: dict[str, Unit] = dict.fromkeys((*PARTS, "luck_sd", "mfe_usd", "mae_usd"), "usd")
    cents = ("mfe", "mae", "mfe_random", "mae_random", "edge", *AFTER)
    units |= dict.fromkeys(cents, "cents")
    units |= dict.fromkeys((name for name in INSIDE if "efficiency" in name), "score")
    units |= {"mfe_s": "seconds", "mae_s": "seconds", "promised": "score"}
    return units | dict.fromkeys(("mfe_sigmas", "mae_sigmas", LUCK[1]), "x")
