"""`gametape share`: a session or a clip as one file that plays anywhere, without a network."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from gametape.cli.library import open_library
from gametape.cli.output import as_json, row, session_folder, settings, write_whole
from gametape.errors import UsageError

if TYPE_CHECKING:
    from gametape.settings.model import Settings
    from gametape.share.choice import Choice
    from gametape.share.making import Shared


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("share")(share)


def share(
    session: Annotated[
        str, typer.Argument(help="Session name, its beginning, a path, or last; or: merge.")
    ] = "last",
    comments: Annotated[
        Path | None, typer.Argument(help="With merge: the file of comments.")
    ] = None,
    start: Annotated[str, typer.Option("--from", help="Begin here: +47:23, ISO 8601.")] = "",
    end: Annotated[str, typer.Option("--to", help="End here.")] = "",
    clip: Annotated[str, typer.Option(help="A clip of the notes, by number or title.")] = "",
    at: Annotated[str, typer.Option(help="Open at this moment.")] = "",
    with_: Annotated[
        list[str], typer.Option("--with", help="Also: money, sizes, wallet (between commas).")
    ] = [],  # noqa: B006 - Typer reads the default, nobody changes it
    without_notes: Annotated[
        bool, typer.Option("--without-notes", help="Leave notes and marks out.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file to write.")] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Say what would be inside; write nothing.")
    ] = False,
    into: Annotated[str, typer.Option(help="With merge: the session, if it has a new name.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make one file that replays a session or a clip in any browser.

    It plays from the disk, without a network.

    Own trades are in it with direction, price and time. Sizes are per cent of the largest
    position, and there is no money and no wallet, unless --with asks for them. Comments that
    somebody writes in the file come back with: gametape share merge FILE.json
    """
    config = settings()
    if session == "merge" and comments is not None:
        _merge(config, comments, into, json)
        return
    if comments is not None:
        raise UsageError("One session at a time.", "Comments come back with: share merge FILE.")
    from gametape.api.library.sharing import file_names
    from gametape.share.choice import Choice, extras_of

    wish = Choice(extras=extras_of(with_), notes=not without_notes)
    slug, made = _made(config, session, wish, (start, end, at), clip)
    paths = [] if preview else file_names(slug, [one.contents for one in made], out)
    for one, path in zip(made, paths, strict=False):
        write_whole(path, one.html)
    if json:
        as_json({"files": list(map(str, paths)), "contents": [one.contents for one in made]})
        return
    _tell(made)
    for path in paths:
        row("written", path)


def _made(
    config: Settings, session: str, wish: Choice, moments: tuple[str, str, str], clip: str
) -> tuple[str, list[Shared]]:
    """The session's slug and the files; `moments` are where to begin, to end and to open."""
    from gametape.api.library.sharing import clip_of, shared_of
    from gametape.library.written.notes import Notebook
    from gametape.replay.film.building import film_of
    from gametape.replay.moments import moment_us

    folder = session_folder(session, config)
    film = film_of(folder)
    notes = Notebook(open_library(config)).of_session(folder.slug)
    began = film.timeline().from_us
    start, end, at = (moment_us(text, began) if text else None for text in moments)
    choice = msgspec.structs.replace(wish, from_us=start, to_us=end, at_us=at)
    if clip:
        choice = clip_of(choice, notes, clip)
    return folder.slug, shared_of(film, notes, choice)


def _merge(config: Settings, path: Path, into: str, json: bool) -> None:
    from gametape.api.library.sharing import merge
    from gametape.api.named import session_named
    from gametape.share.comments import FILE_LIMIT, read_comments

    try:
        with path.open("rb") as file:
            found = read_comments(file.read(FILE_LIMIT + 1))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    # The name in the file is a stranger's: it is no path, no beginning and not "last".
    folder = session_folder(into, config) if into else session_named(config.home, found.session)
    if into:
        found = msgspec.structs.replace(found, session=folder.slug)
    merged = merge(open_library(config), folder.slug, found, time.time_ns() // 1000)
    if json:
        as_json(merged)
        return
    row("session", merged.session)
    row("new notes", merged.added)
    if merged.known:
        row("known before", merged.known)


def _tell(made: list[Shared]) -> None:
    """What is inside, what is not, and what to know, in words that fit 80 columns."""
    from gametape.cli.share_text import preview_lines

    for line in preview_lines([one.contents for one in made]):
        typer.echo(line)
