"""What a person pastes to name a game: a polymarket.com address, a slug, a condition or a token."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import unquote, urlsplit

import msgspec

from gametape.errors import UsageError

ReferenceKind = Literal["event", "market", "either", "condition", "token"]

_HOSTS = ("polymarket.com", "www.polymarket.com")
_CONDITION = re.compile(r"0x[0-9a-f]{64}", re.IGNORECASE)
_HEX_ID = re.compile(r"0x[0-9a-z]*", re.IGNORECASE)
_TOKEN = re.compile(r"[0-9]{30,80}")
_DIGITS = re.compile(r"[0-9]{81,}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9\-_.]*", re.IGNORECASE)
_LOCALE = re.compile(r"[a-z]{2}(-[a-z]{2})?", re.IGNORECASE)
_NO_SCHEME = re.compile(r"(www\.)?polymarket\.com", re.IGNORECASE)
_SECTIONS = ("event", "market", "sports")
_NOT_GAMES = frozenset({"games", "live", "week", "props", "futures", "standings", "schedule"})
"""Pages of the sports section that may come last in an address and name no game."""

_WAY_OUT = (
    "Give the address of a game's page (https://polymarket.com/event/...), "
    "its slug, a condition id or a token id."
)


class Reference(msgspec.Struct, frozen=True):
    """What an input names; `either` is a bare slug, to be tried as event, then as market."""

    kind: ReferenceKind
    value: str


def parse_reference(pasted: str) -> Reference:
    """Read what a person pasted, by the rules of polymarket-api.md section 7.1.

    Raises UsageError, with what was wrong and the way out, for anything else. Slugs keep their
    case (some of the venue's own slugs carry capitals), condition ids are lower-cased.
    """
    entry = pasted.strip()
    if not entry:
        raise _refused("Nothing was given.")
    if _CONDITION.fullmatch(entry):
        return Reference("condition", entry.lower())
    if _TOKEN.fullmatch(entry):
        return Reference("token", entry)
    if "://" in entry or _NO_SCHEME.match(entry):
        return _from_address(entry)
    if _HEX_ID.fullmatch(entry):
        raise _refused_hex(entry)
    if _DIGITS.fullmatch(entry) or not _SLUG.fullmatch(entry):
        raise _refused(f"{_shown(entry)} is neither an address, a slug nor an id.")
    return Reference("either", entry)


def _from_address(entry: str) -> Reference:
    try:
        parts = urlsplit(entry if "://" in entry else f"https://{entry}")
        host = parts.hostname or ""
    except ValueError:
        raise _refused(f"{_shown(entry)} is not a web address.") from None
    if parts.scheme not in ("http", "https") or host not in _HOSTS:
        raise _refused(f"{_shown(entry)} is not an address of polymarket.com.")
    path = [unquote(segment) for segment in parts.path.split("/") if segment]
    if len(path) > 1 and path[0] not in _SECTIONS and _LOCALE.fullmatch(path[0]):
        path = path[1:] if path[1] in _SECTIONS else path
    section, rest = (path[0], path[1:]) if path else ("", [])
    if section == "event" and rest:
        return _slug("market" if len(rest) > 1 else "event", rest[min(len(rest), 2) - 1], entry)
    if section == "market" and rest:
        return _slug("market", rest[0], entry)
    if section == "sports" and len(rest) > 1 and not (rest[-1] in _NOT_GAMES or rest[-1].isdigit()):
        return _slug("event", rest[-1], entry)
    raise _refused(f"{_shown(entry)} names no event and no market.")


def _slug(kind: Literal["event", "market"], slug: str, entry: str) -> Reference:
    if not _SLUG.fullmatch(slug):
        raise _refused(f"{_shown(entry)} holds no slug that Polymarket could have made.")
    return Reference(kind, slug)


def _refused_hex(entry: str) -> UsageError:
    if len(entry) == 42:
        return _refused(f"{_shown(entry)} looks like a wallet address; it names no market.")
    return _refused(
        f"{_shown(entry)} is not a condition id: that is 0x and 64 hexadecimal digits, "
        f"this has {len(entry) - 2} characters after 0x."
    )


def _refused(what: str) -> UsageError:
    return UsageError(what, _WAY_OUT)


def _shown(entry: str) -> str:
    return repr(entry if len(entry) <= 90 else f"{entry[:87]}...")
