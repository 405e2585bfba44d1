"""`gametape analyze`: an evening judged, as figures."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from gametape.cli.output import as_json, session_folder, settings, warn
from gametape.errors import UsageError
from gametape.settings.model import Settings

if TYPE_CHECKING:
    from gametape.analyze.evidence import EvidenceLedger
    from gametape.library.sessions.judging import Judged
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
    cash: Annotated[
        str, typer.Option("--cash", help="What the wallet's cash really changed by, in dollars.")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Judge an evening: trades, what decisions cost, labels, what-ifs.

    Labels stand beside what chance does, and all of it in one ledger of evidence.

    The analysis is kept beside the session and made again only when the tape, gametape or a
    parameter has changed. --all shares the work between processes.
    """
    config = settings()
    if cash and (every or json):
        raise UsageError("--cash compares one evening, as text.", "gametape analyze --cash -12.34")
    if every:
        _all(config, again=again, json=json)
        return
    from gametape.cli.cash_text import cash_lines, check_lines, dollars
    from gametape.cli.evidence_text import evidence_text
    from gametape.library.sessions.results import mark_of

    observed = dollars(cash) if cash else None
    folder = session_folder(session, config)
    before = mark_of(folder)
    ledger = analysis_of(folder, config, again=again)
    if json:
        as_json(ledger)
    else:
        typer.echo(evidence_text(ledger))
        for line in cash_lines(ledger):
            typer.echo(line)
        for line in check_lines(ledger, observed) if observed is not None else ():
            typer.echo(line)
    if config.notify.wanted and mark_of(folder) != before:
        from gametape.cli.notifying import after_judging

        after_judging(folder, ledger, config)


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
    from gametape.library.sessions.judging import Asked, judge_all
    from gametape.tape.session import list_sessions

    folders = [one for one in list_sessions(config.home) if not one.is_recording()]
    asked = Asked(time.time_ns() // 1000, again=again, ledgers=json)
    done = judge_all(folders, config.home, config.database_url, config.analyze, asked)
    failed, news = 0, _News(folders, config)
    for number, told in enumerate(done, 1):
        news.hear(told)
        if told.problem:
            failed += 1
            warn(f"{told.slug}: {told.problem}")
        elif json:
            typer.echo(told.ledger.decode())
        else:
            typer.echo(f"{number:>4} of {len(folders)}  {told.slug[:40]:<40} {_net(told)}")
    news.send()
    if failed:
        raise typer.Exit(1)


def _net(told: Judged) -> str:
    from gametape.cli.evidence_text import money

    return f"{told.trades} trades {money(told.net)}" if told.trades else "no own trades"


class _News:
    """What `--all` has judged anew, for one notification of it all, where that is wanted."""

    def __init__(self, folders: list[SessionFolder], config: Settings) -> None:
        from gametape.library.sessions.results import mark_of

        self._config = config
        wanted = folders if config.notify.wanted else []
        self._before = {one.slug: (one, mark_of(one)) for one in wanted}
        self._trades: list[int] = []

    def hear(self, told: Judged) -> None:
        """A session is done."""
        from gametape.library.sessions.results import mark_of

        folder, before = self._before.get(told.slug, (None, ""))
        if folder is not None and mark_of(folder) != before:
            self._trades.append(told.trades)

    def send(self) -> None:
        """Tell it, now that all are done."""
        if self._trades:
            from gametape.cli.notifying import after_judging_many

            after_judging_many(len(self._trades), sum(self._trades), self._config)


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
