"""`gametape probe`: record a live event and answer what the venue's documents leave open."""

from __future__ import annotations

import asyncio
import textwrap
from typing import Annotated

import typer

from gametape.cli.output import as_json, settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("probe")(probe)


def probe(
    event: Annotated[str, typer.Argument(help="URL, slug or id of a live event.")],
    minutes: Annotated[float, typer.Option(min=0.05, help="How long to record.")] = 10.0,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Record a live event and answer questions about its feed.

    What the venue's documents leave open: fields of books, arrays, rates, fees, how it hangs up.
    """
    from gametape.cli.keeping import kept
    from gametape.cli.record import make_job, plan, record_job
    from gametape.cli.record_state import told_in
    from gametape.cli.record_times import until
    from gametape.record.links.handshake import handshake_answers
    from gametape.replay.probe import probe_answers
    from gametape.tape.reader import read_tape

    config = settings()
    evening, _ = asyncio.run(plan(config, [event], []))
    ends = until(f"{minutes * 60:g}s", config.record.quiet_end_s)
    job = make_job(config, evening, f"probe-{evening.slugs[0]}", "", False, ends)
    with told_in(config, job.folder.slug) as told:
        certificate = asyncio.run(record_job(job, config, told, quiet=json))
        told.over(kept(job.folder, lambda: certificate, config))
    answers = asyncio.run(handshake_answers(config.urls.market_ws))
    answers += probe_answers(read_tape(job.folder))
    if json:
        as_json({"session": job.folder.slug, "answers": answers})
        return
    typer.echo(f"From {job.folder.slug}:")
    for one in answers:
        typer.echo(f"\n{one.question}")
        for line in textwrap.wrap(one.answer, 74):
            typer.echo(f"    {line}")
