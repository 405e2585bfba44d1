"""What was known at many moments of a line, as arrays; nothing from later than each moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.context.surroundings import Context
from gametape.analyze.evening.evening import Evening
from gametape.analyze.material.course import Course, Int64s
from gametape.analyze.material.ladder import Ladder
from gametape.analyze.material.material import Material
from gametape.analyze.material.moved import moves_of
from gametape.analyze.moments.vocabulary import DEPTHS_C, FEATURES, MOVES_S
from gametape.ledger.steps import Line, line_of
from gametape.model.book import Side
from gametape.model.times import SECOND
from gametape.model.trading import FillStatus
from gametape.replay.timeline import GameEntry

Floats = NDArray[np.float64]

_ALL = 1 << 52
_NEAR = 3


def known_at(
    evening: Evening, context: Context, ladder: Ladder, at_us: Int64s
) -> Mapping[str, Floats]:
    """Every feature at each moment, of the line's asset; not a number where it was not known."""
    course, material = context.course, evening.material
    seen = context.seen(at_us)
    found: dict[str, Floats] = {
        "price": seen.mid,
        "spread": np.where(np.isnan(seen.mid), np.nan, (seen.ask - seen.bid) / 100.0),
        "volume_ratio": context.volume_ratio(at_us),
        "position": np.sign(exposures(material, course.line, at_us)).astype(np.float64),
    }
    found |= _depths(ladder, seen.bid, seen.ask, at_us)
    bids, asks = found[f"bid_{_NEAR}"], found[f"ask_{_NEAR}"]
    with np.errstate(invalid="ignore"):
        found["imbalance"] = (bids - asks) / (bids + asks)
    for seconds in MOVES_S:
        back_us = seconds * SECOND
        then = np.where(doubted(course, at_us, back_us), np.nan, course.mids(at_us - back_us))
        move = seen.mid - then
        found[f"move_{seconds}_ticks"] = move / seen.tick
        found[f"move_{seconds}_sigmas"] = move / (seen.sigma * np.sqrt(seconds / 30.0))
    found |= _game(evening, at_us)
    return {feature.name: found[feature.name] for feature in FEATURES}


def doubted(course: Course, at_us: Int64s, back_us: int) -> NDArray[np.bool_]:
    """Where a stretch that could not be believed, known by then, lies so little back."""
    found = np.zeros(len(at_us), np.bool_)
    for span in course.bad:
        known = at_us >= max(span.from_us, span.told_us)
        found |= known & (at_us <= span.to_us + back_us)
    return found


def exposures(material: Material, line: Line, at_us: Int64s) -> Int64s:
    """Own exposure to a line in micro-shares, from what had been told by each moment."""
    told: list[tuple[int, int]] = []
    counted: dict[tuple[str, str], int] = {}
    for one in material.fills:
        fill = one.fill
        if line_of(fill.market, fill.asset, material.rules.get(fill.market)) != line:
            continue
        size = fill.size if fill.side is Side.BUY else -fill.size
        now = 0 if fill.status is FillStatus.FAILED else size
        now = -now if fill.asset == line.opposite else now
        told.append((one.told_us, now - counted.get(fill.key, 0)))
        counted[fill.key] = now
    told += [(step.at_us, step.change) for moved, step in moves_of(material) if moved == line]
    told.sort()
    times = np.array([at for at, _ in told], np.int64)
    summed = np.cumsum([0, *(change for _, change in told)], dtype=np.int64)
    return np.asarray(summed[times.searchsorted(at_us, "right")], np.int64)


def _depths(ladder: Ladder, bid: Int64s, ask: Int64s, at_us: Int64s) -> dict[str, Floats]:
    many = np.full(len(at_us), _ALL, np.int64)
    found: dict[str, Floats] = {}
    for name, best, direction in (("bid", bid, -1), ("ask", ask, 1)):
        ways = np.full(len(at_us), direction, np.int64)
        for cents in DEPTHS_C:
            limits = best.astype(np.int64) + direction * cents * 100
            walked = ladder.walks(at_us, ways, many, limits)
            found[f"{name}_{cents}"] = np.where(best >= 0, walked.filled / 1e6, np.nan)
    return found


def _game(evening: Evening, at_us: Int64s) -> dict[str, Floats]:
    clocks = evening.clocks
    gone = _last([one.told_us for one in clocks], [one.share for one in clocks], at_us)
    changed, gaps = _scores(evening.material.game)
    then = _last([at for at, _ in changed], [float(at) for at, _ in changed], at_us)
    return {
        "game_gone": gone,
        "since_score": (at_us - then) / 1e6,
        "score_gap": _last([at for at, _ in gaps], [gap for _, gap in gaps], at_us),
    }


def _last(times: Sequence[int], values: Sequence[float], at_us: Int64s) -> Floats:
    """The last value told by each moment; not a number before the first."""
    place = np.array(times, np.int64).searchsorted(at_us, "right")
    return np.asarray(np.array([np.nan, *values], np.float64)[place])


def _scores(
    game: Sequence[GameEntry],
) -> tuple[list[tuple[int, str]], list[tuple[int, float]]]:
    """When the score was told to be another one, and how far apart the two sides then were."""
    changed: list[tuple[int, str]] = []
    gaps: list[tuple[int, float]] = []
    before = ""
    for one in game:
        if not one.score or one.tag or one.score == before:
            continue
        if before:
            changed.append((one.at_us, one.score))
        before = one.score
        gaps.append((one.at_us, _gap(one.score)))
    return changed, gaps


def _gap(score: str) -> float:
    sides = score.split("-")
    if len(sides) == 2 and all(one.strip().isdecimal() and len(one) < 9 for one in sides):
        return float(abs(int(sides[0]) - int(sides[1])))
    return float("nan")
