"""`gametape serve` as a process: where it listens, what it prints, how it ends, what it imports."""

from __future__ import annotations

import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from api.listening_page import Page
from api.served import GrowingTape

from gametape.api.listening import access_for, address_of, listen
from gametape.api.serving import page_address
from gametape.errors import UsageError
from gametape.tape.session import SessionFolder

PATIENCE_S = 60


def test_a_port_that_is_taken_gives_the_next_one() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with listen("127.0.0.1", port) as second:
            assert port < second.getsockname()[1] < port + 20


def test_a_place_where_nobody_can_listen() -> None:
    for host in ("no such host", "192.0.2.1", "a" * 300, "\udcff"):
        with pytest.raises(UsageError, match=r"listen|address"):
            listen(host, 0)


def test_beyond_this_machine_there_is_always_a_token() -> None:
    for host in ("127.0.0.1", "localhost", "::1", "127.0.0.5"):
        assert access_for(host, "").token == ""
        assert not access_for(host, "").exposed
        assert access_for(host, "mine").token == "mine"
    tokens = {access_for(host, "").token for host in ("0.0.0.0", "::", "192.168.1.5", "tower")}
    assert len(tokens) == 4
    assert min(map(len, tokens)) >= 20
    assert access_for("tower", "").host_is_ours("tower.local:8477")


def test_the_address_to_open() -> None:
    with listen("127.0.0.1", 0) as server:
        port = server.getsockname()[1]
        assert address_of(server, access_for("127.0.0.1", "")) == f"http://127.0.0.1:{port}/"
    with listen("0.0.0.0", 0) as server:
        address = address_of(server, access_for("0.0.0.0", "a"))
        assert re.fullmatch(r"http://[\d.]+:\d+/\?token=a", address)
        assert "0.0.0.0" not in address
    page = "/s/first?t=47%3A23"
    assert page_address("http://h:1/", page) == "http://h:1/s/first?t=47%3A23"
    assert page_address("http://h:1/?token=a", page) == "http://h:1/s/first?t=47%3A23&token=a"
    assert page_address("http://h:1/?token=a", "/") == "http://h:1/?token=a"


@contextmanager
def serve(home: Path, *words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The command as a process; gives the address that it printed."""
    command = [sys.executable, "-m", "gametape", "serve", "--no-open", *words]
    process = subprocess.Popen(
        command,
        env={**os.environ, "GAMETAPE_HOME": str(home)},
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said: queue.Queue[str] = queue.Queue()
    threading.Thread(target=lambda: said.put(process.stdout.readline()), daemon=True).start()  # type: ignore[union-attr]
    try:
        yield said.get(timeout=PATIENCE_S).removeprefix("gametape is at ").strip(), process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no interrupt for one process")
def test_ctrl_c_ends_it_cleanly_with_listeners_and_leaves_the_recording(home: Path) -> None:
    source = SessionFolder(home / "sessions" / "first")
    with GrowingTape(home, "running", source) as tape, serve(home, "--port", "0") as (url, process):
        tape.grow(500)
        page = Page(url.replace("http", "ws") + "api/sessions/running/live")
        page.read_to("snapshot")
        stalled = Page(url.replace("http", "ws") + "api/sessions/running/live", rcvbuf=4096)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE_S)
        assert (process.returncode, err) == (0, "")
        assert tape.grow(10)
        stalled.socket.socket.close()


STUCK = """
import sys, threading
from pathlib import Path
from gametape.api.serving import run
from gametape.library.keeping import trash
from gametape.settings.model import Settings

def stuck(home):
    print("at work", flush=True)
    threading.Event().wait()

trash.trashed = stuck
run(Settings(home=Path(sys.argv[1])), port=0, ready=lambda address: print(address, flush=True))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no interrupt for one process")
def test_ctrl_c_waits_for_no_work_without_an_end_and_says_nothing(home: Path) -> None:
    """As writing to a database that somebody else holds, or a long file to be shared."""
    process = subprocess.Popen(
        [sys.executable, "-c", STUCK, str(home)],
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        asking = threading.Thread(target=asked, args=(f"{url}api/trash",))
        asking.start()
        assert process.stdout.readline() == "at work\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE_S)
        assert (process.returncode, err) == (0, "")
        asking.join(PATIENCE_S)
    finally:
        process.kill()
        process.communicate()


def asked(address: str) -> None:
    """Ask, and be hung up on."""
    with suppress(httpx.HTTPError):
        httpx.get(address, timeout=2 * PATIENCE_S)


def test_a_taken_port_is_told(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with serve(home, "--port", str(port)) as (url, process):
            assert str(port) not in url
            assert httpx.get(f"{url}api/status").json()["home"] == str(home)
            process.kill()
            assert f"port {port} is taken" in process.communicate()[1]


def test_with_a_token_the_printed_address_lets_in(home: Path) -> None:
    with serve(home, "--port", "0", "--token", "sesame") as (url, _), httpx.Client() as page:
        base = url.partition("?")[0]
        assert page.get(f"{base}api/status").status_code == 401
        assert page.get(url).status_code == 303
        assert page.get(f"{base}api/status").status_code == 200


FROM_START_TO_FILM = """
import asyncio, sys
from pathlib import Path
from gametape.api.app import make_app
from gametape.settings.model import Settings
import gametape.api.serving

async def ask(app, path):
    sent = []
    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}
    async def send(message):
        sent.append(message)
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": [(b"host", b"localhost"), (b"accept-encoding", b"gzip")],
        "root_path": "", "scheme": "http", "http_version": "1.1", "asgi": {"version": "3.0"},
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2), "extensions": {},
    }
    await app(scope, receive, send)
    return sent[0]["status"], sum(len(one.get("body", b"")) for one in sent)

async def main():
    app = make_app(Settings(home=Path(sys.argv[1])))
    for path in ("/api/sessions/first/timeline", "/api/sessions/first/tracks/0", "/s/first"):
        status, size = await ask(app, path)
        assert (status in (200, 503)) and size > 100, (path, status, size)
    heavy = {
        "sqlalchemy", "alembic", "pyarrow", "pandas", "polars", "duckdb", "scipy", "numba",
        "matplotlib", "IPython", "faker", "polyfactory",
    }
    print(sorted(heavy & sys.modules.keys()))

asyncio.run(main())
"""


def test_from_start_to_film_nothing_heavy_is_imported(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FROM_START_TO_FILM, str(home)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
