"""Progress as a page of text, 80 columns wide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from textwrap import wrap

from gametape.analyze.evidence import Field, Item, Unit
from gametape.analyze.population.shown import Comparison, GroupSide, ProgressPage, RateSeries
from gametape.cli.evidence_text import WIDTH, money

_TITLE = 40
_BARS = " .:-=+*#%@"


def progress_text(told: ProgressPage, *, full: bool = False) -> str:
    """What stands out first, then section by section; rows that lack too much only if `full`."""
    return "\n".join(_lines(told, full=full))


def _lines(told: ProgressPage, *, full: bool) -> Iterator[str]:
    ledger = told.ledger
    yield f"{ledger.sessions} sessions with own trades"
    if told.missing_sessions:
        yield f"Not judged yet: {told.missing_sessions}. Judge them: gametape analyze --all"
    if not ledger.sessions:
        yield "Nothing can be told before some evenings have been judged."
        return
    yield ""
    claims = [item for item in ledger.items if "claim" in item.detail]
    for item in claims:
        yield from _wrapped(f"* {item.detail['claim']} {_numbers(item)}", "  ")
    if not claims:
        yield "Nothing stands out from chance yet. What follows is data."
    for section in dict.fromkeys(item.detail.get("section", "") for item in ledger.items):
        rows = [item for item in ledger.items if item.detail.get("section", "") == section]
        shown = [item for item in rows if full or _has(item)]
        left = len(rows) - len(shown)
        yield ""
        yield f"{section:<{_TITLE}} {'estimate (90 %)':>28} {'n':>5}"
        if section == "Behaviour over time":
            for series in told.series:
                if len(series.blocks) > 1:
                    yield f"  {_bars(series)}"
        for item in shown:
            yield from _row(item)
        if left:
            yield f"  {left} more need{'s' if left == 1 else ''} more sessions (--all shows them)"
    yield ""
    yield from _wrapped(
        f"{ledger.n_tests} tests stand behind this page; what is marked * survives all of them at "
        f"a false discovery rate of {ledger.fdr_q:.0%}. The rest is data.",
        "",
    )


def _has(item: Item) -> bool:
    return "estimate" in item.fields or "claim" in item.detail or item.code == "net"


def _row(item: Item) -> Iterator[str]:
    mark = "*" if "claim" in item.detail else " "
    title = _title(item)
    n = item.fields.get("n", Field(None, "count")).value
    numbers = f"{_numbers(item):>28} {n if n is not None else '':>5}"
    room = min(_TITLE - 2, WIDTH - 3 - len(numbers))
    head = wrap(title, room) or [""]
    yield f"{mark} {head[0]:<{room}} {numbers}"
    for line in head[1:]:
        yield f"    {line}"
    for name in ("missing", "note"):
        if said := item.detail.get(name):
            needs = name == "missing" and said[:1].isdigit()
            yield from _wrapped(f"needs {said}" if needs else said, "    ")


def _title(item: Item) -> str:
    group = item.fields.get("group")
    return item.title if group is None else f"{item.detail.get('kind', '')}: {group.value}"


def _numbers(item: Item) -> str:
    middle = item.fields.get("estimate")
    if middle is None or middle.value is None:
        return ""
    low, high = item.fields.get("low"), item.fields.get("high")
    words = said(middle)
    if low is None or high is None:
        return words
    return f"{words} ({said(low)} to {said(high)})"


def said(field: Field) -> str:
    """A number as it is written here."""
    value = field.value
    if value is None or isinstance(value, str):
        return value or "?"
    return number(float(value), field.unit)


def number(value: float, unit: Unit) -> str:
    """A number in its unit, short."""
    if unit == "usd":
        return money(round(value))
    if unit == "pct":
        return f"{value:.0%}" if abs(value) >= 0.1 else f"{value:.1%}"
    if unit == "seconds":
        return f"{value:.0f} s"
    if unit == "count":
        return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"
    if unit == "clock":
        return datetime.fromtimestamp(value / 1e6, UTC).astimezone().strftime("%Y-%m-%d")
    return f"{value:.2f}{'x' if unit == 'x' else 'c' if unit == 'cents' else ''}"


def _bars(series: RateSeries) -> str:
    """Blocks of sessions, oldest first, as strokes of height from 0 to the highest of them."""
    rates = [one.raw if one.estimate is None else one.estimate for one in series.blocks]
    top = max(rates) or 1.0
    marks = "".join(_BARS[round(rate / top * (len(_BARS) - 1))] for rate in rates)
    title = series.title.partition(",")[0]
    return f"[{marks:<12}] {title}, up to {top:.0%} of {series.of}"[: WIDTH - 2]


def comparison_text(told: Comparison) -> str:
    """Two groups side by side."""
    lines = [
        f"first: {len(told.first)} sessions, second: {len(told.second)} sessions",
        "",
        f"{'':30} {'first':>10} {'second':>10} {'difference (90 %)':>26}",
    ]
    for row in told.rows:
        difference = ""
        if row.difference is not None and row.low is not None and row.high is not None:
            parts = (row.difference, row.low, row.high)
            middle, low, high = (number(one, row.unit) for one in parts)
            difference = f"{middle} ({low} to {high})"
        sides = [_side(one, row.unit) for one in (row.first, row.second)]
        mark = "*" if row.stands_out else " "
        numbers = f"{sides[0]:>10} {sides[1]:>10} {difference:>26}"
        room = min(28, WIDTH - 3 - len(numbers))
        head = wrap(row.title, room)
        lines.append(f"{mark} {head[0]:<{room}} {numbers}")
        lines += [f"    {line}" for line in head[1:]]
    missing = {row.missing for row in told.rows if row.missing}
    lines.append("")
    if missing:
        lines += wrap(f"Differences need {min(missing, key=len)}.", WIDTH)
    lines += wrap(
        f"{told.n_tests} tests stand behind this page; * survives all of them. The rest is data.",
        WIDTH,
    )
    return "\n".join(lines)


def _side(side: GroupSide, unit: Unit) -> str:
    return "" if side.mean is None else number(side.mean, unit)


def _wrapped(text: str, indent: str) -> list[str]:
    first = "" if text.startswith("*") else indent
    return wrap(text, WIDTH, initial_indent=first, subsequent_indent=indent)
