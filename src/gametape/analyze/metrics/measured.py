"""A number that was measured, or why it was not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import repeat
from typing import NamedTuple

import numpy as np

from gametape.analyze.evidence import Field, Unit
from gametape.analyze.material.course import Int64s
from gametape.analyze.pricing.doubts import FINE, Doubts, words
from gametape.analyze.pricing.lines import Floats


class Measured(NamedTuple):
    """`value` is None where it cannot be told, and `why` says so; `note` qualifies a value."""

    value: int | float | None
    why: str = ""
    note: str = ""


_new = partial(tuple.__new__, Measured)
"""Tens of thousands are made of an evening, and this takes a third of the time."""

Found = dict[str, Measured]
"""Everything measured of one order or trade, by name."""

CENSORED = "as of the end of the game"


class Column(NamedTuple):
    """One measure of many orders: values, and a doubt for each (`pricing.doubts`).

    `censored` is 1 where the horizon lay behind the end of the game.
    """

    values: Floats
    codes: Int64s
    censored: Floats | None = None


def spread_out(columns: Mapping[str, Column], doubts: Doubts, count: int) -> list[Found]:
    """A dictionary for each order of a line."""
    whys: dict[int, Measured] = {}
    cells = [_cells(column, doubts, whys) for column in columns.values()]
    names = tuple(columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)][:count]


def _cells(column: Column, doubts: Doubts, whys: dict[int, Measured]) -> list[Measured]:
    values = column.values + 0.0  # no negative zeros
    codes = column.codes.tolist()
    for code in set(codes) - whys.keys():
        whys[code] = Measured(None, doubts.reason(code))
    cells = [whys[code] for code in codes]
    fine = np.flatnonzero(column.codes == FINE)
    told = map(_new, zip(values[fine].tolist(), repeat(""), repeat("")))
    for row, one in zip(fine.tolist(), told, strict=True):
        cells[row] = one
    if column.censored is not None:
        for row in fine[column.censored[fine] > 0].tolist():
            cells[row] = cells[row]._replace(note=CENSORED)
    return cells


def withheld(code: int) -> Measured:
    """Nothing, for a reason that is no bad time."""
    return Measured(None, words(code))


def told(
    found: Mapping[str, Measured], units: Mapping[str, Unit]
) -> tuple[dict[str, Field], dict[str, str]]:
    """As the evidence ledger wants it: fields, and the reasons of those that are None.

    Raises KeyError for a measure without a unit.
    """
    fields = {name: Field(_plain(one.value), units[name]) for name, one in found.items()}
    return fields, {name: one.why for name, one in found.items() if one.value is None}


def _plain(value: int | float | None) -> int | float | None:
    return None if value is None or (isinstance(value, float) and not np.isfinite(value)) else value
