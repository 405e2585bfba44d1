"""Rows of the acceptance table: what was measured, beside the specification's figure and a gate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Figure(NamedTuple):
    """One measured thing; `met` is None where there is no gate.

    `spec` is the figure of analysis-methods.md for its own simulation of the same world.
    """

    what: str
    measured: str
    spec: str = ""
    gate: str = ""
    met: bool | None = None


def at_least(what: str, value: float, spec: str, gate: float, digits: int = 3) -> Figure:
    """A figure that must not be below its gate."""
    return Figure(what, f"{value:.{digits}f}", spec, f">= {gate:g}", value >= gate)


def at_most(what: str, value: float, spec: str, gate: float, digits: int = 3) -> Figure:
    """A figure that must not be above its gate."""
    return Figure(what, f"{value:.{digits}f}", spec, f"<= {gate:g}", value <= gate)


def between(
    what: str, value: float, spec: str, gate: tuple[float, float], digits: int = 3
) -> Figure:
    """A figure that must lie between two gates."""
    low, high = gate
    return Figure(what, f"{value:.{digits}f}", spec, f"{low:g} to {high:g}", low <= value <= high)


def table(figures: Iterable[Figure]) -> str:
    """All figures as a table in Markdown."""
    words = {True: "yes", False: "**NO**", None: ""}
    cells = [("what", "measured", "specification", "gate", "met")]
    cells += [(*one[:4], words[one.met]) for one in figures]
    widths = [max(len(line[at]) for line in cells) for at in range(len(cells[0]))]
    lines = [
        "| "
        + " | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True))
        + " |"
        for line in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
