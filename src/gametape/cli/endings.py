"""How a command that cannot go on ends: one line on stderr and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
from asyncio import CancelledError
from typing import Any

import typer
from typer.core import TyperGroup

from gametape.cli.output import harmless
from gametape.errors import GametapeError

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


class Commands(TyperGroup):
    """The commands; Ctrl-C ends each with a line and 130.

    A reader that has seen enough (`gametape events last | head`) is no failure.
    """

    def invoke(self, ctx: Any) -> Any:
        """Run the command that the context names."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, CancelledError):
            # Nothing else cancels what a command waits for; where Ctrl-C falls together with a
            # time limit, the event loop tells of the cancelling and not of the key.
            raise typer.Exit(_said("stopped by Ctrl-C.", INTERRUPTED)) from None
        except BrokenPipeError:
            # What is still buffered for the reader that left must not fail again at the exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit from None


def stopped(error: GametapeError | OSError | typer.TyperException) -> int:
    """Say in one line why a command could not do it; gives the exit code."""
    if isinstance(error, typer.TyperException):
        return _misused(error)
    if isinstance(error, GametapeError):
        return _said(str(error), error.exit_code)
    where = "" if error.filename is None else f"{os.fsdecode(error.filename)}: "
    return _said(f"{where}{error.strerror or error}.", 1)


def _misused(error: typer.TyperException) -> int:
    # Checks of an option's value speak as the library that made them.
    words = error.format_message().replace(": Value error, ", ": ")
    if words.startswith("Usage:"):  # no command was named: the help is the answer
        typer.echo(words, err=True)
        return error.exit_code
    context = getattr(error, "ctx", None)
    command = "gametape" if context is None else context.command_path
    ended = words if words.endswith(("?", ".")) else f"{words}."
    return _said(f"{ended} Try: {command} --help", error.exit_code)


def _said(words: str, code: int) -> int:
    typer.echo(f"gametape: {harmless(words)}", err=True)
    return code
