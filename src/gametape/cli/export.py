"""`gametape export`: sessions as tables for other programs, or whole as one file each."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gametape.cli.library import open_library
from gametape.cli.output import as_json, row, session_folder, settings, warn
from gametape.errors import GametapeError, TapeError, UsageError
from gametape.tape.session import SessionFolder, list_sessions

if TYPE_CHECKING:
    from gametape.settings.model import Settings


class Form(StrEnum):
    """What is written."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    ARCHIVE = "archive"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(export)


def export(
    sessions: Annotated[
        list[str] | None, typer.Argument(help="Session names, beginnings, paths, or last.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every session.")] = False,
    form: Annotated[Form, typer.Option("--format", help="What to write.")] = Form.CSV,
    table: Annotated[
        list[str] | None, typer.Option(help="Only this table (may be repeated).")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder; of one archive the file.")
    ] = None,
    without_own: Annotated[
        bool, typer.Option("--without-own", help="Leave own orders, fills and money out.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write sessions as tables, or whole as archives.

    One file a table with the rows of all sessions, documented in docs/export.md; or one
    .gametape file a session, which `gametape import` restores exactly.
    """
    config = settings()
    folders = _folders(config, sessions or [], every)
    if form is Form.ARCHIVE:
        if without_own or table:
            raise UsageError(
                "An archive is the whole session.", "Tables can be chosen; so can gametape share."
            )
        _archives(config, folders, out, json)
        return
    from gametape.api.library.exporting import export_tables, tables_named
    from gametape.export.writing import FORMATS

    tables = tables_named(table or [], own=not without_own)
    target = out or Path(f"{folders[0].slug}-tables" if len(folders) == 1 else "gametape-tables")
    written = export_tables(
        folders,
        open_library(config),
        target,
        next(one for one in FORMATS if one == form.value),
        tables,
        own=not without_own,
        tell=lambda words: None if json else typer.echo(words),
    )
    if json:
        as_json({"sessions": [folder.slug for folder in folders], "tables": written})


def _folders(config: Settings, names: list[str], every: bool) -> list[SessionFolder]:
    if every:
        if names:
            raise UsageError("Either sessions or --all.")
        found = list_sessions(config.home)
        if not found:
            raise UsageError(f"There is no session in {config.home}.", "Record or import one.")
        return found
    folders = [session_folder(name, config) for name in names or ["last"]]
    return list({folder.slug: folder for folder in folders}.values())


def _archives(config: Settings, folders: list[SessionFolder], out: Path | None, json: bool) -> None:
    """One file each; of several one that cannot be (it is being recorded) keeps no other back."""
    from gametape.api.library.exporting import archive_name, export_archive

    one_file = out is not None and len(folders) == 1 and not out.is_dir()
    target = out or Path()
    if not one_file:
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TapeError(f"{target} cannot be made: {error.strerror}.") from error
    engine = open_library(config)
    done: dict[str, Path] = {}
    for folder in folders:
        path = target if one_file else target / archive_name(folder)
        try:
            index = export_archive(folder, engine, path)
        except GametapeError as error:
            if len(folders) == 1:
                raise
            warn(str(error))
            continue
        done[folder.slug] = path
        if not json:
            row(folder.slug, f"{path} ({len(index.files)} files)")
    if json:
        as_json({"sessions": list(done), "archives": list(map(str, done.values()))})
    if len(done) < len(folders):
        raise typer.Exit(1)
