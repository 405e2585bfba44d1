"""How commands print: JSON with stable keys, or words that fit 80 columns."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
import typer

from gametape.errors import TapeError, UsageError
from gametape.settings import load_settings
from gametape.settings.model import Settings
from gametape.tape.durable import replace_file
from gametape.tape.session import SessionFolder, list_sessions

_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """Text without what a terminal obeys or turns round: titles and notes may be strangers'."""
    return _OBEYED.sub("?", text)


class Printed(io.TextIOWrapper):
    """Standard output of a command: whatever is printed, the terminal obeys none of it."""

    def write(self, text: str, /) -> int:
        """Write text as it may be shown."""
        return super().write(harmless(text))


@contextmanager
def printed() -> Iterator[None]:
    """Print so as `Printed` does."""
    told = sys.stdout
    if not isinstance(told, io.TextIOWrapper):
        yield
        return
    sys.stdout = ours = Printed(told.buffer, told.encoding, "replace", None, told.line_buffering)
    try:
        yield
    finally:
        sys.stdout = told
        with suppress(BrokenPipeError):  # the reader has left, and nothing more is to be said
            ours.detach()


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
    typer.echo(f"note: {harmless(words)}", err=True)


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
