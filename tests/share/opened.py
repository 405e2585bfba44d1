"""A shared file taken apart as a browser would: its elements of data, unpacked."""

from __future__ import annotations

import base64
import gzip
from html.parser import HTMLParser

import msgspec

from gametape.replay.film.track import Track
from gametape.replay.timeline import Timeline
from gametape.share.making import Meta


class Elements(HTMLParser):
    """The elements of a document: tags in their order, and the text of each script by its id."""

    def __init__(self, html: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.data: dict[str, str] = {}
        self.title = ""
        self._in = ""
        self.feed(html.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._in = dict(attrs).get("id") or tag

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "title":
            self.title += data
        elif self._in.startswith("gametape-"):
            self.data[self._in] = self.data.get(self._in, "") + data


class Opened:
    """A shared file, read back."""

    def __init__(self, html: bytes) -> None:
        self.elements = Elements(html)
        data = self.elements.data
        self.meta = msgspec.json.decode(data["gametape-meta"], type=Meta)
        self.told = unpacked(data["gametape-timeline"])
        self.timeline = msgspec.json.decode(self.told, type=Timeline)
        tracks = [name for name in data if name.startswith("gametape-track-")]
        self.tracks = [Track.load(unpacked(data[name])) for name in tracks]


def unpacked(text: str) -> bytes:
    return gzip.decompress(base64.b64decode(text))
