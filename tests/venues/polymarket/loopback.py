"""A real HTTP server on loopback that answers what a test says, and remembers what was asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Request:
    """What a client asked; header names are lower-case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Response:
    """What to answer: a body as JSON or bytes; `fault` is `hang` or `reset` instead of any."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""

    def wire(self) -> bytes:
        """The bytes of the answer."""
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        lines = [f"HTTP/1.1 {self.status} X", f"Content-Length: {len(body)}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


Handler = Callable[[Request], Response]


class Loopback:
    """Answers by path: one response for ever, or a list of which the last repeats."""

    def __init__(self, answers: Mapping[str, Response | list[Response] | Handler]) -> None:
        self.answers = dict(answers)
        self.seen: list[Request] = []
        self.url = ""

    def asked(self, path: str) -> list[Request]:
        """The requests of one path."""
        return [request for request in self.seen if request.path == path]

    def answer(self, request: Request) -> Response:
        """What the test said for this path; 404 for any other."""
        self.seen.append(request)
        said = self.answers.get(request.path, Response({"error": "not found"}, 404))
        if isinstance(said, Response):
            return said
        if isinstance(said, list):
            return said[min(len(self.asked(request.path)), len(said)) - 1]
        return said(request)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Loopback]:
        """Serve on a free port until the block ends."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()[:2]
        self.url = f"http://{host}:{port}"
        async with server:
            yield self

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, target, _ = head[0].split(" ")
            pairs = [line.partition(": ") for line in head[1:] if line]
            headers = {name.lower(): value for name, _, value in pairs}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            url = urlsplit(target)
            query = dict(parse_qsl(url.query, keep_blank_values=True))
            response = self.answer(Request(method, unquote(url.path), query, headers, body))
            if response.fault == "hang":
                await reader.read()
            elif not response.fault:
                writer.write(response.wire())
                await writer.drain()
        finally:
            if writer.transport is not None and not writer.transport.is_closing():
                writer.close()
