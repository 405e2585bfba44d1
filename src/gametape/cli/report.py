"""`gametape report`: an evening in words, every number from its evidence."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from gametape.cli.output import as_json, session_folder, settings, write_whole

if TYPE_CHECKING:
    from gametape.analyze.evidence import EvidenceLedger
    from gametape.report.written import WrittenReport


class Form(StrEnum):
    """How a report is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"


class Writer(StrEnum):
    """Who writes it."""

    RULES = "rules"
    CLAUDE = "claude"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report")(report)


def report(
    session: Annotated[
        str, typer.Argument(help="Session name, its beginning, a path, or last.")
    ] = "last",
    form: Annotated[Form, typer.Option("--format", help="How it is printed.")] = Form.TEXT,
    out: Annotated[Path | None, typer.Option(help="A file to write it into.")] = None,
    writer: Annotated[
        Writer | None, typer.Option(help="Who writes it; default as in gametape.toml.")
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show what a model would be sent; send nothing.")
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Remove what was sent to a model, and its answers.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Tell an evening in words, and what to do next time.

    Overall, trade by trade, habits, what-ifs, actions.

    The report is written on this machine by rules. With a key (ANTHROPIC_API_KEY), [report]
    consent and --writer claude, Claude words it; every number still comes from the evidence, and
    whatever does not pass the checks is left out.
    """
    from gametape.cli.analyze import analysis_of

    config = settings()
    folder = session_folder(session, config)
    if forget:
        from gametape.report.store import ReportFolder

        removed = ReportFolder(folder.root).delete()
        typer.echo(f"Removed: {removed} exchanges with a model.")
        return
    options = config.report
    if writer is not None:
        options = msgspec.structs.replace(options, writer=writer.value)
    config = msgspec.structs.replace(config, report=options)
    ledger = analysis_of(folder, config)
    if preview:
        from gametape.report.writing import preview as payload_of

        typer.echo(payload_of(ledger, options))
        return
    from gametape.api.judged.reporting import report_of

    written = report_of(folder, ledger, config)
    if json or form is Form.JSON:
        if out is None:
            as_json(written)
            return
        form = Form.JSON
    _put(_rendered(written, ledger, form), out)


def _rendered(written: WrittenReport, ledger: EvidenceLedger, form: Form) -> str:
    match form:
        case Form.TEXT:
            from gametape.report.render.terminal import report_text

            return report_text(written, ledger)
        case Form.MARKDOWN:
            from gametape.report.render.markdown import report_markdown

            return report_markdown(written, ledger)
        case Form.JSON:
            from gametape.report.render.as_json import report_json

            return report_json(written)
        case Form.HTML:
            from gametape.report.render.page import report_html

            return report_html(written, ledger)


def _put(text: str, out: Path | None) -> None:
    """Print it, or write it into a file; raises TapeError if that cannot be written."""
    if out is None:
        typer.echo(text.rstrip("\n"))
        return
    write_whole(out, text.encode())
    typer.echo(f"Written: {out}")
