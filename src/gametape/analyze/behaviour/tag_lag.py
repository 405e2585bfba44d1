"""How far tags of the game lie behind the market, and how fast one acts after what one tagged.

A stream shows the game late, so a tag is set after the price has moved. The lag is where moves of
the mid, second by second, go best with tags shifted back, over all of a trader's sessions; it is
used only where that peak stands out (methods 3.0.6), and the row says whether it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gametape.analyze.behaviour.finding import Finding, gated
from gametape.analyze.behaviour.rows import TagSums
from gametape.analyze.context.prices import doubtful
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field
from gametape.analyze.material.course import Course
from gametape.analyze.statistics.clustered import bootstrapped_median
from gametape.games.tags import DEFAULT_TAGS, TAG_SETS
from gametape.model.times import MINUTE, SECOND

LAGS_S = 15
STANDS_OUT = 3.0
"""Times the median of the other lags that the peak must exceed."""

BEYOND_LUCK = 4.0
"""Standard errors that the peak must lie above nothing: of tags that follow nothing the other lags
have a median of about zero, which any peak exceeds three times."""

LEAST_TAGS = 10
"""Below so many tags no lag is looked for: of a few any is the best by luck."""

LONGEST_US = 4 * MINUTE

_OF_ONESELF = frozenset({"i tilt", "i hesitate", "look at this later"})
EVENTS = frozenset(
    label.lower() for keys in (DEFAULT_TAGS, *TAG_SETS.values()) for label in keys.values()
) - _OF_ONESELF  # fmt: skip
"""Tags that say something of the game; words of one's own are none, as they may say anything."""


class Lag(NamedTuple):
    """Seconds that tags lie behind the market, or None and why they are taken as they are."""

    seconds: int | None
    why: str
    correlations: tuple[float, ...] = ()


def tagged_us(evening: Evening) -> list[int]:
    """When tags of the game were said to have happened, in order."""
    return sorted(
        entry.at_us if entry.happened_us is None else entry.happened_us
        for entry in evening.material.game
        if entry.tag and entry.text.partition(":")[0].strip().lower() in EVENTS
    )


def tag_sums(evening: Evening) -> TagSums:
    """What the correlation needs of an evening: of each market that was traded, else of all."""
    tags = tagged_us(evening)
    if not tags:
        return TagSums()
    traded = {one.line for one in evening.decisions}
    courses = [course for line, course in evening.courses.items() if line in traded or not traded]
    moves, steps = 0, np.zeros(2)
    hits, sums = np.zeros(LAGS_S + 1, np.int64), np.zeros(LAGS_S + 1)
    for course in courses:
        if not len(course.times):
            continue
        moved = _moved(course)
        known = ~np.isnan(moved)
        moves += int(known.sum())
        steps += (float(moved[known].sum()), float((moved[known] ** 2).sum()))
        at = (np.array(tags, np.int64) - course.first_us) // SECOND
        for lag in range(LAGS_S + 1):
            bins = at - lag
            told = moved[bins[(bins >= 0) & (bins < len(moved))]]
            told = told[~np.isnan(told)]
            hits[lag] += len(told)
            sums[lag] += float(told.sum())
    total, squared = steps.tolist()
    return TagSums(
        len(tags), moves, total, squared, tuple(hits.tolist()), tuple(sums.tolist())
    )  # fmt: skip


def _moved(course: Course) -> NDArray[np.float64]:
    """|dm| of each second of a course, cents; not a number where it was not known."""
    times = np.arange(course.first_us, course.last_us + 1, SECOND, dtype=np.int64)
    mids = np.where(doubtful(course, times, 0), np.nan, course.mids(times))
    moved: NDArray[np.float64] = np.abs(np.diff(mids))
    return moved


def lag_of(sessions: Sequence[TagSums]) -> Lag:
    """The lag of tags over sessions: where |dm| and tags shifted back go together best."""
    told = [one for one in sessions if one.seconds and one.hits]
    tags = sum(one.tags for one in told)
    if tags < LEAST_TAGS:
        return Lag(None, f"a lag needs {LEAST_TAGS} tags of the game, there are {tags}")
    n = sum(one.seconds for one in told)
    mean = sum(one.moved for one in told) / n
    spread = max(0.0, sum(one.squared for one in told) / n - mean * mean) ** 0.5
    found = []
    for lag in range(LAGS_S + 1):
        share = sum(one.hits[lag] for one in told) / n
        joint = sum(one.sums[lag] for one in told) / n
        scale = spread * max(0.0, share * (1 - share)) ** 0.5
        found.append((joint - mean * share) / scale if scale else 0.0)
    best = int(np.argmax(found))
    others = median(found[:best] + found[best + 1 :])
    if found[best] <= max(STANDS_OUT * others, BEYOND_LUCK / n**0.5):
        return Lag(None, "no lag of the tags stands out", tuple(found))
    return Lag(best, "", tuple(found))


def since_tags(evening: Evening, *, entries: bool) -> tuple[tuple[float, ...], ...]:
    """Of each taker's order the seconds since tags of the game around it, as they were set.

    Tags up to `LAGS_S` after the order are told too: what they mark may have been before it.
    """
    tags = np.array(tagged_us(evening), np.int64)
    found = []
    for one in evening.asked[0]:
        if not one.taking or (one.enters if not entries else one.leaves):
            continue
        low, high = tags.searchsorted(
            [one.decided_us - LONGEST_US, one.decided_us + LAGS_S * SECOND], "left"
        )
        if low < high:
            found.append(tuple(((one.decided_us - tags[low:high]) / 1e6).tolist()))
    return tuple(found)


def tagged_latency(
    told: Sequence[Sequence[Sequence[float]]],
    lag: Lag,
    rng: np.random.Generator,
    *,
    entries: bool,
) -> Finding:
    """Median time from what was tagged to an order; `told` are the `since_tags` of each session."""
    by = lag.seconds or 0
    values: list[float] = []
    names: list[str] = []
    for number, some in enumerate(told):
        for around in some:
            after = [since + by for since in around if 0 <= since + by <= LONGEST_US / 1e6]
            if after:
                values.append(min(after))
                names.append(f"{number}")
    many = len(set(names))
    gate, missing = gated(len(values), many)
    interval = bootstrapped_median(values, names, rng, draws=1_999) if gate == "ok" else None
    fields = {"lag": Field(lag.seconds, "seconds")}
    if gate != "inconclusive":
        fields["median"] = Field(float(np.median(values)), "seconds")
    return Finding(
        code="latency_in_tagged" if entries else "latency_out_tagged",
        title=f"time from what you tagged to {'an entry' if entries else 'an exit'}",
        n=len(values),
        of="decisions",
        sessions=many,
        gate=gate if interval or gate != "ok" else "early",
        estimates={"median": interval} if interval else {},
        fields=fields,
        missing=missing or ("" if interval else "an interval needs twenty sessions"),
    )


def said_of(lag: Lag) -> str:
    """Whether the lag was applied, in words."""
    if lag.seconds is None:
        return f"tags count as they were set: {lag.why}"
    return f"tags count as set {lag.seconds} s after what they mark, as the market moved then"
