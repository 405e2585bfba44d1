"""What the tools answer: sessions, evidence, books and events at a moment, notes. Read-only."""

from __future__ import annotations

from typing import Any

import msgspec

from gametape.assistant.bounded import (
    certificate_row,
    item_row,
    page,
    quality,
    said,
    trade_row,
)
from gametape.errors import CatalogueError, UsageError
from gametape.library.database import address, open_engine, upgrade
from gametape.library.sessions.catalogue import open_catalogue
from gametape.library.sessions.choosing import chosen, read_filter, result_of
from gametape.library.sessions.listing import Listed, glanced, refreshed
from gametape.library.written.note import Note
from gametape.library.written.notes import Notebook
from gametape.model.times import SECOND
from gametape.replay.bookat import book_at
from gametape.replay.moments import moment_us
from gametape.replay.table import session_rows
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder

WINDOW_MAX_S = 600
ROWS_MAX = 500
"""Events that are looked at for one answer: none has so many, as each takes a hundred bytes."""

DEPTH_MAX = 50


class Answers:
    """The answers over one data folder; every method gives JSON, and raises GametapeError."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def sessions(self, given: dict[str, str], offset: int) -> str:
        """The sessions that a filter means; see `library.choosing.Filter`."""
        wanted = read_filter(given)
        found = chosen([(one.session, one) for one in self._listed()], wanted)
        return page("sessions", [_session(one) for _, one in found], offset)

    def session(self, slug: str) -> str:
        """One session with the certificate of its recording."""
        folder = self._folder(slug)
        row = next((one for one in self._listed() if one.session == folder.slug), None)
        try:
            catalogue = open_catalogue(self._settings.home, self._settings.database_url)
            certificate = catalogue.certificate(folder.slug)
        except CatalogueError:
            certificate = None
        told = {} if certificate is None else certificate_row(certificate)
        found = [] if row is None else [_session(row)]
        return page("sessions", found, certificate=told)

    def evidence(self, slug: str, kind: str, offset: int) -> str:
        """Pieces of evidence of a session's analysis, the most important first."""
        from gametape.library.judged.analyses import current_analysis

        folder = self._folder(slug)
        ledger = current_analysis(folder)
        if ledger is None:
            raise UsageError(
                f"{folder.slug} has no current analysis.", f"Run: gametape analyze {folder.slug}"
            )
        about: dict[str, Any] = {"session": folder.slug, "quality": quality(ledger)}
        about["made_from"] = msgspec.to_builtins(ledger.made_from)
        if kind == "trades":
            return page("trades", [trade_row(one) for one in ledger.trades], offset, **about)
        items = [item_row(one) for one in ledger.items if not kind or one.kind == kind]
        return page("evidence", items, offset, **about)

    def book(self, slug: str, at: str, market: str, depth: int) -> str:
        """The exact order book at a moment."""
        view = book_at(self._folder(slug), at, market or None, max(1, min(depth, DEPTH_MAX)))
        words = {"question": said(view.question), "outcome": said(view.outcome)}
        return page("books", [msgspec.to_builtins(view) | words])

    def events(
        self, slug: str, at: str, before_s: int, after_s: int, types: str, offset: int = 0
    ) -> str:
        """Events on the tape near a moment; of levels of the book only if `types` names them."""
        folder = self._folder(slug)
        if not (0 <= before_s <= WINDOW_MAX_S and 0 <= after_s <= WINDOW_MAX_S):
            raise UsageError(f"A window has at most {WINDOW_MAX_S} s on each side.")
        wanted = {one.strip() for one in types.split(",") if one.strip()}
        begun: int | None = None
        found: list[dict[str, Any]] = []
        for row in session_rows(folder):
            us = row.timestamp * 1000
            begun = us if begun is None else begun
            at_us = moment_us(at, begun)
            if us > at_us + after_s * SECOND:
                break
            ours = row.event_type in wanted if wanted else row.event_type not in _LEVELS
            if not ours or us < at_us - before_s * SECOND:
                continue
            if not offset <= len(found) < offset + ROWS_MAX:
                found.append({})  # counted, and in no case on this page
            else:
                payload = said(msgspec.json.encode(row.payload).decode())
                found.append(
                    {
                        "time_ms": row.timestamp,
                        "sequence": row.sequence,
                        "type": row.event_type,
                        "payload": payload,
                    }
                )
        return page("events", found, offset, session=folder.slug)

    def notes(self, words: str, offset: int) -> str:
        """Notes of all sessions that hold every one of the words, the newest first."""
        engine = open_engine(address(self._settings.home, self._settings.database_url))
        upgrade(engine)
        return page("notes", [_note(one) for one in Notebook(engine).search(words)], offset)

    def _folder(self, slug: str) -> SessionFolder:
        return SessionFolder.named(self._settings.home, slug)

    def _listed(self) -> list[Listed]:
        home = self._settings.home
        try:
            return refreshed(open_catalogue(home, self._settings.database_url), home)
        except CatalogueError:
            return glanced(home)


_LEVELS = frozenset({"book", "price_change"})


def _session(one: Listed) -> dict[str, Any]:
    return {
        "session": one.session,
        "title": said(one.title),
        "sport": one.sport,
        "league": said(one.league),
        "teams": [said(team) for team in one.teams],
        "created_us": one.created_us,
        "from_us": one.from_us,
        "to_us": one.to_us,
        "recording_verdict": one.verdict,
        "coverage": one.coverage,
        "being_recorded": one.recording,
        "analysed": one.analysed,
        "own_trades": one.own_trades,
        "result": result_of(one),
        "gross_micro_usd": one.gross,
        "fees_micro_usd": one.fees,
        "net_micro_usd": one.net,
        "labels": one.labels,
    }


def _note(one: Note) -> dict[str, Any]:
    return {
        "id": one.id,
        "session": one.session,
        "kind": one.kind,
        "at_us": one.at_us,
        "title": said(one.title),
        "text": said(one.text),
        "tags": [said(tag) for tag in one.tags],
        "spoken": one.voice is not None,
    }
