"""`python -m bench.corpus`: the acceptance table of analysis-methods.md 8.2; code 1 for a miss.

python -m bench.corpus           the specification's own sizes, a few minutes
python -m bench.corpus --quick   a sixth of them, under a minute; gates that need all seeds wait
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from typing import NamedTuple, TypeVar

import numpy as np

from bench.cores import machine
from bench.corpus.figures import Figure, at_most, between, table
from bench.corpus.judged import Judged, Wanted, judge
from bench.corpus.product import claims_of, product_figures, seasons
from bench.corpus.studies import innocent_figures, label_figures, planted_figures, trader_of
from bench.corpus.traps import HEAVY_MEAN, SKEWED_MEAN, coverage, fishing, heavy, skewed
from bench.corpus.truncation import SPORTS, Cut, compare
from bench.corpus.worlds import signal_figures, trap_figures, world_figures
from gametape.simulate.corpus.trips import INNOCENT, PLANTED, Habits
from gametape.simulate.corpus.world import EFFICIENT, MILD, OVERREACTING

SESSIONS, FEW = 40, 15
PROCESSES = 2

_In = TypeVar("_In")
_Out = TypeVar("_Out")


class Size(NamedTuple):
    """How many evenings of each world, traders, innocents, cut evenings, and samples of a trap.

    `seasons` are planted and innocent traders that the whole product is asked of.
    """

    evenings: int
    traders: int
    innocents: int
    cuts: int
    samples: int
    seasons: tuple[int, int]


FULL = Size(120, 20, 40, 10, 1_500, (6, 30))
QUICK = Size(40, 3, 6, 2, 400, (1, 2))


def main() -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(
        "python -m bench.corpus", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="a sixth of the evenings")
    size.add_argument("--full", action="store_true", help="the specification's sizes (the default)")
    options = parser.parse_args()
    if hasattr(os, "nice"):
        os.nice(5)  # minutes of both cores: whatever else runs goes first
    began = time.monotonic()
    with ProcessPoolExecutor(PROCESSES) as pool:
        figures = measure(QUICK if options.quick else FULL, pool)
    print(f"{time.strftime('%Y-%m-%d')}, {machine()}\n\n{table(figures)}")
    missed = sum(one.met is False for one in figures)
    asked = sum(one.met is not None for one in figures)
    print(f"\n{asked - missed} of {asked} gates met, {time.monotonic() - began:.0f} s.")
    return 1 if missed else 0


def measure(size: Size, pool: Executor) -> list[Figure]:
    """All figures."""
    calm, wild = (
        _everywhere(
            pool,
            judge,
            [
                Wanted("signals", seed, Habits(), kappa, market=True)
                for seed in range(2 * size.evenings)
            ],
        )
        for kappa in (EFFICIENT, OVERREACTING)
    )
    efficient, overreacting = (
        _everywhere(
            pool,
            judge,
            [Wanted("area", seed, PLANTED, kappa, market=True) for seed in range(size.evenings)],
        )
        for kappa in (EFFICIENT, OVERREACTING)
    )
    planted = _traders(pool, "planted", PLANTED, size.traders)
    innocent = _traders(pool, "innocent", INNOCENT, size.innocents)
    rng = np.random.default_rng(1)
    found = {
        sessions: [trader_of(evenings[:sessions], rng) for evenings in planted]
        for sessions in (SESSIONS, FEW)
    }
    return [
        *world_figures(efficient, overreacting),
        *signal_figures(calm, wild),
        *label_figures({"efficient": efficient, "over-reacting": overreacting}),
        *planted_figures(found),
        *innocent_figures([trader_of(evenings, rng) for evenings in innocent]),
        *trap_figures(efficient, overreacting, rng),
        *_product(size, pool),
        *_statistics(size, rng),
        _truncated(size, pool),
    ]


def _product(size: Size, pool: Executor) -> list[Figure]:
    """What playbook and progress say of whole seasons."""

    def everywhere(work: Callable[[_In], _Out], over: Sequence[_In]) -> list[_Out]:
        return _everywhere(pool, work, over)

    planted, innocent = size.seasons
    return product_figures(
        _everywhere(pool, claims_of, seasons("planted", planted, everywhere), 1),
        _everywhere(pool, claims_of, seasons("innocent", innocent, everywhere), 1),
        FULL.seasons[1],
    )


def _traders(pool: Executor, study: str, habits: Habits, count: int) -> list[list[Judged]]:
    """Evenings of some traders, forty each."""
    wanted = [Wanted(study, seed, habits, MILD) for seed in range(count * SESSIONS)]
    evenings = _everywhere(pool, judge, wanted)
    return [evenings[at : at + SESSIONS] for at in range(0, len(evenings), SESSIONS)]


def _statistics(size: Size, rng: np.random.Generator) -> list[Figure]:
    """The t interval of session totals, and choosing the best of ten."""
    figures = []
    for sessions, spec in ((12, ".91 / .77"), (20, ".89 / .82"), (40, ".90 / .86")):
        symmetric = coverage(heavy, HEAVY_MEAN, sessions, size.samples, rng)
        lopsided = coverage(skewed, SKEWED_MEAN, sessions, size.samples, rng)
        what = f"coverage of 90 % t intervals, {sessions} sessions, symmetric"
        figures.append(between(what, symmetric, spec[:3], (0.86, 0.94)))
        figures.append(Figure("... rare big wins", f"{lopsided:.3f}", spec[-3:]))
    fished = fishing(size.samples, rng)
    figures.append(
        Figure("best of ten horizons without effect: found", f"{fished.best:.3f}", "0.229")
    )
    what = "... chosen on the other half of the sessions"
    figures.append(at_most(what, fished.by_halves, "0.049", 0.09))
    return figures


def _truncated(size: Size, pool: Executor) -> Figure:
    """Every detector on evenings that are cut, whole and faulty ones of every sport."""
    cuts = [
        Cut(seed, sport, faulty)
        for seed in range(size.cuts)
        for sport in SPORTS
        for faulty in (False, True)
    ]
    same = _everywhere(pool, compare, cuts)
    compared = sum(one.compared for one in same)
    differed = [each for one in same for each in one.differed]
    for detector, order, evening in differed[:10]:
        print(f"differs when cut: {detector} of {order} in {evening}", file=sys.stderr)
    what = f"truncation: labels that change when the tape is cut, of {compared:,}"
    return Figure(what, str(len(differed)), "0", "0", not differed and compared > 0)


def _everywhere(
    pool: Executor, work: Callable[[_In], _Out], over: Sequence[_In], chunk: int = 4
) -> list[_Out]:
    return list(pool.map(work, over, chunksize=chunk))


if __name__ == "__main__":
    sys.exit(main())
