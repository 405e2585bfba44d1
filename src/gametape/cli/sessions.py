"""`gametape sessions`: what is in the data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gametape.cli.output import as_json, settings, warn
from gametape.errors import CatalogueError
from gametape.settings.model import Settings

if TYPE_CHECKING:
    from gametape.library.sessions.listing import Listed


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sessions")(sessions)


def sessions(
    words: Annotated[
        list[str] | None, typer.Argument(help="Words of the title, teams or notes.")
    ] = None,
    sport: Annotated[str, typer.Option(help="basketball, tennis, ...")] = "",
    league: Annotated[str, typer.Option(help="nba, atp, ...")] = "",
    team: Annotated[str, typer.Option(help="A team or player, or a part of the name.")] = "",
    since: Annotated[str, typer.Option(help="From this day on (2026-05-14, UTC).")] = "",
    until: Annotated[str, typer.Option(help="Up to this day.")] = "",
    market: Annotated[str, typer.Option(help="With such a market: moneyline, totals, ...")] = "",
    result: Annotated[str, typer.Option(help="won, lost, even, none or unknown.")] = "",
    quality: Annotated[str, typer.Option(help="whole, holes, poor, nothing, unknown.")] = "",
    own: Annotated[
        bool | None, typer.Option("--own/--no-own", help="With own trades, or without.")
    ] = None,
    label: Annotated[str, typer.Option(help="With this label: panic_sell, ...")] = "",
    sort: Annotated[
        str, typer.Option(help="date, title, length, quality, fills, pnl, net, trades; -: most.")
    ] = "-date",
    money: Annotated[bool, typer.Option("--money", help="Show trades, gross, fees, net.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List sessions, newest first, and how far to trust each.

    Words search names and notes.

    The page's filters have the same names, so that an address says the same as flags do.
    """
    from gametape.library.sessions.choosing import chosen, read_filter

    config = settings()
    given = {"q": " ".join(words or []), "sport": sport, "league": league, "team": team}
    given |= {"since": since, "until": until, "market": market, "result": result}
    given |= {"quality": quality, "label": label, "sort": sort}
    given["own"] = "" if own is None else "yes" if own else "no"
    wanted = read_filter(given)
    known = _found(config)
    found = [one for _, one in chosen([(one.session, one) for one in known], wanted)]
    if json:
        as_json(found)
        return
    if not known:
        typer.echo(f"No session in {config.home} yet. Try: gametape demo")
        return
    typer.echo(_MONEY_HEAD if money else _HEAD)
    for one in found:
        typer.echo(_money_line(one) if money else _line(one))
    if len(found) < len(known):
        typer.echo(f"{len(found)} of {len(known)} sessions")
    if any(one.verdict is None and not (one.recording or one.problem) for one in found):
        typer.echo("-: not indexed yet; gametape db rebuild --changed reads those tapes")
    if wanted.q:
        _notes(config, wanted.q)


_HEAD = f"{'session':<30} {'verdict':<8} {'cover':>6} {'minutes':>7} {'MB':>7}  created (UTC)"
_MONEY_HEAD = f"{'session':<30} {'trades':>6} {'gross':>10} {'fees':>9} {'net':>10}  labels"


def _notes(config: Settings, words: str) -> None:
    """Notes with the words, each with the part where they stand and the moment to open."""
    from gametape.library.database import address, open_engine, upgrade
    from gametape.library.written.notes import Notebook
    from gametape.library.written.snippets import snippet
    from gametape.model.times import iso_text

    try:
        engine = open_engine(address(config.home, config.database_url))
        upgrade(engine)
        found = Notebook(engine).search(words)
    except CatalogueError as error:
        warn(str(error))
        return
    for note in found[:20]:
        text = snippet(note, words)
        typer.echo(f"note {_short(note.session)} at {iso_text(note.at_us)[:19]}")
        typer.echo(f"  {text.before}{text.match}{text.after}"[:80])
    if len(found) > 20:
        typer.echo(f"and {len(found) - 20} more notes")


def _money_line(one: Listed) -> str:
    if not one.analysed:
        told = "-" if one.own_fills == 0 else "not analysed"
        return f"{_short(one.session):<30} {told}"
    amounts = [f"{(value or 0) / 1e6:,.2f}" for value in (one.gross, one.fees, one.net)]
    labels = ", ".join(one.labels)
    line = f"{_short(one.session):<30} {one.own_trades or 0:>6} {amounts[0]:>10}"
    return f"{line} {amounts[1]:>9} {amounts[2]:>10}  {labels}"[:80].rstrip()


def _found(config: Settings) -> list[Listed]:
    """From the catalogue, or from the folders alone if it fails: an index must not hide a tape."""
    from gametape.library.sessions.catalogue import open_catalogue
    from gametape.library.sessions.listing import glanced, refreshed
    from gametape.tape.session import list_sessions

    if not list_sessions(config.home):
        return []
    try:
        return refreshed(open_catalogue(config.home, config.database_url), config.home)
    except CatalogueError as error:
        warn(f"{error} Listed from the tapes alone.")
        return glanced(config.home)


def _short(name: str) -> str:
    """A long name without its middle: the end tells repeated sessions of one event apart."""
    return name if len(name) <= 30 else f"{name[:14]}...{name[-13:]}"


def _line(one: Listed) -> str:
    verdict = {"nothing recorded": "nothing"}.get(one.verdict or "-", one.verdict or "-")
    cover = "-" if one.coverage is None else f"{one.coverage:.1%}"
    minutes = "-" if one.minutes is None else f"{one.minutes:.1f}"
    badge = "LIVE" if one.recording else ("BROKEN" if one.problem else verdict)
    return (
        f"{_short(one.session):<30} {badge:<8} {cover:>6} {minutes:>7}"
        f" {one.bytes / 1e6:>7.1f}  {one.created[:16]}"
    ).rstrip()
