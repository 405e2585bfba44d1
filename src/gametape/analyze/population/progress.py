"""Progress: everything that many evenings may be said to show, as one ledger and its charts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from typing import Literal

import msgspec
import numpy as np

from gametape.analyze.evidence import EvidenceLedger, MadeFrom, Quality
from gametape.analyze.parameters import DEFAULTS, Parameters
from gametape.analyze.population.drafting import FDR_Q, Draft, decided
from gametape.analyze.population.goal import Goal
from gametape.analyze.population.goals import goal_drafts
from gametape.analyze.population.groups import group_drafts
from gametape.analyze.population.habits import habit_drafts
from gametape.analyze.population.over_time import rate_drafts, series_of
from gametape.analyze.population.results import points_of, result_drafts
from gametape.analyze.population.shown import ProgressPage
from gametape.analyze.population.since import since_drafts
from gametape.analyze.population.summary import SessionSummary
from gametape.analyze.population.whatifs import whatif_drafts

Part = Literal["results", "rates", "habits", "groups", "whatifs", "goals"]

PARTS: tuple[Part, ...] = ("results", "rates", "goals", "habits", "groups", "whatifs")
"""In the order in which they are read; each can be worked out by itself."""


class Asked(msgspec.Struct, frozen=True):
    """What progress is asked for beside the sessions: a date, microseconds, and goals."""

    since_us: int | None = None
    goals: tuple[Goal, ...] = ()


NOTHING = Asked()


def drafts_of(
    part: Part,
    sessions: Sequence[SessionSummary],
    asked: Asked,
    parameters: Parameters = DEFAULTS,
) -> list[Draft]:
    """The drafts of one part; equal sessions give equal ones, whoever works them out."""
    return list(_drafts(part, sessions, asked, parameters))


def _drafts(
    part: Part, sessions: Sequence[SessionSummary], asked: Asked, parameters: Parameters
) -> Iterator[Draft]:
    rng = np.random.default_rng(_seed(part, sessions))
    if part == "results":
        yield from result_drafts(sessions)
        if asked.since_us is not None:
            yield from since_drafts(sessions, asked.since_us)
    elif part == "rates":
        yield from rate_drafts(sessions, asked.since_us)
    elif part == "habits":
        yield from habit_drafts(sessions, rng, parameters)
    elif part == "groups":
        yield from group_drafts(sessions)
    elif part == "whatifs":
        yield from whatif_drafts(sessions, rng, parameters)
    else:
        for goal in asked.goals:
            yield from goal_drafts(goal, sessions)


def progress_of(
    sessions: Sequence[SessionSummary],
    asked: Asked = NOTHING,
    parameters: Parameters = DEFAULTS,
    executor: Executor | None = None,
) -> ProgressPage:
    """Progress over sessions in order of time; an executor shares the parts between processes."""
    if executor is None:
        drafts = [drafts_of(part, sessions, asked, parameters) for part in PARTS]
    else:
        jobs = [executor.submit(drafts_of, part, sessions, asked, parameters) for part in PARTS]
        drafts = [job.result() for job in jobs]
    return assembled(sessions, asked, drafts, parameters)


def assembled(
    sessions: Sequence[SessionSummary],
    asked: Asked,
    drafts: Sequence[Sequence[Draft]],
    parameters: Parameters = DEFAULTS,
) -> ProgressPage:
    """One ledger from the parts: all of their tests are one family."""
    told = decided([draft for part in drafts for draft in part])
    ledger = EvidenceLedger(
        scope="population",
        session="",
        title=f"{len(sessions)} sessions",
        sport="",
        made_from=MadeFrom(_fingerprint(sessions), _code(sessions), parameters.version),
        quality=_quality(sessions),
        trades=(),
        items=told.items,
        sessions=len(sessions),
        n_tests=told.n_tests,
        fdr_q=FDR_Q,
    )
    return ProgressPage(
        ledger=ledger,
        points=points_of(sessions),
        series=series_of(sessions),
        goals=asked.goals,
        since_us=asked.since_us,
    )


def _quality(sessions: Sequence[SessionSummary]) -> Quality:
    worst = [one.slug for one in sessions if one.verdict not in ("whole", "")]
    notes = []
    if worst:
        notes.append(f"{len(worst)} recordings have holes; what they touch is left out.")
    return Quality(
        verdict="holes" if worst else "whole",
        gaps_s=0.0,
        stale_s=0.0,
        unpriced=0,
        fee_assumed=any(one.fee_assumed for one in sessions),
        provisional=any(one.provisional for one in sessions),
        notes=tuple(notes),
    )


def _fingerprint(sessions: Sequence[SessionSummary]) -> str:
    digest = hashlib.sha256()
    for one in sessions:
        digest.update(f"{one.slug} {one.made_from.tape} {one.started_us}\n".encode())
    return digest.hexdigest()[:24]


def _code(sessions: Sequence[SessionSummary]) -> str:
    return ", ".join(sorted({one.made_from.code for one in sessions}))


def _seed(part: str, sessions: Sequence[SessionSummary]) -> int:
    digest = hashlib.sha256(f"{part} {_fingerprint(sessions)}".encode()).digest()
    return int.from_bytes(digest[:8], "little")
