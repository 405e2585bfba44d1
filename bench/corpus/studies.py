"""The studies of 8.2: what detectors, chance ratios and the hazard model are worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from bench.corpus.figures import Figure, at_least, at_most
from bench.corpus.judged import Judged
from bench.corpus.rates import Ratio, Told, area, chance_ratio, hits
from gametape.analyze.behaviour import leaving
from gametape.analyze.statistics.chance import baseline
from gametape.analyze.statistics.discoveries import findings
from gametape.analyze.statistics.hazard import hazard_ratios
from gametape.analyze.statistics.intervals import Interval

SCORE = 0.7
LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9)
NAMES = {"panic_sell": "panic", "fomo_buy": "fomo", "revenge": "revenge"}
_AREAS = {
    "panic_sell": (("0.89", "0.92"), 0.85),
    "fomo_buy": (("0.87", "0.90"), 0.83),
    "revenge": (("0.99+", "0.99+"), 0.97),
}
_PRECISE = {"panic_sell": "0.42-0.48", "fomo_buy": "0.42-0.48", "revenge": "0.68-0.74"}
_RECALLED = {"panic_sell": "0.79-0.92", "fomo_buy": "0.79-0.92", "revenge": "~1.0"}
_ENOUGH_SEEDS, _ENOUGH_INNOCENT = 20, 40


def pooled(evenings: Sequence[Judged], name: str) -> list[Told]:
    """All evenings' decisions of a detector."""
    return [one for evening in evenings for one in evening.told[name]]


def label_figures(worlds: Mapping[str, Sequence[Judged]]) -> list[Figure]:
    """How well single labels tell planted orders from others, in the worlds by name."""
    figures = []
    for name, title in NAMES.items():
        specified, gate = _AREAS[name]
        for (world, evenings), spec in zip(worlds.items(), specified, strict=True):
            told = pooled(evenings, name)
            what = f"{title}: area under the curve, {world} world"
            figures.append(at_least(what, area(told), spec, gate))
            perfect = [each for one in evenings for each in one.opinion.get(name, [])]
            if perfect and name != "revenge":
                figures.append(Figure("... with perfect features", f"{area(perfect):.3f}"))
            found = hits(told, SCORE)
            figures += [
                Figure(
                    f"{title}: precision at .7, {world} world",
                    f"{found.precision:.2f}",
                    _PRECISE[name],
                ),
                Figure(
                    f"{title}: recall at .7, {world} world",
                    f"{found.recall:.2f}",
                    _RECALLED[name],
                ),
            ]
    return figures


class Gap(NamedTuple):
    """Mean confidence less the truth: of tails, and taken as each decision's own."""

    of_tails: float
    of_each: float


class Trader(NamedTuple):
    """What a trader's sessions say of a habit: ratios with their limits, by name."""

    hazard: Interval | None
    panic: Ratio
    fomo: Ratio
    revenge: Ratio
    gaps: dict[str, Gap]


def trader_of(evenings: Sequence[Judged], rng: np.random.Generator) -> Trader:
    """The statements of one trader over some sessions."""
    ratios = {
        name: chance_ratio([one.told[name] for one in evenings], SCORE, rng) for name in NAMES
    }
    gaps = {name: confidence_gap(evenings, name) for name in NAMES}
    return Trader(
        hazard=hazard_of(evenings),
        panic=ratios["panic_sell"],
        fomo=ratios["fomo_buy"],
        revenge=ratios["revenge"],
        gaps={name: gap for name, gap in gaps.items() if gap is not None},
    )


def hazard_of(evenings: Sequence[Judged]) -> Interval | None:
    """The hazard ratio of a shock against the position, where the data can tell."""
    table = np.concatenate([one.rows for one in evenings])
    sessions = [one.slug for one in evenings for _ in range(len(one.rows))]
    covariates = {name: table[:, at + 1].tolist() for at, name in enumerate(leaving.NAMES)}
    found = hazard_ratios((table[:, 0] > 0).tolist(), covariates, sessions)
    return found.ratios["adverse"] if found is not None else None


def confidence_gap(evenings: Sequence[Judged], name: str) -> Gap | None:
    """Confidence less the truth, of decisions that score above one half.

    `of_tails` compares what confidence is an estimate of: at each level the share of all decisions
    of at least that score that were planted. `of_each` takes it for each decision's own chance of
    being planted, which it is not: those near a level are less often planted than those above it.
    """
    told = pooled(evenings, name)
    learned = baseline([one.score for one in told], [twin for one in told for twin in one.twins])
    high = [one for one in told if one.score > LEVELS[0]]
    if learned is None or not high:
        return None
    tails = [
        learned.confidence(level)
        - float(np.mean([one.planted for one in told if one.score >= level]))
        for level in LEVELS
        if any(one.score >= level for one in told)
    ]
    said = float(np.mean([learned.confidence(one.score) for one in high]))
    of_each = said - float(np.mean([one.planted for one in high]))
    return Gap(float(np.mean(tails)), of_each)


def planted_figures(traders: Mapping[int, Sequence[Trader]]) -> list[Figure]:
    """Whether habits that are there are found, by number of sessions."""
    figures = []
    specified = {40: ("0.95", "1.00", 0.90), 15: ("0.85", "0.80", 0.80)}
    for sessions, found in traders.items():
        of_hazard, of_ratio, gate = specified[sessions]
        hazards = [one.hazard for one in found if one.hazard is not None]
        enough = len(found) >= _ENOUGH_SEEDS
        if sessions == 40:
            mean = float(np.mean([one.estimate for one in hazards]))
            figures.append(
                Figure("planted: mean hazard ratio of adverse shocks", f"{mean:.2f}", "1.57")
            )
        above = sum(one.low > 1 for one in hazards) / len(found)
        what = f"planted: hazard interval above 1, {sessions} sessions"
        figures.append(_gated(at_least(what, above, of_hazard, gate, 2), enough))
        for name in ("panic", "fomo", "revenge"):
            mean, above = _share([getattr(one, name) for one in found])
            what = f"planted: {name} ratio above 1, {sessions} sessions (mean {mean:.2f})"
            if name == "panic":
                figures.append(_gated(at_least(what, above, of_ratio, gate, 2), enough))
            else:
                figures.append(Figure(what, f"{above:.2f}"))
    return figures + [row for name in NAMES for row in _calibrated(name, traders[40])]


def _calibrated(name: str, traders: Sequence[Trader]) -> list[Figure]:
    gaps = [one.gaps[name] for one in traders if name in one.gaps]
    tails, each = (float(np.mean(column)) for column in zip(*gaps, strict=True))
    what = f"{NAMES[name]}: confidence less precision of all above, from .5"
    row = at_most(what, abs(tails), "-0.02 to +0.14", 0.15)
    return [
        _gated(row._replace(measured=f"{tails:+.3f}"), len(traders) >= _ENOUGH_SEEDS),
        Figure("... less precision of the decision itself", f"{each:+.3f}"),
    ]


def innocent_figures(traders: Sequence[Trader]) -> list[Figure]:
    """Whether habits are found that are not there."""
    enough = len(traders) >= _ENOUGH_INNOCENT
    hazards = [one.hazard for one in traders if one.hazard is not None]
    mean = float(np.mean([one.estimate for one in hazards]))
    false = sum(one.low > 1 for one in hazards) / len(traders)
    figures = [
        Figure("innocent: mean hazard ratio of adverse shocks", f"{mean:.2f}", "1.00"),
        _gated(at_most("innocent: hazard interval above 1", false, "0.050", 0.12), enough),
    ]
    for name, mean_spec, spec in (("panic", "1.06", "0.075"), ("fomo", "0.99", "0.050")):
        mean, false = _share([getattr(one, name) for one in traders])
        figures.append(Figure(f"innocent: mean {name} ratio", f"{mean:.2f}", mean_spec))
        figures.append(
            _gated(at_most(f"innocent: {name} ratio above 1", false, spec, 0.12), enough)
        )
    mean, false = _share([one.revenge for one in traders])
    figures.append(Figure("innocent: mean revenge ratio", f"{mean:.2f}"))
    figures.append(Figure("innocent: revenge ratio above 1", f"{false:.3f}"))
    claimed = sum(any(findings(_p_values(one)).survive) for one in traders) / len(traders)
    what = "innocent: any of these four claimed after FDR"
    figures.append(_gated(at_most(what, claimed, "about 0.10, a target", 0.19), enough))
    return figures


def _p_values(trader: Trader) -> list[float]:
    """One-sided p-values that there is no habit."""
    found = [trader.panic.p_value, trader.fomo.p_value, trader.revenge.p_value]
    hazard = trader.hazard
    if hazard is not None:
        apart = float(np.log(hazard.high) - np.log(hazard.low)) / (2 * norm.ppf(0.95))
        found.append(float(norm.sf(np.log(hazard.estimate) / apart)))
    return found


def _share(ratios: Sequence[Ratio]) -> tuple[float, float]:
    """Mean estimate, and share of which even the lower limit is above 1."""
    mean = float(np.mean([one.estimate for one in ratios]))
    return mean, sum(one.low > 1 for one in ratios) / len(ratios)


def _gated(figure: Figure, enough: bool) -> Figure:
    """The figure, its gate asked only of as many seeds as the gate was set for."""
    return figure if enough else figure._replace(met=None, gate=f"({figure.gate} with all seeds)")
