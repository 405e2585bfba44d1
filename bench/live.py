"""A live room: from the recorder's socket to a drawn pixel, with ten listeners, one stalled.

Venue, recorder, server and browser are processes of their own, as on a real evening. Every message
of the market is timed from its receive time on the tape to the end of the first frame that was
drawn with it (handed to the compositor; what a screen adds is not in it). News are told at most
each 100 ms, so half of that is the least that a median can be.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from bench.children import Child, child, venue_environment
from bench.rows import Row
from gametape.model.frames import Kind
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

if TYPE_CHECKING:
    from playwright.sync_api import Page

RATES = (50, 1_000)
READING, STALLED = 8, 1
"""Listeners besides the browser, which is the tenth."""

SETTLE_S = 3.0
WITHIN_S = 30.0
SLUG = "live"

Told = tuple[int, int]
"""Up to which receive time something was told, and when it was there (both in microseconds)."""

WATCH = """
(() => {
  const waiting = [];
  let handed = 0;
  window.drawn = [];
  window.WebSocket = class extends WebSocket {
    constructor(address, protocols) {
      super(address, protocols);
      this.addEventListener('message', (event) => {
        if (typeof event.data !== 'string') return;
        const told = JSON.parse(event.data);
        if (told.type === 'events') waiting.push(told.to_us);
      });
    }
  };
  const stroke = CanvasRenderingContext2D.prototype.stroke;
  CanvasRenderingContext2D.prototype.stroke = function (...path) {
    handed = waiting.length;
    return stroke.apply(this, path);
  };
  const after = new MessageChannel();
  after.port1.onmessage = () => {
    const now = Math.round((performance.timeOrigin + performance.now()) * 1000);
    for (const to of waiting.splice(0, handed)) window.drawn.push([to, now]);
    handed = 0;
  };
  const frame = () => {
    after.port2.postMessage(0);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})();
"""


class Listener(threading.Thread):
    """A page without a face: notes when it hears up to which moment; a stalled one never reads."""

    def __init__(self, url: str, asset: str, *, stalled: bool) -> None:
        super().__init__(daemon=True)
        self._url = url
        self._asset = asset
        self._stalled = stalled
        self.heard: list[Told] = []

    def run(self) -> None:
        address = f"{self._url.replace('http', 'ws', 1)}/api/sessions/{SLUG}/live"
        with connect(address, origin=Origin(self._url), max_queue=4) as socket:
            socket.send(json.dumps({"want": [self._asset]}))
            if self._stalled:
                time.sleep(3_600)
            try:
                for message in socket:
                    now_us = time.time_ns() // 1000
                    told = json.loads(message) if isinstance(message, str) else {}
                    if told.get("type") == "events":
                        self.heard.append((told["to_us"], now_us))
            except ConnectionClosed:
                return


def run(*, quick: bool = False) -> list[Row]:
    """Measure at both rates; `quick`: for a shorter time."""
    try:
        from bench.browser import program as chromium
    except ImportError:
        return [Row("live", "not measured", "Playwright is not installed")]
    program = chromium()
    if program is None:
        return [Row("live", "not measured", "no Chromium on this machine")]
    return [row for rate in RATES for row in _measured(program, rate, 8.0 if quick else 25.0)]


def _measured(program: str, rate: int, seconds: float) -> list[Row]:
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        home = Path(scratch)
        url = stack.enter_context(_recording(home, rate, seconds + SETTLE_S + 3 * WITHIN_S))
        asset = _asset(url)
        listeners = [
            Listener(url, asset, stalled=number < STALLED) for number in range(STALLED + READING)
        ]
        for one in listeners:
            one.start()
        page = stack.enter_context(_room(program, url))
        page.wait_for_function("window.drawn.length > 5", timeout=WITHIN_S * 1_000)
        page.wait_for_timeout(SETTLE_S * 1_000)
        begun_us = time.time_ns() // 1000
        page.wait_for_timeout(seconds * 1_000)
        drawn = [tuple(one) for one in page.evaluate("window.drawn")]
        times = _market_times(SessionFolder(home / "sessions" / SLUG), begun_us)
        heard = [_waits(times, one.heard) for one in listeners if one.heard]
    return _rows(rate, len(times), _waits(times, drawn), heard)


def _rows(rate: int, count: int, drawn: list[float], heard: list[list[float]]) -> list[Row]:
    if not drawn or len(heard) != READING:
        raise RuntimeError(f"{len(drawn)} messages were drawn, {len(heard)} listeners heard them")
    worst, every = max(heard, key=_p99), list(chain.from_iterable(heard))
    name = f"live, {rate}/s"
    return [
        Row(
            f"{name}: socket to drawn pixel",
            f"median {statistics.median(drawn):.0f} ms, 99 % {_p99(drawn):.0f} ms",
            f"{count:,} messages",
        ),
        Row(
            f"{name}: socket to a listener",
            f"median {statistics.median(every):.0f} ms, 99 % {_p99(every):.0f} ms",
            f"the slowest of {READING}: 99 % {_p99(worst):.0f} ms; one more never reads",
        ),
    ]


def _p99(waits: Sequence[float]) -> float:
    return statistics.quantiles(waits, n=100)[98]


@contextmanager
def _recording(home: Path, rate: int, seconds: float) -> Iterator[str]:
    """A venue, a recorder and a server; gives the server's address once there is something."""
    stress = ["--stress", f"{rate}:{seconds:.0f}:1", "--hold"]
    with child(["-m", "gametape.simulate", *stress]) as venue:
        told = venue.json()
        environ = {**venue_environment(told), "GAMETAPE_HOME": str(home)}
        command = ["-m", "gametape", "record", str(told["GAMETAPE_EVENT"]), "--json"]
        with child([*command, "--name", SLUG], environ), _server(environ) as url:
            yield url


@contextmanager
def _server(environ: dict[str, str]) -> Iterator[str]:
    with child(["-m", "gametape", "serve", "--no-open", "--port", "0"], environ) as server:
        url = address_of(server)
        until = time.monotonic() + WITHIN_S
        while httpx.get(f"{url}/api/sessions/{SLUG}").status_code != 200:
            if time.monotonic() > until:
                raise RuntimeError("the recording did not begin")
            time.sleep(0.1)
        yield url


def address_of(server: Child) -> str:
    """Where a server listens, by its first words."""
    for _ in range(5):
        words = server.line().decode().split()
        if found := [word for word in words if word.startswith("http://")]:
            return found[0].rstrip("/")
    raise RuntimeError("the server does not say where it is")


def _asset(url: str) -> str:
    """The first outcome of the only market, once the recorder knows it."""
    until = time.monotonic() + WITHIN_S
    while time.monotonic() < until:
        manifest = httpx.get(f"{url}/api/sessions/{SLUG}").json()["manifest"]
        if manifest and manifest["markets"]:
            return str(manifest["markets"][0]["outcomes"][0]["asset"])
        time.sleep(0.1)
    raise RuntimeError("the recording has no market")


@contextmanager
def _room(program: str, url: str) -> Iterator[Page]:
    """The room of the running recording in a real browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        page = browser.new_page(viewport={"width": 1280, "height": 720}, bypass_csp=True)
        page.add_init_script(WATCH)
        page.goto(f"{url}/s/{SLUG}")
        yield page
        browser.close()


def _market_times(folder: SessionFolder, from_us: int) -> list[int]:
    """Receive times of the market's messages since then, as the tape has them."""
    return [line.t for line in read_tape(folder) if line.k == Kind.MARKET and line.t >= from_us]


def _waits(times: Sequence[int], told: Sequence[Told]) -> list[float]:
    """Milliseconds from each message's receive time until it was told of."""
    waits: list[float] = []
    at = 0
    for to_us, now_us in told:
        while at < len(times) and times[at] <= to_us:
            waits.append((now_us - times[at]) / 1_000)
            at += 1
    return waits
