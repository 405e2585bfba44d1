"""What the worlds themselves are like, and the traps of 4.3 that need traders in them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.corpus.figures import Figure, between
from bench.corpus.judged import Judged
from gametape.analyze.statistics.choosing import placebo
from gametape.analyze.statistics.clustered import clustered_mean
from gametape.analyze.statistics.intervals import Interval

_DRAWS = 500


def world_figures(efficient: Sequence[Judged], overreacting: Sequence[Judged]) -> list[Figure]:
    """Shocks, what follows them, and how far prices move."""
    shocked = float(np.mean([one.shocked for one in efficient]))
    moved = np.array([cents for one in efficient for cents in one.moved])
    kurtosis = float(((moved - moved.mean()) ** 4).mean() / moved.var() ** 2)
    calm, wild = (_faded(worlds, 0) for worlds in (efficient, overreacting))
    fair = _faded(efficient, 1)
    return [
        between("share of time in a shock, efficient world", shocked, "0.10", (0.07, 0.13)),
        Figure("sd of what 60 s do to the price, cents", f"{moved.std():.1f}", "5.3"),
        Figure("its kurtosis", f"{kurtosis:.0f}", "14"),
        Figure(
            "cents back 120 s after a shock, efficient world",
            _shown(calm),
        ),
        Figure(
            "... of the fair price behind the quotes",
            _shown(fair),
            "0",
            "holds 0",
            fair.low <= 0 <= fair.high,
        ),
        Figure(
            "cents back 120 s after a shock, over-reacting world",
            _shown(wild),
            "",
            "above the other",
            wild.low > calm.high,
        ),
    ]


def signal_figures(efficient: Sequence[Judged], overreacting: Sequence[Judged]) -> list[Figure]:
    """PANIC_SELL and FOMO_BUY of 3.3: how often, how often half comes back, what is left."""
    figures = []
    specified = {
        "efficient": ("2.2 (panic)", "0.70", "+0.22 [-0.65, 1.11]"),
        "over-reacting": ("", "0.73", "+2.01 [0.99, 3.11]"),
    }
    for (name, spec), worlds in zip(specified.items(), (efficient, overreacting), strict=True):
        told = [(each, one.slug) for one in worlds for each in one.came_back]
        touched = [each.touched for each, _ in told if each.touched is not None]
        strict = [
            (each.fade_120, slug)
            for each, slug in told
            if each.strict and each.fade_120 is not None
        ]
        faded = clustered_mean([fade for fade, _ in strict], [slug for _, slug in strict])
        shown = "too few" if faded is None else _shown(faded)
        figures += [
            Figure(
                f"panic and fomo signals a game, {name} world",
                f"{len(told) / len(worlds):.2f}",
                spec[0],
            ),
            Figure(
                "... half of the move came back within 120 s",
                f"{np.mean(touched):.2f}" if touched else "none",
                spec[1],
            ),
            _strict(
                name,
                faded,
                Figure(f"... cents back after 120 s, {len(strict)} strict ones", shown, spec[2]),
            ),
        ]
    return figures


def _strict(name: str, faded: Interval | None, figure: Figure) -> Figure:
    """The one honest figure of signals, with the gate that tells the worlds apart."""
    if faded is None:
        return figure
    if name == "efficient":
        return figure._replace(gate="holds 0", met=faded.low <= 0 <= faded.high)
    return figure._replace(gate="above 0", met=faded.low > 0)


def trap_figures(
    efficient: Sequence[Judged], overreacting: Sequence[Judged], rng: np.random.Generator
) -> list[Figure]:
    """Skipping trades after shocks, and waiting half a minute (4.3, 1 and 3)."""
    entries = [entry for one in efficient for entry in one.entries]
    gains = [-entry.net for entry in entries]
    left_out = [entry.in_shock for entry in entries]
    compared = placebo(gains, left_out, rng, _DRAWS)
    skipped = sum(left_out)
    figures = [
        Figure(
            "skipping entries in shocks: dollars a session",
            f"{compared.total / len(efficient):+.2f}",
            "+13.43",
        ),
        Figure("... a skipped trade", f"{compared.total / skipped:.2f}", "2.84"),
        Figure("... skipped at random", f"{compared.chance / skipped:.2f}", "2.92"),
        Figure(
            "... p of what is beyond chance",
            f"{compared.p_value:.3f}",
            "",
            ">= 0.05",
            compared.p_value >= 0.05,
        ),
    ]
    for name, worlds in (("efficient", efficient), ("over-reacting", overreacting)):
        figures.append(_waiting(name, worlds))
    return figures


def _waiting(name: str, worlds: Sequence[Judged]) -> Figure:
    pairs = [
        (entry.waited - entry.waited_by_chance, one.slug)
        for one in worlds
        for entry in one.entries
        if entry.in_shock
    ]
    found = clustered_mean([each for each, _ in pairs], [slug for _, slug in pairs])
    assert found is not None
    right = found.low <= 0 <= found.high if name == "efficient" else True
    return Figure(
        f"waiting 30 s in a shock, cents beyond chance, {name} world",
        _shown(found),
        "0" if name == "efficient" else "",
        "holds 0" if name == "efficient" else "",
        right if name == "efficient" else None,
    )


def _faded(worlds: Sequence[Judged], of: int) -> Interval:
    values = [(pair[of], one.slug) for one in worlds for pair in one.faded]
    found = clustered_mean([each for each, _ in values], [slug for _, slug in values])
    assert found is not None
    return found


def _shown(found: Interval) -> str:
    return f"{found.estimate:+.2f} [{found.low:.2f}, {found.high:.2f}]"
