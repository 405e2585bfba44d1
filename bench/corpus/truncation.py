"""The truncation test over the corpus: no label changes when the recording is cut after it."""

from __future__ import annotations

from typing import NamedTuple

from gametape.analyze.detectors.registry import detectors
from gametape.analyze.evening.evening import Evening
from gametape.analyze.labels.scoring import views_of
from gametape.simulate.corpus.faults import plant_faulty
from gametape.simulate.corpus.planted import plant
from gametape.simulate.corpus.scoring import Sport
from gametape.simulate.corpus.trips import SEVERAL
from gametape.simulate.corpus.world import MILD, chance

SPORTS: tuple[Sport, ...] = ("basketball", "tennis", "soccer")
CUTS = 8


class Cut(NamedTuple):
    """An evening to be cut: whole or faulty."""

    seed: int
    sport: Sport
    faulty: bool


class Same(NamedTuple):
    """How many answers were compared, and those that differed: detector, order, evening."""

    compared: int
    differed: list[tuple[str, str, str]]


def compare(cut: Cut) -> Same:
    """Cut an evening at some times, and ask every detector of everything decided by then."""
    if cut.faulty:
        one, _ = plant_faulty(cut.seed, SEVERAL, kappa=MILD, sport=cut.sport, name="truncation")
    else:
        one = plant(cut.seed, SEVERAL, kappa=MILD, sport=cut.sport, name="truncation")
    evening = Evening(one.material)
    whole = _answers(evening)
    rng = chance(cut.seed, "truncation", "cuts")
    times = rng.integers(one.material.from_us, one.material.to_us, CUTS).tolist()
    # Right after a decision is the hardest moment: nothing of what follows is there yet.
    decided = [each.decided_us for each in evening.decisions]
    times += [int(rng.choice(decided)) for _ in range(CUTS)] if decided else []
    compared, differed = 0, []
    for at_us in times:
        for key, answer in _answers(evening.until(at_us), at_us).items():
            compared += 1
            if answer != whole[key]:
                differed.append((*key, one.material.slug))
    return Same(compared, differed)


def _answers(evening: Evening, until_us: int | None = None) -> dict[tuple[str, str], str]:
    """Every detector's answer, to the last bit, to every decision made, and heard of, by a time."""
    asked, _ = evening.asked
    known = [
        one
        for one in asked
        if until_us is None or (one.decided_us <= until_us and one.told_us <= until_us)
    ]
    views = views_of(evening, known)
    return {
        (detector.name, one.order_id): repr(detector.score(view, one))
        for detector in detectors()
        for one, view in zip(known, views, strict=True)
    }
