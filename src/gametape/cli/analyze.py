"""`gametape analyze`: an evening judged, as figures."""

from __future__ import annotations

import sys
import time
from concurrent.futures import as_completed
from typing import TYPE_CHECKING, Annotated

import typer

from gametape.cli.output import as_json, json_line, session_folder, settings, warn
from gametape.errors import GametapeError, UsageError
from gametape.settings.model import Settings

if TYPE_CHECKING:
    from gametape.analyze.evidence import EvidenceLedger
    from gametape.tape.session import SessionFolder


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("analyze")(analyze)


def analyze(
    session: Annotated[
        str, typer.Argument(help="Session name, its beginning, a path, or last.")
    ] = "last",
    every: Annotated[bool, typer.Option("--all", help="Every session of the data folder.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Even if nothing has changed.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Judge an evening: trades, what each decision cost, labels with their chance, what-ifs.

    The analysis is kept beside the session and made again only when the tape, gametape or a
    parameter has changed. --all shares the work between processes.
    """
    config = settings()
    if every:
        _all(config, again=again, json=json)
        return
    from gametape.cli.evidence_text import evidence_text

    ledger = analysis_of(session_folder(session, config), config, again=again)
    if json:
        as_json(ledger)
    else:
        typer.echo(evidence_text(ledger))


def analysis_of(folder: SessionFolder, config: Settings, *, again: bool = False) -> EvidenceLedger:
    """The analysis of a session, made now if need be, with progress for who watches."""
    try:
        from gametape.library.judged.analyses import analyze_session

        told = _Told()
        verdict = _verdict(folder, config)
        try:
            return analyze_session(folder, verdict, told.tell, again=again)
        finally:
            told.over()
    except ModuleNotFoundError as error:
        raise UsageError(
            f"Judging needs a part that is not installed ({error.name}).",
            "pip install 'gametape[analyze]'",
        ) from None


def _verdict(folder: SessionFolder, config: Settings) -> str:
    from gametape.library.sessions.verdicts import verdict_of

    return verdict_of(folder, config.home, config.database_url, time.time_ns() // 1000)


def _all(config: Settings, *, again: bool, json: bool) -> None:
    from gametape.library.crews import crew
    from gametape.library.judged.analyses import analyze_session
    from gametape.tape.session import list_sessions

    folders = [one for one in list_sessions(config.home) if not one.is_recording()]
    failed = 0
    with crew(config.analyze) as executor:
        jobs = {
            executor.submit(analyze_session, one, _verdict(one, config), again=again): one
            for one in folders
        }
        for number, job in enumerate(as_completed(jobs), 1):
            folder = jobs[job]
            try:
                ledger = job.result()
            except GametapeError as error:
                failed += 1
                warn(f"{folder.slug}: {error}")
                continue
            if json:
                json_line(ledger)
            else:
                typer.echo(f"{number:>4} of {len(jobs)}  {folder.slug[:40]:<40} {_net(ledger)}")
    if failed:
        raise typer.Exit(1)


def _net(ledger: EvidenceLedger) -> str:
    from gametape.cli.evidence_text import money

    trades = len(ledger.trades)
    if not trades:
        return "no own trades"
    net = sum(one.net for one in ledger.trades)
    return f"{trades} trades {money(net)}"


class _Told:
    """One line of progress on a terminal's stderr; nothing where nobody watches."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._last = ""

    def tell(self, what: str, done: float) -> None:
        """Show how far it is."""
        words = {"film": "reading the tape", "analysis": "judging"}.get(what, what)
        line = f"{words} {done:4.0%}"
        if self._shown and line != self._last:
            sys.stderr.write(f"\r{line}  ")
            sys.stderr.flush()
            self._last = line

    def over(self) -> None:
        """Take the line away."""
        if self._shown and self._last:
            sys.stderr.write("\r" + " " * (len(self._last) + 2) + "\r")
