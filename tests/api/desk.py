"""A record desk for tests: a venue, a server and recorders, each a process of its own."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import httpx

from gametape.record.control.progress_file import recorder_pid
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

SECRETS = ("POLYMARKET_API_KEY", "POLYMARKET_SECRET", "POLYMARKET_PASSPHRASE")
QUICK = "[record]\ncheckpoint_s = 1\nlisting_s = 1\nsilence_s = 1\nrules_s = 30\n"
WITHIN_S = 90.0

Json = dict[str, Any]


def start_venue(*arguments: str) -> tuple[subprocess.Popen[str], dict[str, str]]:
    """A venue that performs on loopback, and the variables that point at it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "gametape.simulate", *arguments], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


@contextmanager
def performing(*arguments: str) -> Iterator[dict[str, str]]:
    """A venue whose game is on for ten minutes, as the variables that point at it."""
    process, variables = start_venue(*(arguments or ("--duration", "2400", "--speed", "4")))
    try:
        yield variables
    finally:
        process.terminate()
        process.communicate()


class Desk:
    """The page's server over a data folder, as the page sees it; it can be ended and begun again.

    Everything that it started is ended with the block. `most_bytes` is how large a file may grow.
    """

    def __init__(self, home: Path, venue: dict[str, str], most_bytes: int | None = None) -> None:
        self.home = home
        self._most_bytes = most_bytes
        self.event = venue["GAMETAPE_EVENT"]
        handed_on = ("PATH", "PYTHONPATH", "LANG", "TZ")
        kept = {name: os.environ[name] for name in handed_on if name in os.environ}
        self.environment = {
            **kept,
            **venue,
            "GAMETAPE_HOME": str(home),
            "HOME": str(home),
            "PYTHONWARNINGS": "error",
        }
        (home / "gametape.toml").write_text(QUICK)
        self.server: subprocess.Popen[str] | None = None
        self.url = ""
        self.http = httpx.Client(timeout=60)

    def __enter__(self) -> Self:
        self.begin()
        return self

    def __exit__(self, *_: object) -> None:
        for folder in (self.home / "sessions").glob("*"):
            pid = recorder_pid(SessionFolder(folder))
            if pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self.end()
        self.http.close()

    def begin(self) -> None:
        """Start the server: on any port at first, and then on the same again."""
        port = str(httpx.URL(self.url).port) if self.url else "0"
        self.server = subprocess.Popen(
            [sys.executable, "-m", "gametape", "serve", "--no-open", "--port", port],
            env=self.environment,
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=self._limit,
        )
        assert self.server.stdout is not None
        said = ""
        for line in self.server.stdout:
            said += line
            if found := re.search(r"http://[\d.]+:\d+", line):
                self.url = found[0]
                self.http.base_url = httpx.URL(self.url)
                return
        raise AssertionError(f"the server did not start: {said}")

    def _limit(self) -> None:
        """In the server's process: no file of it or its recorders may grow beyond the limit."""
        if self._most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self._most_bytes, self._most_bytes))

    def end(self, sign: signal.Signals = signal.SIGTERM) -> None:
        """End the server, as a person or the system does."""
        if self.server is not None:
            self.server.send_signal(sign)
            self.server.communicate()
            self.server = None

    # -- what the page does -------------------------------------------------------------------

    def ask(self, method: str, path: str, body: object = None, status: int = 200) -> Any:
        """The answer of the API, which has this status."""
        given = None if body is None else json.dumps(body)
        kind = {"content-type": "application/json"}
        answer = self.http.request(method, path, content=given, headers=kind)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def record(self, **options: object) -> str:
        """Start a recording of the venue's game; its slug."""
        body = {"what": self.event, **options}
        return str(self.ask("POST", "/api/recordings", body, 201)["slug"])

    def listed(self, slug: str) -> Json:
        """The recording as the list has it."""
        rows = self.ask("GET", "/api/recordings")["recordings"]
        found = [row for row in rows if row["slug"] == slug]
        assert len(found) == 1, rows
        return dict(found[0])

    @property
    def newest(self) -> Json:
        """The recording that was started last."""
        return dict(self.ask("GET", "/api/recordings")["recordings"][0])

    def until(self, slug: str, reached: Callable[[Json], object]) -> Json:
        """Look at the list until the recording is like this."""
        until = time.monotonic() + WITHIN_S
        while not reached(row := self.listed(slug)):
            assert time.monotonic() < until, f"it did not come true: {row}"
            time.sleep(0.1)
        return row

    def stop(self, slug: str) -> Json:
        """Stop a recording and wait until it is over."""
        self.ask("POST", f"/api/recordings/{slug}/stop", status=202)
        return self.until(slug, lambda row: not row["runs"])

    def folder(self, slug: str) -> SessionFolder:
        """The session's folder."""
        return SessionFolder(self.home / "sessions" / slug)

    def lines(self, slug: str) -> list[bytes]:
        """Every message on a session's tape."""
        return [line.raw for line in read_tape(self.folder(slug))]
