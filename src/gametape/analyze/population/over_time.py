"""Behaviour over time: rates per opportunity with their bands, trends, and changes.

A rate is counted per opportunity, never per trade: who trades more of something else has not
changed a habit (methods 3.0.5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from scipy.stats import norm, t

from gametape.analyze.behaviour.finding import gated
from gametape.analyze.evidence import Field, Gate, Item
from gametape.analyze.population.drafting import Draft, spread
from gametape.analyze.population.shown import Good, RateBlock, RateSeries
from gametape.analyze.population.summary import DecisionSummary, SessionSummary
from gametape.analyze.statistics.progress import change_point, rate_trend
from gametape.analyze.statistics.regressed import difference_of, mean_of
from gametape.analyze.statistics.sessions import FEWEST
from gametape.analyze.statistics.shrinkage import shrink_rates

FITS = 0.7
WAIT_S = 30.0
BLOCKS = 12
LEAST_BLOCK = 3


class Counted(NamedTuple):
    """What happened and how often it could have, of one session."""

    happened: int
    of: int


class Behaviour(NamedTuple):
    """A behaviour with its opportunities; `good` is which way is better."""

    code: str
    title: str
    of: str
    good: Good
    counting: Callable[[SessionSummary], Counted]


def fits(one: DecisionSummary, name: str) -> bool:
    """Whether a decision fits a pattern and was no plan."""
    return any(label.name == name and label.counts and label.match >= FITS for label in one.labels)


def _labelled(name: str) -> Callable[[SessionSummary], int]:
    return lambda summary: sum(fits(one, name) for one in summary.decisions)


def _panics(one: SessionSummary) -> Counted:
    happened = _labelled("panic_sell")(one)
    return Counted(happened, max(one.habits.met.adverse, happened))


def _chases(one: SessionSummary) -> Counted:
    happened = _labelled("fomo_buy")(one)
    return Counted(happened, max(one.habits.met.present, happened))


def _patience(one: SessionSummary) -> Counted:
    entries = [each for each in one.decisions if each.enters]
    return Counted(sum(fits(each, "patient_entry") for each in entries), len(entries))


def _waits(one: SessionSummary) -> Counted:
    """Entries half a minute or more after the last sharp move, of those where that is known."""
    known = [
        told
        for each in one.decisions
        if each.enters and isinstance(told := each.fields.get("since_move"), int | float)
    ]
    return Counted(sum(told >= WAIT_S for told in known), len(known))


BEHAVIOURS = (
    Behaviour("panic_rate", "sold in panic, of sharp moves against a position",
              "sharp moves against you", "fewer", _panics),
    Behaviour("fomo_rate", "chased, of sharp moves while you were there", "sharp moves",
              "fewer", _chases),
    Behaviour("patient_rate", "entered with patience, of all entries", "entries", "more",
              _patience),
    Behaviour("wait_rate", "waited half a minute after a sharp move, of all entries", "entries",
              "more", _waits),
)  # fmt: skip


def series_of(sessions: Sequence[SessionSummary]) -> tuple[RateSeries, ...]:
    """Each behaviour in blocks of sessions, as many as give each block three."""
    return tuple(_series(one, sessions) for one in BEHAVIOURS)


def _series(behaviour: Behaviour, sessions: Sequence[SessionSummary]) -> RateSeries:
    told = [(one, behaviour.counting(one)) for one in sessions]
    used = [(one, count) for one, count in told if count.of]
    parts = np.array_split(np.arange(len(used)), max(1, min(BLOCKS, len(used) // LEAST_BLOCK)))
    groups = [[used[at] for at in part.tolist()] for part in parts if len(part)]
    happened = [sum(count.happened for _, count in group) for group in groups]
    of = [sum(count.of for _, count in group) for group in groups]
    shrunk = shrink_rates(happened, of)
    blocks = []
    for at, group in enumerate(groups):
        rate = None if shrunk is None else shrunk.rates[at]
        blocks.append(
            RateBlock(
                group[0][0].started_us,
                group[-1][0].ended_us,
                len(group),
                happened[at],
                of[at],
                happened[at] / of[at],
                None if rate is None else rate.estimate,
                None if rate is None else rate.low,
                None if rate is None else rate.high,
            )
        )
    return RateSeries(behaviour.code, behaviour.title, behaviour.of, behaviour.good, tuple(blocks))


def rate_drafts(sessions: Sequence[SessionSummary], since_us: int | None) -> Iterator[Draft]:
    """Of each behaviour: its rate, its trend, the change at a date, and one nobody named."""
    for behaviour in BEHAVIOURS:
        counts = [behaviour.counting(one) for one in sessions]
        yield _rate(behaviour, counts)
        yield _trend(behaviour, counts)
        if since_us is not None:
            yield _before_after(behaviour, sessions, counts, since_us)
        yield from _change(behaviour, sessions, counts)


def expanded(counts: Sequence[Counted]) -> tuple[list[float], list[str]]:
    """Each opportunity as 1 or 0, with the number of its session."""
    values, names = [], []
    for number, one in enumerate(counts):
        values += [1.0] * one.happened + [0.0] * (one.of - one.happened)
        names += [f"{number}"] * one.of
    return values, names


def _gate(counts: Sequence[Counted]) -> tuple[Gate, str]:
    return gated(sum(one.of for one in counts), sum(one.of > 0 for one in counts))


def _rate(behaviour: Behaviour, counts: Sequence[Counted]) -> Draft:
    gate, lacking = _gate(counts)
    values, names = expanded(counts)
    told = mean_of(values, names) if gate == "ok" else None
    fields = spread(told.interval if told else None, "pct")
    if gate == "early":
        fields["estimate"] = Field(round(sum(values) / len(values), 4), "pct")
    fields["happened"] = Field(sum(one.happened for one in counts), "count")
    return Draft(_item(behaviour, behaviour.code, behaviour.title, fields, counts, lacking, gate))


def _trend(behaviour: Behaviour, counts: Sequence[Counted]) -> Draft:
    gate, lacking = _gate(counts)
    told = None
    if gate == "ok":
        told = rate_trend([one.happened for one in counts], [one.of for one in counts])
    p_value = None
    fields = spread(told, "x")
    if told is not None:
        apart = np.log(told.high / told.low) / (2 * norm.ppf((1 + told.level) / 2))
        if apart > 0:  # sessions all alike leave nothing to test against
            p_value = float(2 * t.sf(abs(np.log(told.estimate)) / apart, told.n - 2))
    rising = told is not None and told.estimate > 1
    title = f"{behaviour.title}: odds per ten sessions"
    item = _item(behaviour, f"{behaviour.code}_trend", title, fields, counts, lacking, gate)
    return Draft(_as_trend(item), p_value, _said(behaviour, rising=rising, when="over time"))


def _before_after(
    behaviour: Behaviour,
    sessions: Sequence[SessionSummary],
    counts: Sequence[Counted],
    since_us: int,
) -> Draft:
    after = [one.started_us >= since_us for one in sessions]
    told = None
    lacking = sides([one.of > 0 for one in counts], after)
    if not lacking:
        values, names = expanded(counts)
        flags = [after[int(name)] for name in names]
        told = difference_of(values, flags, names)
        lacking = _gate(counts)[1]
    fields = spread(told.interval if told else None, "pct")
    if told is not None:
        for name, side in (("before", False), ("after", True)):
            some = [one for one, later in zip(counts, after, strict=True) if later == side]
            rate = sum(one.happened for one in some) / sum(one.of for one in some)
            fields[name] = Field(round(rate, 4), "pct")
    rising = told is not None and told.interval.estimate > 0
    title = f"{behaviour.title}: after the date, against before"
    item = _item(behaviour, f"{behaviour.code}_since", title, fields, counts, lacking, "ok")
    said = _said(behaviour, rising=rising, when="since the date")
    return Draft(_as_trend(item), told.p_value if told and not lacking else None, said)


def sides(used: Sequence[bool], after: Sequence[bool]) -> str:
    """What is missing on either side of a date, in words."""
    words = []
    for name, side in (("before", False), ("after", True)):
        have = sum(one and later == side for one, later in zip(used, after, strict=True))
        if have < FEWEST:
            lack = FEWEST - have
            words.append(f"{lack} more session{'s' if lack > 1 else ''} {name} the date")
    return " and ".join(words)


def _change(
    behaviour: Behaviour, sessions: Sequence[SessionSummary], counts: Sequence[Counted]
) -> Iterator[Draft]:
    """A change that nobody named: only where the odds for it are ten to one (methods 5.8).

    One over the Bayes factor bounds how often chance gives one as large (Markov's inequality), and
    so stands for a p-value among the others.
    """
    if _gate(counts)[0] != "ok":
        return
    told = change_point([one.happened for one in counts], [one.of for one in counts])
    if told is None or not told.worth_saying:
        return
    before, after = (
        sum(one.happened for one in some) / max(1, sum(one.of for one in some))
        for some in (counts[: told.at], counts[told.at :])
    )
    fields = {
        "odds": Field(round(told.bayes_factor, 1), "x"),
        "at": Field(sessions[told.at].started_us, "clock"),
        "before": Field(round(before, 4), "pct"),
        "after": Field(round(after, 4), "pct"),
    }
    title = f"{behaviour.title}: a change that nobody named"
    item = _item(behaviour, f"{behaviour.code}_change", title, fields, counts, "", "ok")
    said = _said(behaviour, rising=after > before, when="from one session on")
    yield Draft(_as_trend(item), min(1.0, 1 / told.bayes_factor), said)


def _said(behaviour: Behaviour, *, rising: bool, when: str) -> str:
    what = {
        "panic_rate": "You sell in panic",
        "fomo_rate": "You chase sharp moves",
        "patient_rate": "You enter with patience",
        "wait_rate": "You wait after sharp moves",
    }[behaviour.code]
    return f"{what} {'more' if rising else 'less'} often {when}."


def _item(
    behaviour: Behaviour,
    code: str,
    title: str,
    fields: dict[str, Field],
    counts: Sequence[Counted],
    lacking: str,
    gate: Gate,
) -> Item:
    detail = {"section": "Behaviour over time", "of": behaviour.of,
              "missing": lacking.replace("trade", "opportunity") if lacking else "",
              "good": behaviour.good}  # fmt: skip
    detail["missing"] = detail["missing"].replace("opportunitys", "opportunities")
    return Item(
        id="",
        kind="rate",
        code=code,
        title=title,
        fields=fields
        | {
            "n": Field(sum(one.of for one in counts), "count"),
            "sessions": Field(sum(one.of > 0 for one in counts), "count"),
        },
        gate="inconclusive" if lacking and gate == "ok" else gate,
        detail={key: value for key, value in detail.items() if value},
    )


def _as_trend(item: Item) -> Item:
    return msgspec.structs.replace(item, kind="trend", gate="inconclusive")
