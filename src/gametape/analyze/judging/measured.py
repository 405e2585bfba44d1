"""What was measured of orders and trades, as the evidence ledger holds it."""

from __future__ import annotations

from collections.abc import Mapping

from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field
from gametape.analyze.judging.around import around_orders
from gametape.analyze.judging.rows import trade_ids
from gametape.analyze.metrics.measured import told
from gametape.analyze.metrics.measuring import Measures, measure, order_units, trade_units
from gametape.analyze.pricing.doubts import NARROW, NO_START, NOT_MEANT, UNFILLED, WAITED, words
from gametape.ledger.steps import Line

NOT_ASKED = frozenset(words(code) for code in (NOT_MEANT, UNFILLED, WAITED, NO_START, NARROW))
"""Reasons that say a question does not apply, and nothing of the recording."""

Told = tuple[dict[str, Field], dict[str, str]]
"""Fields by name, and the reasons of those that are withheld."""


def measures_of(evening: Evening) -> Measures:
    """Everything measured, excursions in units of what was usual then too."""

    def sigma(line: Line, at_us: int) -> float | None:
        context = evening.context(line)
        return None if context is None else context.at(at_us).sigma

    return measure(evening, sigma)


def told_orders(evening: Evening, measures: Measures) -> dict[str, Told]:
    """Fields of each order by its id; what makes no sense for an order is left out."""
    units = order_units(evening.parameters)
    return {key: _meant(told(found, units)) for key, found in measures.orders.items()}


def told_trades(evening: Evening, measures: Measures) -> dict[str, Told]:
    """Fields of each trade by its id in the ledger (T1, ...)."""
    names, units = trade_ids(evening), trade_units()
    return {names[key]: _meant(told(found, units)) for key, found in measures.trades.items()}


def with_surroundings(orders: Mapping[str, Told], evening: Evening) -> dict[str, Told]:
    """The same with the book, the depth and the pace of the market that each was decided in."""
    around = around_orders(evening)
    found = {}
    for key, (fields, withheld) in orders.items():
        more, missing = around.get(key, ({}, {}))
        found[key] = (fields | more, withheld | missing)
    return found


def _meant(given: Told) -> Told:
    """Without what was never asked: a drift after leaving of an order that entered."""
    fields, withheld = given
    absent = {name for name, why in withheld.items() if why in NOT_ASKED}
    return (
        {name: field for name, field in fields.items() if name not in absent},
        {name: why for name, why in withheld.items() if name not in absent},
    )


def sums(trades: Mapping[str, Told], names: Mapping[str, str]) -> dict[str, Field]:
    """Parts of all trades added up under new names; None where a trade cannot tell its part."""
    found = {}
    for name, called in names.items():
        values = [fields[name].value for fields, _ in trades.values() if name in fields]
        whole = values and all(isinstance(value, int) for value in values)
        total = sum(value for value in values if isinstance(value, int)) if whole else None
        found[called] = Field(total, "usd")
    return found
