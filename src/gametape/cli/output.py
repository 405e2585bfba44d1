"""How commands print: JSON with stable keys, or words that fit 80 columns."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import typer

from gametape.errors import TapeError, UsageError
from gametape.settings import load_settings
from gametape.settings.model import Settings
from gametape.tape.durable import replace_file
from gametape.tape.session import SessionFolder, list_sessions


def settings() -> Settings:
    """The settings of this run."""
    return load_settings()


def session_folder(name: str, config: Settings) -> SessionFolder:
    """The session a person means: a slug, the beginning of one, a path, or `last`."""
    if name == "last":
        known = list_sessions(config.home)
        if not known:
            raise UsageError(f"There is no session in {config.home}.", "Record or import one.")
        return max(known, key=lambda folder: folder.root.stat().st_mtime)
    return SessionFolder.open(config.home, name)


def as_json(value: object) -> None:
    """Print one JSON document, in UTF-8 whatever the terminal's encoding is."""
    typer.echo(msgspec.json.encode(value, enc_hook=str))


def json_line(value: object) -> None:
    """Write one JSON document as a line, buffered: for long output."""
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")


def row(label: str, value: object) -> None:
    """One labelled line."""
    typer.echo(f"{label:<16} {value}")


def warn(words: str) -> None:
    """One sentence on stderr."""
    typer.echo(f"note: {words}", err=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; /dev/stdout and the like get the bytes as they are.

    Raises TapeError if the disk refuses; then what was there before still is.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            replace_file(path, data)
    except OSError as error:
        raise TapeError(f"{path} cannot be written: {error.strerror}.") from error
