"""A real server over a real data folder, in a thread, and a tape that grows when it is told to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from gametape.api.door.access import Access
from gametape.api.pages import HERE
from gametape.api.serving import Server
from gametape.settings.model import Settings
from gametape.tape.lines import Line
from gametape.tape.reader import read_tape
from gametape.tape.records import NoteRecord, encode_record
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

PATIENCE_S = 60


class Served:
    """Where the server answers; `http` is a client that follows no redirects."""

    def __init__(self, port: int, http: httpx.Client) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.http = http

    def ws(self, slug: str) -> str:
        """The address of a session's live WebSocket."""
        return f"ws://127.0.0.1:{self.port}/api/sessions/{slug}/live"


@contextmanager
def served(
    settings: Settings, access: Access | None = None, web: Path = HERE, sndbuf: int = 0
) -> Iterator[Served]:
    """A running server; it is stopped and must have ended when the context is left.

    `sndbuf` is how many bytes the system may hold back for each page, if not its usual many.
    """
    up = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        if sndbuf:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, sndbuf)
        port = int(listening.getsockname()[1])
        server = Server(settings, access or Access(), up.set, web)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            assert up.wait(PATIENCE_S)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S) as http:
                yield Served(port, http)
        finally:
            server.should_exit = True
            thread.join(PATIENCE_S)
            assert not thread.is_alive()


class GrowingTape:
    """A session that is being recorded: the lines of another one, appended when one says so."""

    def __init__(self, home: Path, slug: str, source: SessionFolder) -> None:
        self.lines: list[Line] = list(read_tape(source))
        self.folder = SessionFolder.create(home, slug)
        self.folder.manifest_path.write_bytes(source.manifest_path.read_bytes())
        self._writer = TapeWriter(self.folder)
        self._next = 0

    def grow(self, lines: int | None = None) -> int:
        """Append so many more lines (None: all that are left); gives how many that were."""
        until = len(self.lines) if lines is None else min(self._next + lines, len(self.lines))
        added = 0
        for line in self.lines[self._next : until]:
            if line.k not in ("segment", "end"):
                self._writer.append(line.k, line.c, bytes(line.raw), line.t)
                added += 1
        self._next = until
        self._writer.flush()
        # Whoever looks now finds them: the writer's thread takes its time on a busy machine.
        assert self._writer.wait_written(self._writer.last_q, timeout=60)
        return added

    def note(self, text: str) -> None:
        """Append the trader's own words, as long as one likes."""
        at_us = self.lines[max(0, self._next - 1)].t
        kind, connection, raw = (
            "note",
            "gametape.tape",
            encode_record(NoteRecord(text=text, at_us=at_us)),
        )
        self._writer.append(kind, connection, raw, at_us)
        self._writer.flush()
        assert self._writer.wait_written(self._writer.last_q, timeout=60)

    def close(self) -> None:
        """The recording ends."""
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.close()
