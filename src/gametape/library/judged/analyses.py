"""Analyses of sessions: made once of a tape, by a program, with parameters, and kept beside it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import EvidenceLedger
from gametape.analyze.material.filmed import material_of
from gametape.analyze.parameters import DEFAULTS, Parameters
from gametape.errors import TapeError
from gametape.games.tags import sport_of
from gametape.library.judged.summaries import has_summary, keep_summary
from gametape.replay.film.building import film_of
from gametape.replay.film.stored import Film, current_film
from gametape.tape.durable import replace_file
from gametape.tape.session import SessionFolder

FILE = "analysis.json"

Progress = Callable[[str, float], None]
"""Hears what is being done and how much of it, 0 to 1; may raise to give up."""


def current_analysis(
    folder: SessionFolder, parameters: Parameters = DEFAULTS
) -> EvidenceLedger | None:
    """The kept analysis, if it is of the tape as it is, by this program, with these parameters."""
    film = current_film(folder)
    if film is None:
        return None
    from gametape.analyze.judging.session import CODE

    try:
        kept = msgspec.json.decode((folder.columns / FILE).read_bytes(), type=EvidenceLedger)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    made = kept.made_from
    same = (made.tape, made.code, made.parameters) == (film.version, CODE, parameters.version)
    return kept if same else None


def analyze_session(
    folder: SessionFolder,
    verdict: str,
    progress: Progress | None = None,
    *,
    again: bool = False,
    parameters: Parameters = DEFAULTS,
) -> EvidenceLedger:
    """The analysis of a session, made now if there is none that is current (or `again`).

    `verdict` is what its certificate says. Raises TapeError if tape or disk fails.
    """
    kept = None if again else current_analysis(folder, parameters)
    if kept is not None and kept.quality.verdict == verdict and has_summary(folder, kept):
        return kept
    tell = progress or _nobody
    film = film_of(folder, lambda done: tell("film", done))
    tell("analysis", 0.0)
    from gametape.analyze.population.summarizing import judge_and_summarize

    ledger, summary = judge_and_summarize(evening_of(film, parameters), verdict)
    keep_summary(folder, summary)
    keep_analysis(folder, ledger)
    tell("analysis", 1.0)
    return ledger


def evening_of(film: Film, parameters: Parameters = DEFAULTS) -> Evening:
    """The evening of a film; raises TapeError if the film is damaged."""
    timeline = film.timeline()
    leagues = [facts.event_slug.partition("-")[0] for facts in timeline.markets]
    return Evening(material_of(timeline, film.track, sport=sport_of(*leagues)), parameters)


def keep_analysis(folder: SessionFolder, ledger: EvidenceLedger) -> None:
    """Put an analysis beside its session; raises TapeError if the disk refuses."""
    try:
        replace_file(folder.columns / FILE, msgspec.json.encode(ledger))
    except OSError as error:
        raise TapeError(f"{folder.columns / FILE} cannot be written: {error.strerror}.") from error


def _nobody(_: str, __: float) -> None:
    """Hear nothing."""
