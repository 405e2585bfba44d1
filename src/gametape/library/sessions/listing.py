"""The sessions of a data folder, with what the catalogue knows of each."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from gametape.errors import TapeError
from gametape.library.sessions.catalogue import Catalogue
from gametape.library.sessions.entry import Entry, described, fingerprint, glance, name_of
from gametape.library.sessions.results import with_results
from gametape.model.times import MINUTE, iso_text
from gametape.tape.session import SessionFolder, list_sessions


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One session as `gametape sessions --json` prints it; `bytes` is the size of its tape.

    What only a reading of the whole tape tells (from `minutes` on) is null until it is indexed.
    `own_trades`, money in micro-dollars and `labels` are what `gametape analyze` found.
    """

    session: str
    title: str
    venue: str
    league: str
    event_slug: str
    created: str
    created_us: int | None
    markets: int
    bytes: int
    recording: bool
    problem: str
    minutes: float | None
    from_us: int | None
    to_us: int | None
    ended: str | None
    frames: int | None
    trades: int | None
    own_fills: int | None
    coverage: float | None
    verdict: str | None
    indexed_us: int | None
    pnl: int | None
    sport: str
    teams: list[str]
    market_types: list[str]
    own_trades: int | None
    gross: int | None
    fees: int | None
    net: int | None
    labels: list[str]
    analysed: bool


def refreshed(catalogue: Catalogue, home: Path) -> list[Listed]:
    """All sessions, newest first, the catalogue brought up to date at the price of a glance.

    A session whose tape or manifest has changed loses its verdict until it is indexed again;
    one whose folder is gone loses its row.
    """
    known = catalogue.entries()
    folders = list_sessions(home)
    entries = {name_of(folder): _current(folder, known.get(name_of(folder))) for folder in folders}
    other = [(entry, known.get(name)) for name, entry in entries.items()]
    changed = [entry for entry, was in other if was is None or not _of_one_tape(entry, was)]
    catalogue.update(changed, known.keys() - entries.keys())
    same = [(entry, was) for entry, was in other if was is not None and _of_one_tape(entry, was)]
    catalogue.retell(entry for entry, was in same if entry is not was)
    return _listed((folder, entries[name_of(folder)]) for folder in folders)


def glanced(home: Path) -> list[Listed]:
    """The same from the folders alone, without verdicts: for when there is no catalogue."""
    return _listed((one, with_results(glance(one), one)) for one in list_sessions(home))


def _of_one_tape(entry: Entry, was: Entry) -> bool:
    return (entry.tape_fingerprint, entry.indexed_us) == (was.tape_fingerprint, was.indexed_us)


def _current(folder: SessionFolder, known: Entry | None) -> Entry:
    try:
        same = known is not None and known.tape_fingerprint == fingerprint(folder)[0]
    except TapeError:
        same = False
    entry = known if known is not None and same else glance(folder)
    if entry.sport is None:
        entry = described(entry, folder)
    return with_results(entry, folder)


def _listed(found: Iterable[tuple[SessionFolder, Entry]]) -> list[Listed]:
    rows = [_row(entry, folder.is_recording()) for folder, entry in found]
    return sorted(rows, key=lambda row: (row.created_us or 0, row.session), reverse=True)


def _row(entry: Entry, recording: bool) -> Listed:
    whole = entry.from_us is not None and entry.to_us is not None
    length_us = (entry.to_us or 0) - (entry.from_us or 0)
    return Listed(
        session=entry.session,
        title=entry.title,
        venue=entry.venue,
        league=entry.league,
        event_slug=entry.event_slug,
        created="" if entry.created_us is None else _minute(entry.created_us),
        created_us=entry.created_us,
        markets=entry.markets,
        bytes=entry.tape_bytes,
        recording=recording,
        problem=entry.problem,
        minutes=round(length_us / MINUTE, 1) if whole else None,
        from_us=entry.from_us,
        to_us=entry.to_us,
        ended=entry.ended,
        frames=entry.frames,
        trades=entry.trades,
        own_fills=entry.own_fills,
        coverage=entry.coverage,
        verdict=entry.verdict,
        indexed_us=entry.indexed_us,
        pnl=entry.pnl,
        sport=entry.sport or "",
        teams=entry.teams or [],
        market_types=entry.market_types or [],
        own_trades=entry.own_trades,
        gross=entry.gross,
        fees=entry.fees,
        net=entry.net,
        labels=entry.labels or [],
        analysed=entry.own_trades is not None,
    )


def _minute(us: int) -> str:
    return iso_text(us)[:16].replace("T", " ")
