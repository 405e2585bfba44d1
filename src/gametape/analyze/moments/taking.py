"""The moments of an evening: every few seconds of each line, its signals, and own decisions."""

from __future__ import annotations

import numpy as np

from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.course import Int64s
from gametape.analyze.moments.coming import Came
from gametape.analyze.moments.knowing import doubted, known_at
from gametape.analyze.moments.table import Codes, Floats, MomentTable
from gametape.analyze.moments.vocabulary import EVERY_S, FEATURES, KINDS, steps
from gametape.analyze.pricing.doubts import FINE
from gametape.analyze.pricing.lines import Lines, Traded
from gametape.ledger.steps import Line
from gametape.model.times import SECOND


def moments_of(evening: Evening) -> MomentTable:
    """All moments of an evening at which the book was believed and had two sides."""
    lines = Lines(evening)
    tables = []
    for line in evening.courses:
        traded = lines.get(line)
        if traded is not None:
            tables.append(_of_line(evening, traded))
    return _joined(tables)


def row_at(evening: Evening, line: Line, at_us: int) -> dict[str, float] | None:
    """The features of one moment, whenever it is; None where the line's book is not known then."""
    traded = Lines(evening).get(line)
    context = evening.context(line)
    if traded is None or context is None:
        return None
    found = known_at(evening, context, traded.ladder, np.array([at_us], np.int64))
    row = {name: float(values[0]) for name, values in found.items()}
    return None if row["price"] != row["price"] else row


def candidates(evening: Evening, line: Line) -> tuple[Int64s, Codes]:
    """When moments of a line are taken, in order, and their kinds; of one time the last counts."""
    course = evening.courses[line]
    grid = np.arange(course.first_us, course.last_us + 1, EVERY_S * SECOND, dtype=np.int64)
    signals = np.array([one.at_us for one in evening.signals(line)], np.int64)
    decided = np.array([one.decided_us for one in evening.decisions if one.line == line], np.int64)
    times = np.concatenate([grid, signals, decided])
    kinds = np.repeat(
        np.arange(len(KINDS), dtype=np.int16), [len(grid), len(signals), len(decided)]
    )
    order = np.lexsort((kinds, times))
    times, kinds = times[order], kinds[order]
    last = np.append(times[1:] != times[:-1], True) if len(times) else np.zeros(0, np.bool_)
    rows = course.rows(times)
    known = (rows >= 0) & (course.bid[rows] >= 0) & (course.ask[rows] >= 0)
    kept = last & known & ~doubted(course, times, 0)
    return times[kept], kinds[kept]


def _of_line(evening: Evening, traded: Traded) -> MomentTable:
    line = traded.line
    context = evening.context(line)
    assert context is not None  # a traded line has a course
    times, kinds = candidates(evening, line)
    known = known_at(evening, context, traded.ladder, times)
    came = Came(traded, times, evening.parameters)
    reasons: dict[str, int] = {"": 0}
    why = {step: _places(traded, came.doubts[step], reasons) for step in steps()}
    names: dict[str, int] = {"": 0}
    told = [names.setdefault(one.name, len(names)) for one in evening.phases]
    starts = np.array([one.from_us for one in evening.phases], np.int64)
    phase = np.array([0, *told], np.int16)[starts.searchsorted(times, "right")]
    return MomentTable(
        lines=(line,), phases=tuple(names), reasons=tuple(reasons),
        line=np.zeros(len(times), np.int16), at_us=times, kind=kinds, phase=phase,
        known={name: values.astype(np.float32) for name, values in known.items()},
        next={name: values.astype(np.float32) for name, values in came.next.items()},
        why=why,
    )  # fmt: skip


def _places(traded: Traded, codes: Int64s, reasons: dict[str, int]) -> Codes:
    found = np.zeros(len(codes), np.int16)
    for code in np.unique(codes).tolist():
        if code != FINE:
            place = reasons.setdefault(traded.doubts.reason(code), len(reasons))
            found[codes == code] = place
    return found


def _joined(tables: list[MomentTable]) -> MomentTable:
    """Tables of several lines as one."""
    lines = tuple(one.lines[0] for one in tables)
    phases = tuple(dict.fromkeys(["", *(name for one in tables for name in one.phases)]))
    reasons = tuple(dict.fromkeys(["", *(name for one in tables for name in one.reasons)]))

    return MomentTable(
        lines=lines, phases=phases, reasons=reasons,
        line=_codes([np.full(len(one), n, np.int16) for n, one in enumerate(tables)]),
        at_us=np.concatenate([np.zeros(0, np.int64), *(one.at_us for one in tables)]),
        kind=_codes([one.kind for one in tables]),
        phase=_codes([_renamed(one.phase, one.phases, phases) for one in tables]),
        known={
            feature.name: _values([one.known[feature.name] for one in tables])
            for feature in FEATURES
        },
        next={
            f"{what}_{step}": _values([one.next[f"{what}_{step}"] for one in tables])
            for what in ("mid", "buy", "sell") for step in steps()
        },
        why={
            step: _codes([_renamed(one.why[step], one.reasons, reasons) for one in tables])
            for step in steps()
        },
    )  # fmt: skip


def _renamed(column: Codes, own: tuple[str, ...], names: tuple[str, ...]) -> Codes:
    return np.array([names.index(name) for name in own], np.int16)[column]


def _codes(parts: list[Codes]) -> Codes:
    return np.concatenate([np.zeros(0, np.int16), *parts])


def _values(parts: list[Floats]) -> Floats:
    return np.concatenate([np.zeros(0, np.float32), *parts])
