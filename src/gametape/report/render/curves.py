"""A what-if curve drawn in the file: what the closed shares would have brought, over time."""

from __future__ import annotations

from html import escape

from gametape.analyze.evidence import Curve, Field
from gametape.report.slots import span, text_of

WIDTH, HEIGHT, EDGE = 640, 120, 6


def curve_figure(curve: Curve, trade: str = "") -> str:
    """A figure, broken where the book could not be believed; empty without two points."""
    known = [value for value in curve.values if value is not None]
    if len(known) < 2 or len(curve.times) < 2 or len(curve.times) != len(curve.values):
        return ""
    low, high = min(*known, curve.actual), max(*known, curve.actual)
    first, last = curve.times[0], curve.times[-1]

    def x(at: int) -> str:
        part = (at - first) / max(1, last - first)
        return f"{EDGE + part * (WIDTH - 2 * EDGE):.1f}"

    def y(value: int) -> str:
        part = (value - low) / max(1, high - low)
        return f"{HEIGHT - EDGE - part * (HEIGHT - 2 * EDGE):.1f}"

    path, pen = "", "M"
    for at, value in zip(curve.times, curve.values, strict=True):
        if value is None:
            pen = "M"
            continue
        path += f"{pen}{x(at)} {y(value)}"
        pen = "L"
    what = f"Closing trade {trade[1:]}" if trade else f"Closing order {curve.order[1:]}"
    before, later = span((curve.actual_us - first) / 1e6), span((last - curve.actual_us) / 1e6)
    actual = text_of(Field(curve.actual, "usd"))
    lowest, highest = text_of(Field(low, "usd")), text_of(Field(high, "usd"))
    words = (
        f"{what} at another time, from {before} before to {later} after: between"
        f" {lowest} and {highest}; it brought {actual} (dot)."
        " The best point is hindsight."
    )
    return (
        f'<figure><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(words)}">'
        f'<path d="{path}" fill="none" stroke="var(--up)" stroke-width="1.5"/>'
        f'<circle cx="{x(curve.actual_us)}" cy="{y(curve.actual)}" r="4" fill="var(--down)"/>'
        f"</svg><figcaption>{escape(words)}</figcaption></figure>"
    )
