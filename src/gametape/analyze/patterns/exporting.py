"""A playbook as CSV and as Markdown, for spreadsheets and notes elsewhere.

Titles and notes may be a stranger's: in CSV nothing is a formula, in Markdown nothing is markup.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from gametape.analyze.patterns.rows import Playbook, PlaybookRow, Spread
from gametape.model.amounts import MICRO

COLUMNS = (
    "pattern", "title", "meaning", "side", "version", "gate", "missing",
    "trades", "sessions", "net_usd",
    "won", "decided", "win_rate", "win_rate_low", "win_rate_high", "win_rate_raw", "break_even",
    "net_a_trade_usd", "net_a_trade_low", "net_a_trade_high", "net_a_trade_shrunk",
    "trend_usd_per_10_sessions", "trend_low", "trend_high",
    "decisions", "kept", "broken", "untold", "confirmed", "rejected", "by_hand",
    "others_trades", "difference_usd", "difference_low", "difference_high", "broken_total_usd",
    "broken_total_low", "broken_total_high",
    "left_alone", "left_alone_usd", "left_alone_losing", "placebo_usd", "placebo_losing",
    "beyond_placebo_usd", "beyond_placebo_low", "beyond_placebo_high",
    "move_beyond_placebo_usd", "move_beyond_placebo_low", "move_beyond_placebo_high",
    "claims", "note",
)  # fmt: skip
"""Columns of the CSV; money in dollars, shares of 1, an empty cell for what may not be shown."""

_PLAIN = (
    "pattern", "title", "meaning", "side", "version", "gate", "missing", "trades", "sessions",
    "decisions", "kept", "broken", "untold", "confirmed", "rejected", "by_hand", "note",
)  # fmt: skip


def csv_of(told: Playbook) -> str:
    """One line a pattern under a line of names."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in told.rows:
        cells = _cells(row)
        writer.writerow([_cell(cells.get(name)) for name in COLUMNS])
    return out.getvalue()


def markdown_of(told: Playbook) -> str:
    """A table, and under it what survives the tests."""
    lines = [
        "# Playbook",
        "",
        f"{told.sessions} sessions, {told.trades} trades, net {_money(told.net)}.",
        "",
        "| pattern | trades | sessions | won | break-even | net a trade (90 %) | broken costs |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [_markdown_row(one) for one in told.rows]
    lines += ["", f"{told.n_tests} tests, false discovery rate {told.fdr_q:.0%}."]
    claims = [
        f"- {_plain(row.title)}: {claim.words}"
        for row in told.rows
        for claim in row.claims
        if claim.survives
    ]
    lines += ["", *(claims or ["No pattern stands out from chance."])]
    notes = [f"- {_plain(row.title)}: {_plain(row.note)}" for row in told.rows if row.note]
    if notes:
        lines += ["", "## Notes", "", *notes]
    return "\n".join([*lines, ""])


def _cells(row: PlaybookRow) -> dict[str, object]:
    told: dict[str, object] = {name: getattr(row, name) for name in _PLAIN}
    told["net_usd"] = _dollars(row.net)
    told["net_a_trade_shrunk"] = _dollars(row.net_shrunk)
    told["claims"] = " ".join(one.words for one in row.claims if one.survives)
    told |= _spread(row.net_mean, "net_a_trade_usd", "net_a_trade")
    told |= _spread(row.trend, "trend_usd_per_10_sessions", "trend")
    if row.win_rate is not None:
        rate = row.win_rate
        told |= {
            "won": rate.won,
            "decided": rate.decided,
            "win_rate": rate.estimate,
            "win_rate_low": rate.low,
            "win_rate_high": rate.high,
            "win_rate_raw": rate.raw,
            "break_even": rate.break_even,
        }
    if row.against is not None:
        against = row.against
        told["others_trades"] = against.other_trades
        told |= _spread(against.difference, "difference_usd", "difference")
        told |= _spread(against.total, "broken_total_usd", "broken_total")
    if row.passed is not None:
        passed = row.passed
        told |= {
            "left_alone": passed.n,
            "left_alone_usd": _dollars(passed.mean),
            "left_alone_losing": passed.losing,
            "placebo_usd": _dollars(passed.placebo_mean),
            "placebo_losing": passed.placebo_losing,
        }
        told |= _spread(passed.difference, "beyond_placebo_usd", "beyond_placebo")
        told |= _spread(passed.move, "move_beyond_placebo_usd", "move_beyond_placebo")
    return told


def _spread(told: Spread | None, estimate: str, name: str) -> dict[str, object]:
    if told is None:
        return {}
    return {
        estimate: _dollars(told.estimate),
        f"{name}_low": _dollars(told.low),
        f"{name}_high": _dollars(told.high),
    }


def _dollars(micro: float | None) -> Decimal | None:
    return None if micro is None else Decimal(round(micro)).scaleb(-6).quantize(Decimal("0.0001"))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"  # a spreadsheet would take it for a formula
    return str(value)


def _markdown_row(row: PlaybookRow) -> str:
    rate, against = row.win_rate, row.against
    won = even = mean = cost = "-"
    if rate is not None:
        won = f"{rate.estimate:.0%}"
        even = "-" if rate.break_even is None else f"{rate.break_even:.0%}"
        if rate.low is not None and rate.high is not None:
            won += f" ({rate.low:.0%} to {rate.high:.0%})"
    if row.net_mean is not None:
        mean = _interval(row.net_mean)
    elif row.missing:
        mean = f"needs {row.missing}"
    if row.meaning != "setup" and against is not None and against.difference is not None:
        cost = _interval(against.difference)
    cells = (_plain(row.title), row.trades, row.sessions, won, even, mean, cost)
    return f"| {' | '.join(map(str, cells))} |"


def _interval(told: Spread) -> str:
    if told.low is None or told.high is None:
        return _money(told.estimate)
    return f"{_money(told.estimate)} ({_money(told.low)} to {_money(told.high)})"


def _money(micro: float) -> str:
    cents = round(abs(micro) * 100 / MICRO)
    sign = "-" if micro < 0 and cents else "+" if cents else ""
    return f"{sign}${cents // 100}.{cents % 100:02d}"


def _plain(text: str) -> str:
    """Text in which Markdown sees no markup, on one line."""
    escaped = "".join(f"\\{char}" if char in "\\`*_[]<>|#!~&" else char for char in text)
    return " ".join(escaped.split())
