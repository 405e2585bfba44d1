"""A playbook as a page of text, 80 columns wide."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from gametape.analyze.patterns.rows import Against, Passed, Playbook, PlaybookRow, Spread
from gametape.cli.evidence_text import WIDTH, money


def playbook_text(told: Playbook) -> str:
    """Every pattern with how it has gone, what its breaking cost, and what is missing."""
    return "\n".join(_lines(told))


def _lines(told: Playbook) -> Iterator[str]:
    yield f"{told.sessions} sessions, {told.trades} trades, net {money(told.net)}"
    if told.missing_sessions:
        yield f"Not judged yet: {told.missing_sessions}. Judge them: gametape analyze --all"
    yield ""
    yield f"{'':26} {'trades':>6} {'sess':>5} {'won':>5} {'even':>5} {'net each (90 %)':>27}"
    for row in told.rows:
        yield _head(row)
        for line in _below(row):
            yield from wrap(line, WIDTH, initial_indent="    ", subsequent_indent="    ")
    yield ""
    yield from wrap(
        f"{told.n_tests} tests stand behind this page; what is marked * survives all of them at a "
        f"false discovery rate of {told.fdr_q:.0%}. The rest is data.",
        WIDTH,
    )


def _head(row: PlaybookRow) -> str:
    rate = row.win_rate
    won = "" if rate is None else f"{rate.estimate:.0%}"
    even = "" if rate is None or rate.break_even is None else f"{rate.break_even:.0%}"
    mean = interval(row.net_mean)
    return (
        f"{row.title[:26]:<26} {row.trades:>6} {row.sessions:>5} {won:>5} {even:>5} {mean:>27}"
    ).rstrip()


def _below(row: PlaybookRow) -> Iterator[str]:
    if row.missing:
        yield f"needs {row.missing}"
    if row.meaning == "rule" and row.kept + row.broken:
        yield f"kept {row.kept} times, broken {row.broken}"
    if row.meaning == "avoid" and row.kept + row.broken:
        what = "entries" if row.side == "buy" else "exits"
        yield f"done in {row.broken} of {row.kept + row.broken} {what}; the figures are theirs"
    if row.measure == "decision":
        later = "half a minute later" if row.side == "sell" else "a minute later"
        yield f"each counts by itself: what it brought against {later}"
    if row.against is not None:
        yield from _against(row, row.against)
    if row.passed is not None:
        yield from _passed(row.passed)
    for claim in row.claims:
        if claim.survives:
            yield f"* {claim.words}"
    if row.note:
        yield f"note: {' '.join(row.note.split())}"


def _against(row: PlaybookRow, told: Against) -> Iterator[str]:
    if told.difference is None:
        if told.missing and not row.missing:
            yield f"the comparison needs {told.missing}"
        return
    if row.meaning == "setup":
        others = "trades" if row.measure == "trade" else "orders"
        yield f"against {told.other_trades} other {others}: {interval(told.difference)} each"
        return
    total = "" if told.total is None else f", in all {interval(told.total)}"
    yield f"broken against kept: {interval(told.difference)} each{total}"


def _passed(told: Passed) -> Iterator[str]:
    if told.mean is None or told.losing is None:
        yield f"left alone {told.n} times; needs {told.missing}"
        return
    words = f"left alone {told.n} times: would have brought {money(round(told.mean))} each, "
    words += f"{told.losing:.0%} losing"
    if told.placebo_mean is not None and told.placebo_losing is not None:
        placebo = f"{money(round(told.placebo_mean))}, {told.placebo_losing:.0%} losing"
        words += f"; at any minute {placebo}"
    if told.difference is not None:
        words += f"; difference {interval(told.difference)}"
    if told.move is not None:
        words += f", of it by the price's move {interval(told.move)}"
    yield words


def interval(told: Spread | None) -> str:
    """An estimate with its interval in dollars; "" for none."""
    if told is None:
        return ""
    mean = money(round(told.estimate))
    if told.low is None or told.high is None:
        return mean
    return f"{mean} ({money(round(told.low))} to {money(round(told.high))})"
