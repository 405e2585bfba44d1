"""The Typer application: every command by name, each loaded only when it runs."""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from gametape import __version__
from gametape.cli import (
    analyze,
    backup,
    book,
    columns,
    db,
    delete,
    demo,
    doctor,
    drill,
    events,
    export,
    importing,
    inspect,
    journal,
    mcp,
    moments,
    notify,
    patterns,
    playbook,
    probe,
    progress,
    record,
    repair,
    report,
    serve,
    sessions,
    share,
    sql,
    tag,
    verify,
)
from gametape.cli.endings import Commands, stopped
from gametape.cli.output import printed
from gametape.errors import GametapeError

app = typer.Typer(
    name="gametape",
    cls=Commands,
    help="A film room for people who trade sports prediction markets.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

COMMANDS = (
    demo,
    doctor,
    record,
    tag,
    importing,
    journal,
    serve,
    mcp,
    sessions,
    delete,
    inspect,
    verify,
    repair,
    events,
    book,
    analyze,
    report,
    playbook,
    progress,
    patterns,
    moments,
    drill,
    share,
    export,
    notify,
    backup,
    db,
    columns,
    probe,
    sql,
)
"""In the order in which `--help` lists them."""

for module in COMMANDS:
    module.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gametape {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Record, import and check; `gametape COMMAND --help` says more."""


def run() -> None:
    """Run the command in `sys.argv` and exit: 0, 1 if it failed, 2 if it was asked wrongly."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name may have letters that a terminal has not
    try:
        with printed():
            sys.exit(app(prog_name="gametape", standalone_mode=False))
    except (GametapeError, OSError, typer.TyperException) as error:
        sys.exit(stopped(error))
