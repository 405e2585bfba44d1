"""`gametape backup` and `gametape restore`: the data folder carried to another place and back."""

from __future__ import annotations

import os
import sys
import time
from typing import Annotated

import typer

from gametape.cli.library import open_library
from gametape.cli.output import as_json, row, settings


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    target: Annotated[str, typer.Argument(help="A folder, or s3://bucket/prefix.")],
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Read every file again, here and there.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Copy the whole data folder to another place, a disk or S3.

    Only what has changed is carried.

    It may run during a recording, and goes on after an interruption. See docs/moving.md.
    """
    from gametape.library.keeping.backup import back_up
    from gametape.library.keeping.stores import store_at

    config = settings()
    store = store_at(target, os.environ)
    now_us = time.time_ns() // 1000
    done = back_up(open_library(config), config.home, store, now_us, _tell, thorough=thorough)
    _clear()
    if json:
        as_json(done)
        return
    row("files", done.files)
    row("new", f"{done.new} ({done.new_bytes / 1e6:,.1f} MB)")
    row("read back", f"{done.verified}, all as they should be")


def restore(
    source: Annotated[str, typer.Argument(help="What gametape backup filled.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Fill an empty data folder from a backup; every file is checked."""
    from gametape.library.keeping.backup import restore as fill
    from gametape.library.keeping.stores import store_at

    config = settings()
    store = store_at(source, os.environ)
    files = fill(open_library(config), config.home, store, _tell)
    _clear()
    if json:
        as_json({"files": files, "home": str(config.home)})
        return
    row("files", files)
    row("data folder", config.home)


def _tell(name: str, done: int, of: int) -> None:
    """One line of progress on a terminal's stderr."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done:>6} of {of}  {name[:60]:<60}")
        sys.stderr.flush()


def _clear() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r" + " " * 78 + "\r")
