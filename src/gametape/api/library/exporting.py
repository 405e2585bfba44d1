"""Exports with the library and the analysis beside the tape: tables, archives, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
from sqlalchemy import Engine

from gametape.errors import GametapeError, TapeError, UsageError
from gametape.export.archive import ENDING, Index, write_archive
from gametape.export.restoring import restored
from gametape.export.rows import Subject, Written, rows_of
from gametape.export.schema import BY_NAME, TABLES, Table, Values
from gametape.export.writing import Format, write_table
from gametape.library.judged.analyses import current_analysis
from gametape.library.keeping.moving import Kept, kept_of, put_back, read_kept
from gametape.library.written.notes import Notebook
from gametape.record.foreign.importing import ImportReport
from gametape.replay.certificate.verifying import verify_session
from gametape.replay.film.building import film_of
from gametape.tape.session import SessionFolder

Tell = Callable[[str], None]
"""Hears what was written."""


class TableWritten(msgspec.Struct, frozen=True):
    """A table that was exported: its file, and how many rows."""

    table: str
    file: str
    rows: int


def tables_named(names: Sequence[str], *, own: bool) -> list[Table]:
    """Tables by name, all if none is named; raises UsageError for one that there is not."""
    unknown = next((name for name in names if name not in BY_NAME), None)
    if unknown is not None:
        raise UsageError(f"There is no table {unknown[:60]!r}.", f"There are {', '.join(BY_NAME)}.")
    wanted = [table for table in TABLES if not names or table.name in names]
    return [table for table in wanted if own or not table.own]


def subject_of(folder: SessionFolder, engine: Engine, *, own: bool = True) -> Subject:
    """A session with all that its tables need; makes its film if there is none.

    Judged tables are empty where there is no current analysis.
    """
    film = film_of(folder)
    notes = [
        Written(
            one.kind, one.at_us, one.to_us, one.title, one.text, one.tags, one.voice, one.voice_us
        )
        for one in Notebook(engine).of_session(folder.slug)
    ]
    try:
        ledger = current_analysis(folder)
    except ImportError:
        ledger = None  # without the extra there is none
    return Subject(folder, film, film.timeline(), notes, ledger, own)


def export_tables(
    folders: Sequence[SessionFolder],
    engine: Engine,
    out: Path,
    form: Format,
    tables: Sequence[Table],
    *,
    own: bool = True,
    tell: Tell = lambda _: None,
) -> list[TableWritten]:
    """One file a table in the folder `out`, with the rows of all sessions one after the other.

    Raises TapeError if a tape or the disk fails, UsageError for Parquet without pyarrow.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TapeError(f"{out} cannot be made: {error.strerror}.") from error
    written = []
    for table in tables:

        def rows(table: Table = table) -> Iterator[Values]:
            for folder in folders:
                yield from rows_of(table.name, subject_of(folder, engine, own=own))

        path = out / f"{table.name}.{form}"
        written.append(TableWritten(table.name, str(path), write_table(path, table, rows(), form)))
        tell(f"{path}: {written[-1].rows:,} rows")
    return written


def export_archive(folder: SessionFolder, engine: Engine, path: Path) -> Index:
    """The whole session as one file; see `gametape.export.archive.write_archive`."""
    kept = kept_of(engine, folder.slug)
    voices = {note.voice for note in kept.notes if note.voice}
    return write_archive(folder, msgspec.json.encode(kept), path, voices)


def import_archive(home: Path, engine: Engine, path: Path, name: str = "") -> ImportReport:
    """Restore a session and what was written about it, all or nothing, and read its tape through.

    See `gametape.export.restoring.restored` for what is raised.
    """
    with restored(home, path, name) as back:
        kept = read_kept(back.library)
        certificate = verify_session(back.folder)
        there = msgspec.structs.replace(kept_of(engine, back.folder.slug), merged=[])
        if there != Kept():
            raise GametapeError(
                f"The library knows notes of a session {back.folder.slug} that is gone.",
                "Give the restored one another --name.",
            )
        put_back(engine, back.folder.slug, kept)
    return ImportReport(
        back.folder.slug,
        certificate.frames,
        sum(certificate.events.values()),
        list(certificate.warnings),
    )


def archive_name(folder: SessionFolder) -> str:
    """What a session's archive is called."""
    return f"{folder.slug}{ENDING}"
