"""As much HTTP/1.1 as the venue's REST services need: requests read, responses written."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import msgspec

from gametape.errors import ParseError

_BODY_LIMIT = 8 * 1024 * 1024


class Request(msgspec.Struct, frozen=True):
    """A request; header names in lower case, `query` with every value of a name."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes = b""

    def first(self, name: str, otherwise: str = "") -> str:
        """First value of a query parameter."""
        return self.query.get(name, [otherwise])[0]

    def values(self, name: str) -> list[str]:
        """All values of a query parameter, repeated or separated by commas."""
        return [part for text in self.query.get(name, []) for part in text.split(",") if part]


class Response(msgspec.Struct, frozen=True):
    """A response; the body is JSON unless the headers say otherwise."""

    status: int
    body: bytes
    headers: dict[str, str] = {}

    def encode(self, *, keep_open: bool) -> bytes:
        """The bytes that go out."""
        lines = [
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}",
            f"Content-Length: {len(self.body)}",
            "Content-Type: application/json",
            f"Connection: {'keep-alive' if keep_open else 'close'}",
            *(f"{name}: {value}" for name, value in self.headers.items()),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + self.body


def answer(value: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON response."""
    return Response(status, msgspec.json.encode(value), headers or {})


def refusal(status: int, words: str, **more: str) -> Response:
    """An error in the venue's form (polymarket-api.md section 7.6)."""
    return answer({"error": words, **more}, status)


def whole_number(text: str) -> int:
    """A parameter that must be a whole number; raises ParseError if it is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ParseError(f"{text[:40]!r} is not a whole number.")
    return int(text)


def parse_head(head: bytes) -> Request:
    """Request line and headers; raises ParseError if they are not HTTP/1.1."""
    try:
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        pairs = [line.partition(":") for line in lines if line]
        url = urlsplit(target)
    except ValueError:
        raise ParseError("this is not an HTTP request.") from None
    return Request(
        method=method,
        path=url.path,
        query=parse_qs(url.query, keep_blank_values=True),
        headers={name.strip().lower(): value.strip() for name, _, value in pairs},
    )


async def read_body(request: Request, reader: asyncio.StreamReader) -> Request:
    """The request with its body; raises ParseError for a length it cannot have."""
    length = whole_number(request.headers.get("content-length", "0"))
    if length > _BODY_LIMIT:
        raise ParseError("this request is too long.")
    body = await reader.readexactly(length)
    return msgspec.structs.replace(request, body=body)
