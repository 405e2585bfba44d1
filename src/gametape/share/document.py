"""The one file: the page with a session put into it, so that no text in it can become markup."""

from __future__ import annotations

import base64
import gzip
import html
from pathlib import Path

import msgspec

from gametape.errors import GametapeError

TEMPLATE = Path(__file__).resolve().parents[1] / "_web" / "share.html"
"""The page, built as one file with nothing outside (web/share.html)."""

PLACE = "<!--gametape-session-->"
TITLE = "<title>gametape</title>"
_LEVEL = 9


def template(path: Path = TEMPLATE) -> str:
    """The page without a session; raises GametapeError where none is built."""
    try:
        page = path.read_text("utf-8")
    except OSError as error:
        raise GametapeError(
            "The page that a shared file needs is not built into this installation.",
            "In a clone: python hatch_build.py. Otherwise install gametape from its wheel.",
        ) from error
    if page.count(PLACE) != 1 or page.count(TITLE) != 1:
        raise GametapeError(f"{path} is not the page of this gametape.", "Build it again.")
    return page


def held(name: str, kind: str, text: str) -> str:
    """An element of data that no browser runs; `text` must have no angle bracket."""
    assert "<" not in text
    return f'<script id="{name}" type="{kind}">{text}</script>\n'


def json_text(value: object) -> str:
    """JSON in which a stranger's words can end no element: every `<` is written as its number."""
    return msgspec.json.encode(value).decode().replace("<", "\\u003c")


def packed(data: bytes) -> str:
    """Base64 of gzip, the same for the same bytes."""
    return base64.b64encode(gzip.compress(data, _LEVEL, mtime=0)).decode()


def filled(page: str, title: str, elements: list[str]) -> bytes:
    """The page with its title and these elements."""
    before, after = page.split(PLACE)
    named = before.replace(TITLE, f"<title>{html.escape(title)} · gametape</title>")
    return "".join([named, "\n", *elements, after]).encode()
