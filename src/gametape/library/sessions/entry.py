"""What the catalogue knows of one session, and how it is learnt from the session's folder."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from gametape import __version__
from gametape.errors import TapeError
from gametape.games.tags import sport_of
from gametape.replay.certificate.certificate import Certificate
from gametape.replay.certificate.verifying import verify_session
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder

_YEAR_10000_US = 253_402_300_800_000_000


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One session; times are microseconds since 1970, sizes bytes.

    Everything from `from_us` on comes out of the certificate and is None until the whole tape has
    been read, which happened at `indexed_us` by `code_version`. `problem` is why the manifest or
    the tape could not be read, else empty. `pnl` is the profit or loss at the session's end in
    micro-dollars, where it is known. `sport`, `teams` and `market_types` come from the manifest and
    are None in a row of an older gametape. What follows from `analysis` on is of the analysis with
    that mark (see `results`): own trades, their money in micro-dollars, and names of labels.
    """

    session: str
    title: str
    venue: str = ""
    event_slug: str = ""
    league: str = ""
    clock: str = ""
    created_us: int | None = None
    markets: int = 0
    tape_bytes: int = 0
    tape_fingerprint: str = ""
    problem: str = ""
    code_version: str = __version__
    from_us: int | None = None
    to_us: int | None = None
    ended: str | None = None
    frames: int | None = None
    trades: int | None = None
    own_fills: int | None = None
    coverage: float | None = None
    verdict: str | None = None
    indexed_us: int | None = None
    pnl: int | None = None
    sport: str | None = None
    teams: list[str] | None = None
    market_types: list[str] | None = None
    analysis: str | None = None
    own_trades: int | None = None
    gross: int | None = None
    fees: int | None = None
    net: int | None = None
    labels: list[str] | None = None


def fingerprint(folder: SessionFolder) -> tuple[str, int]:
    """What changes whenever the tape or the manifest does, and the bytes of the tape.

    Of the segments it takes names and sizes, since a tape is only ever added to; a flipped bit
    is found by reading the tape, not by this. Raises TapeError for a folder that is unreadable.
    """
    digest, size = hashlib.sha256(), 0
    try:
        for _, path in folder.segments():
            length = path.stat().st_size
            digest.update(f"{path.name} {length}\n".encode())
            size += length
        if folder.manifest_path.exists():
            digest.update(folder.manifest_path.read_bytes())
    except OSError as error:
        raise TapeError(f"{folder.root} cannot be read: {error.strerror}.") from error
    return digest.hexdigest(), size


def name_of(folder: SessionFolder) -> str:
    """The session's name as text that any database takes, whatever the folder is called."""
    return _plain(folder.slug)


def glance(folder: SessionFolder) -> Entry:
    """What can be known of a session without reading its tape; never raises for a broken one."""
    name = name_of(folder)
    try:
        mark, size = fingerprint(folder)
    except TapeError as error:
        return Entry(session=name, title=name, problem=_plain(error.what))
    try:
        manifest = Manifest.load(folder.manifest_path)
    except TapeError as error:
        return Entry(
            session=name,
            title=name,
            tape_bytes=size,
            tape_fingerprint=mark,
            problem=_plain(error.what),
        )
    return Entry(
        session=name,
        title=_plain(manifest.title),
        venue=_plain(manifest.venue),
        event_slug=_plain(manifest.event_slug),
        league=_league(manifest.event_slug),
        clock=manifest.clock,
        created_us=_moment(manifest.created_us),
        markets=len(manifest.markets),
        tape_bytes=size,
        tape_fingerprint=mark,
        **_played(manifest),
    )


def _league(slug: str) -> str:
    """The word that a slug begins with; a bare number is an id (Betfair's) and names no league."""
    word = _plain(slug.partition("-")[0])
    return "" if word.isdigit() else word


def described(entry: Entry, folder: SessionFolder) -> Entry:
    """A row of an older gametape with what its manifest tells of sport, teams and markets."""
    try:
        found = _played(Manifest.load(folder.manifest_path))
    except TapeError:
        found = {"sport": "", "teams": [], "market_types": []}
    return msgspec.structs.replace(entry, **found)


def _played(manifest: Manifest) -> dict[str, Any]:
    """Sport, teams and kinds of market; teams are the outcomes that are no yes or no."""
    labels = [one.label for market in manifest.markets[:1] for one in market.outcomes]
    for market in manifest.markets:
        if market.market_type == "moneyline" and len(market.outcomes) > 1:
            labels += [one.label for one in market.outcomes]
    leagues = [manifest.event_slug, *(market.event_slug for market in manifest.markets)]
    kinds = dict.fromkeys(market.market_type for market in manifest.markets)
    return {
        "sport": sport_of(*(slug.partition("-")[0] for slug in leagues)),
        "teams": [
            _plain(label)
            for label in dict.fromkeys(labels)
            if label.casefold() not in ("yes", "no", "over", "under", "")
        ],
        "market_types": [_plain(kind) for kind in kinds if kind],
    }


def examine(folder: SessionFolder, now_us: int) -> tuple[Entry, Certificate | None]:
    """A session with the certificate of its whole tape; a tape that cannot be read is a problem.

    The glance comes first: a tape that grows meanwhile no longer has that fingerprint, so its
    verdict is known to be old.
    """
    entry = glance(folder)
    try:
        certificate = verify_session(folder)
    except TapeError as error:
        return msgspec.structs.replace(entry, problem=_plain(error.what)), None
    return certified(entry, certificate, now_us), certificate


def examine_sealed(folder: SessionFolder, now_us: int) -> tuple[Entry, Certificate | None]:
    """As `examine`, but only a glance at a session that is being recorded."""
    return (glance(folder), None) if folder.is_recording() else examine(folder, now_us)


def certified(entry: Entry, certificate: Certificate, now_us: int) -> Entry:
    """The entry with what its certificate says."""
    return msgspec.structs.replace(
        entry,
        from_us=_moment(certificate.from_us),
        to_us=_moment(certificate.to_us),
        ended=_plain(certificate.ended),
        frames=certificate.frames,
        trades=certificate.events.get("trade", 0),
        own_fills=certificate.own_fills.fills,
        coverage=certificate.coverage,
        verdict=certificate.verdict,
        indexed_us=now_us,
        code_version=__version__,
    )


def _moment(us: int | None) -> int | None:
    """A time that calendars and databases know; None for what only a broken file can say."""
    return us if us is not None and 0 <= us < _YEAR_10000_US else None


def _plain(text: str) -> str:
    """Text without what PostgreSQL or UTF-8 refuses: NUL, and bytes that were no UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "")
