"""What the whole product claims of traders whose truth is known: playbook and progress together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bench.corpus.figures import Figure, at_least, at_most
from gametape.analyze.patterns.playbook import playbook_of
from gametape.analyze.patterns.shipping import shipped_patterns
from gametape.analyze.population.goal import Goal
from gametape.analyze.population.progress import Asked, progress_of
from gametape.analyze.population.summary import SessionSummary
from gametape.library.judged.playbooks import night_of
from gametape.simulate.corpus.season import Trader, at_time, evening_of_season

SESSIONS = 40

STORY = ("panic_sell", "fomo_buy", "revenge", "hazard_adverse")
"""Rows of progress that tell what the planted trader was told to do."""


class Claims(NamedTuple):
    """What was claimed of one trader without any reservation, by code, and of how many tests."""

    progress: tuple[str, ...]
    playbook: tuple[str, ...]
    tests: int

    @property
    def any(self) -> bool:
        """Whether anything was."""
        return bool(self.progress or self.playbook)


def claims_of(sessions: Sequence[SessionSummary]) -> Claims:
    """Both screens over a trader's sessions, with a date in their middle and a goal set on it."""
    middle = sessions[len(sessions) // 2].started_us
    asked = Asked(middle, (Goal("after_score", 30.0, middle),))
    ledger = progress_of(sessions, asked).ledger
    book = playbook_of(shipped_patterns(), [night_of(one) for one in sessions])
    return Claims(
        tuple(item.code for item in ledger.items if "claim" in item.detail),
        tuple(
            f"{row.pattern}: {claim.code}"
            for row in book.rows
            for claim in row.claims
            if claim.survives
        ),
        ledger.n_tests + book.n_tests,
    )


def seasons(
    trader: Trader, count: int, everywhere: Callable[..., list[SessionSummary]]
) -> list[tuple[SessionSummary, ...]]:
    """Traders of one kind, forty evenings each; the work is shared by `everywhere`."""
    wanted = [(seed * 1_000 + at, trader) for seed in range(count) for at in range(SESSIONS)]
    made = everywhere(evening_of_season, wanted)
    return [
        tuple(at_time(one, at) for at, one in enumerate(made[first : first + SESSIONS]))
        for first in range(0, len(made), SESSIONS)
    ]


def product_figures(
    planted: Sequence[Claims], innocent: Sequence[Claims], enough: int
) -> list[Figure]:
    """How often anything is claimed of innocents, and how much of the story of planted ones."""
    told = [name for one in innocent for name in (*one.progress, *one.playbook)]
    false = sum(one.any for one in innocent) / len(innocent)
    what = f"innocent: any claim in playbook and progress, {len(innocent)} traders"
    # One in ten, with the room that so few traders' noise asks for (one side, 95 percent).
    limit = round(0.10 + 1.65 * (0.09 / len(innocent)) ** 0.5, 2)
    gate = at_most(what, false, "at most 0.10", limit)
    if len(innocent) < enough:
        gate = gate._replace(met=None, gate=f"({gate.gate} with all seeds)")
    figures = [gate]
    figures += [
        Figure(f"... claimed of them: {name}", str(often))
        for name, often in sorted(Counter(told).items())
    ]
    tests = sum(one.tests for one in innocent) / len(innocent)
    figures.append(Figure("... tests behind both screens", f"{tests:.0f}"))
    for code in STORY:
        share = sum(code in one.progress for one in planted) / len(planted)
        what = f"planted: {code} told over forty sessions"
        row = at_least(what, share, "the planted story", 0.75, 2)
        figures.append(row if len(planted) >= 4 else row._replace(met=None))
    return figures
