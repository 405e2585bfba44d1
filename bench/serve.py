"""The page's server: from nothing to the first page, to film, and what a request costs it.

The peer answers from memory with FastAPI on the same web server, which is what the design this
product was first planned with would use; the bare server is that web server without a framework.
(Their sockets name TCP, for asyncio switches off the wait for more bytes only then.)
"""

from __future__ import annotations

import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx

from bench.rows import Row, at_most, interleaved, shown
from gametape.replay.film.building import film_of
from gametape.simulate.evening import make_evening
from gametape.simulate.taping import EveningTape
from gametape.tape.session import SessionFolder

OURS = [sys.executable, "-m", "gametape", "serve", "--no-open", "--port", "0"]

PEER = """
import socket, sys
import uvicorn
from fastapi import FastAPI, Response
listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listening.bind(("127.0.0.1", 0))
listening.listen()
print(f"http://127.0.0.1:{listening.getsockname()[1]}/", flush=True)
body = open(sys.argv[1], "rb").read()
app = FastAPI()
@app.get("/")
async def page():
    return Response(body, media_type="application/octet-stream")
uvicorn.Server(uvicorn.Config(app, log_level="error")).run([listening])
"""
BARE = """
import socket, sys
import uvicorn
listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listening.bind(("127.0.0.1", 0))
listening.listen()
print(f"http://127.0.0.1:{listening.getsockname()[1]}/", flush=True)
body = open(sys.argv[1], "rb").read()
head = [(b"content-length", str(len(body)).encode())]
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": body})
uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off")).run([listening])
"""


class Place(NamedTuple):
    """Where a benchmark's session lies, and the bytes of its first track as a page gets them."""

    home: Path
    track: Path


def run(*, quick: bool = False) -> list[Row]:
    """Measure starts and requests; `quick`: fewer of both."""
    repeats = 5 if quick else 11
    with tempfile.TemporaryDirectory() as scratch:
        place = _recorded(Path(scratch))
        peer = _program(PEER, place)
        starts = interleaved(
            {
                "ours": _until(OURS, ["/"], place),
                "ours, with the list": _until(OURS, ["/", "/api/sessions"], place),
                "ours, with film": _until(OURS, _FILM, place),
                "FastAPI": _until(peer, ["/"], place),
            },
            repeats,
        )
        waits = {"ours": _until(OURS, ["/"], place, wall=True)}
        waits["FastAPI"] = _until(peer, ["/"], place, wall=True)
        rows = [
            shown("serve: start to first page", starts, "ours", "FastAPI", "ms CPU"),
            shown(
                "serve: ... and the sessions", starts, "ours, with the list", "FastAPI", "ms CPU"
            ),
            shown("serve: ... timeline and track", starts, "ours, with film", "FastAPI", "ms CPU"),
            shown("serve: waiting for it", interleaved(waits, repeats), "ours", "FastAPI", "ms"),
        ]
        requests = _requests(place, 200 if quick else 1_000, repeats)
        what = f"serve: a track of {place.track.stat().st_size:,} bytes"
        rows.append(at_most(what, requests, "ours", "bare server", 2.5, "ms"))
        rows.append(shown(what, requests, "ours", "FastAPI", "ms"))
    return rows


_FILM = ["/api/sessions/evening/timeline", "/api/sessions/evening/tracks/0"]


def _recorded(scratch: Path) -> Place:
    folder = SessionFolder.create(scratch, "evening")
    script = make_evening("basketball", seed=7, duration_s=300, rate=1, markets=["moneyline"])
    EveningTape(script, seed=7).write(folder)
    return Place(scratch, film_of(folder).twin_path(0))


def _program(source: str, place: Place) -> list[str]:
    return [sys.executable, "-c", source, str(place.track)]


@contextmanager
def _serving(command: list[str], place: Place, spent: list[float]) -> Iterator[str]:
    """A server as a process; gives its address as it says it, and at the end its CPU time in ms."""
    environ = {**os.environ, "GAMETAPE_HOME": str(place.home)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ)
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None
        yield found[0].rstrip("/")
    finally:
        process.kill()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        spent.append((usage.ru_utime + usage.ru_stime) * 1_000)


def _until(
    command: list[str], paths: list[str], place: Place, *, wall: bool = False
) -> Callable[[], float]:
    """Milliseconds (of CPU, or by the wall clock) from a start until these have answered."""

    def work() -> float:
        spent: list[float] = []
        began = time.perf_counter()
        with _serving(command, place, spent) as url:
            host = url.partition("//")[2]
            for path in paths:
                connection = http.client.HTTPConnection(host, timeout=30)
                connection.request("GET", path, headers={"accept-encoding": "gzip"})
                answer = connection.getresponse()
                if answer.status != 200 or not answer.read():
                    raise RuntimeError(f"{path} answered {answer.status}")
            waited = (time.perf_counter() - began) * 1_000
        return waited if wall else spent[0]

    return work


def _requests(place: Place, count: int, repeats: int) -> dict[str, list[float]]:
    """Milliseconds of a request for the same bytes, over one connection, by three servers."""
    with (
        _serving(OURS, place, []) as ours,
        _serving(_program(PEER, place), place, []) as peer,
        _serving(_program(BARE, place), place, []) as bare,
        httpx.Client(timeout=30) as client,
    ):
        version = client.get(f"{ours}{_FILM[0]}").json()["version"]
        addresses = {
            "ours": f"{ours}{_FILM[1]}?v={version}",
            "FastAPI": f"{peer}/",
            "bare server": f"{bare}/",
        }
        expected = place.track.read_bytes()
        for address in addresses.values():
            with client.stream("GET", address) as answer:
                assert b"".join(answer.iter_raw()) == expected
        return interleaved(
            {name: _asking(client, address, count) for name, address in addresses.items()}, repeats
        )


def _asking(client: httpx.Client, address: str, count: int) -> Callable[[], float]:
    def work() -> float:
        took = []
        for _ in range(count // 10):
            began = time.perf_counter()
            with client.stream("GET", address) as answer:
                sum(map(len, answer.iter_raw()))
            took.append((time.perf_counter() - began) * 1_000)
        return statistics.median(took)

    return work
