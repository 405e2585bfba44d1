"""`python -m bench.corpus.shipping`: what chance does on planted evenings, for a first evening.

Writes analyze/labels/early.json. Make it again when the generator or a detector changes.
"""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec
import numpy as np

from gametape.analyze.detectors.detecting import Scored
from gametape.analyze.evening.evening import Evening
from gametape.analyze.labels import scoring
from gametape.analyze.labels.early import WHERE
from gametape.analyze.statistics.chance import Baseline, baseline
from gametape.simulate.corpus.planted import plant
from gametape.simulate.corpus.trips import PLANTED, SEVERAL
from gametape.simulate.corpus.world import MILD

EVENINGS = 120
QUANTILES = 101
_ROOT = Path(__file__).resolve().parents[2]

Scores = dict[str, tuple[list[float], list[float]]]


def main() -> None:
    """Learn and write."""
    own: dict[str, list[float]] = defaultdict(list)
    drawn: dict[str, list[float]] = defaultdict(list)
    with ProcessPoolExecutor(2) as pool:
        for found in pool.map(scores_of, range(EVENINGS), chunksize=4):
            for name, (scores, twins) in found.items():
                own[name] += scores
                drawn[name] += twins
    learned = {
        name: thinned(known)
        for name in sorted(own)
        if (known := baseline(own[name], drawn[name])) is not None
    }
    target = _ROOT / "src" / "gametape" / "analyze" / "labels" / WHERE
    rows = [f'"{name}": {msgspec.json.encode(one).decode()}' for name, one in learned.items()]
    target.write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf-8")
    for name, known in learned.items():
        print(name, len(own[name]), len(drawn[name]), f"{known.pi0:.2f}", target.stat().st_size)


def scores_of(seed: int) -> Scores:
    """Matches of an evening and of its twins, by detector; every other trader does everything."""
    made = plant(seed, SEVERAL if seed % 2 else PLANTED, kappa=MILD, name="shipped")
    found: Scores = defaultdict(lambda: ([], []))
    for one in scoring.judge(Evening(made.material)):
        if one.counts and isinstance(one.answer, Scored):
            own, twins = found[one.detector.name]
            own.append(one.answer.match)
            twins += one.twins
    return dict(found)


def thinned(known: Baseline) -> Baseline:
    """The same in a few hundred numbers: quantiles of the scores, the confidence where it rises."""
    shares = np.linspace(0, 1, QUANTILES)
    rises = np.flatnonzero(np.diff(known.confidences, prepend=-1.0) > 1e-4).tolist()
    return msgspec.structs.replace(
        known,
        scores=_quantiles(known.scores, shares),
        twins=_quantiles(known.twins, shares),
        early=True,
        steps=tuple(round(known.steps[at], 4) for at in rises),
        confidences=tuple(round(known.confidences[at], 4) for at in rises),
    )


def _quantiles(
    values: tuple[float, ...], shares: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> tuple[float, ...]:
    found = np.quantile(values, shares, method="inverted_cdf")
    return tuple(round(float(one), 4) for one in found)


if __name__ == "__main__":
    main()
