"""Summaries of sessions: kept beside their analyses, and loaded by the thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from gametape.analyze.evidence import EvidenceLedger
from gametape.analyze.parameters import DEFAULTS, Parameters
from gametape.analyze.population.summary import VERSION, SessionSummary
from gametape.errors import TapeError
from gametape.tape.durable import replace_file
from gametape.tape.session import SessionFolder, list_sessions

FILE = "summary.msgpack"

_decoder = msgspec.msgpack.Decoder(SessionSummary)


class Loaded(NamedTuple):
    """Summaries in order of time, and names of sessions that have to be analysed (again) first."""

    summaries: tuple[SessionSummary, ...]
    missing: tuple[str, ...]


def keep_summary(folder: SessionFolder, summary: SessionSummary) -> None:
    """Put a summary beside its session; raises TapeError if the disk refuses."""
    path = folder.columns / FILE
    try:
        replace_file(path, msgspec.msgpack.encode(summary))
    except OSError as error:
        raise TapeError(f"{path} cannot be written: {error.strerror}.") from error


def kept_summary(folder: SessionFolder) -> SessionSummary | None:
    """The summary beside a session, of whatever tape and program; None if it cannot be read.

    It has the name that the folder has now: folders are renamed and copied by hand.
    """
    try:
        kept = _decoder.decode((folder.columns / FILE).read_bytes())
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return kept if kept.slug == folder.slug else msgspec.structs.replace(kept, slug=folder.slug)


def has_summary(folder: SessionFolder, ledger: EvidenceLedger) -> bool:
    """Whether the kept summary is of the same making as an analysis."""
    kept = kept_summary(folder)
    return kept is not None and kept.v == VERSION and kept.made_from == ledger.made_from


def load_summaries(home: Path, parameters: Parameters = DEFAULTS) -> Loaded:
    """The summaries of all sessions of a data folder that have own trades or none.

    Those of another program or other parameters are `missing`. Whether a tape has grown since is
    not asked: that takes reading its folder, and `gametape analyze --all` does.
    """
    folders = [one for one in list_sessions(home) if not one.is_recording()]
    return load_of(folders, parameters)


def load_of(folders: Iterable[SessionFolder], parameters: Parameters = DEFAULTS) -> Loaded:
    """The summaries of some sessions."""
    from gametape.analyze.judging.session import CODE

    found: list[SessionSummary] = []
    missing: list[str] = []
    for folder in folders:
        kept = kept_summary(folder)
        if (
            kept is None
            or kept.v != VERSION
            or (kept.made_from.code, kept.made_from.parameters) != (CODE, parameters.version)
        ):
            missing.append(folder.slug)
        else:
            found.append(kept)
    return Loaded(in_order(found), tuple(missing))


def in_order(summaries: Sequence[SessionSummary]) -> tuple[SessionSummary, ...]:
    """By when each began."""
    return tuple(sorted(summaries, key=lambda one: (one.started_us, one.slug)))
