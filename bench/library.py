"""The list of sessions with two thousand of them: the server's share, the page's, and scrolling.

The folders are copies of one short recording, each with a name, a title and a day of its own. Plain
work on the same disk and in the same browser stands beside: reading every manifest and asking for
the size of every file, and a bare table of all rows in one piece.
"""

from __future__ import annotations

import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from playwright.sync_api import Page

from bench.browser import chromium, program
from bench.children import child
from bench.live import address_of
from bench.rows import Row
from gametape.library.sessions.catalogue import open_catalogue
from gametape.library.sessions.listing import refreshed
from gametape.simulate.evening import make_evening
from gametape.simulate.taping import EveningTape
from gametape.tape.session import SessionFolder

SESSIONS, QUICK = 2_000, 300
LIST_GOAL_S = 1.0
FRAME_LIMIT_MS = 16.7
SPEED = 3_000
"""Pixels a second of a fast flick: nearly sixty rows."""

DAY_US = 86_400_000_000

ROWS = """() => new Promise(resolve => {
  const look = () => document.querySelector('[data-session]')
    ? requestAnimationFrame(() => resolve(performance.now())) : requestAnimationFrame(look);
  look();
})"""
BARE = """async () => {
  const began = performance.now();
  const told = await (await fetch('/api/sessions')).json();
  const text = value => value === null ? '' : String(value).replace(/[<&]/g, '');
  const cells = row => [row.title, row.from_us, row.sport, row.verdict, row.own_trades, row.gross,
    row.fees, row.net, row.labels.join(), row.notes].map(one => `<td>${text(one)}</td>`).join('');
  document.body.innerHTML =
    '<table>' + told.sessions.map(row => `<tr>${cells(row)}</tr>`).join('') + '</table>';
  return new Promise(resolve =>
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - began))));
}"""
SCROLL = """([seconds, speed]) => new Promise(resolve => {
  const began = performance.now();
  let frames = 0;
  const frame = now => {
    const gone = Math.max(0, now - began) / 1000;
    scrollTo(0, gone * speed);
    frames += 1;
    if (gone < seconds) requestAnimationFrame(frame); else resolve(frames);
  };
  requestAnimationFrame(frame);
})"""


def run(*, quick: bool = False) -> list[Row]:
    """The rows of this measure."""
    count = QUICK if quick else SESSIONS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        make(home, count)
        rows = _listed(home, count, 3 if quick else 7)
        path = program()
        if path is None:
            return [*rows, Row("the page of sessions", "not measured", "no Chromium")]
        return rows + _paged(path, home, count, 3 if quick else 7)


def make(home: Path, count: int) -> None:
    """A data folder with so many sessions of a few seconds."""
    first = SessionFolder.create(home, "s00000")
    EveningTape(make_evening("basketball", seed=7, duration_s=4, rate=0.1), seed=7).write(first)
    manifest = json.loads(first.manifest_path.read_bytes())
    for number in range(1, count):
        folder = first.root.with_name(f"s{number:05}")
        shutil.copytree(first.root, folder)
        manifest["title"] = f"Team {number % 40} vs. Team {number % 37}"
        manifest["created_us"] += DAY_US // 4
        (folder / first.manifest_path.name).write_text(json.dumps(manifest), "utf-8")


def _listed(home: Path, count: int, repeats: int) -> list[Row]:
    """The catalogue made from nothing, then brought up to date, beside a plain look at the disk."""

    def empty() -> None:
        (home / "gametape.db").unlink(missing_ok=True)

    def look() -> None:
        for manifest in sorted((home / "sessions").glob("*/manifest.json")):
            json.loads(manifest.read_bytes())
            for one in (manifest.parent / "raw").iterdir():
                one.stat()

    first = _timed(lambda: refreshed(open_catalogue(home), home), repeats, empty)
    catalogue = open_catalogue(home)
    warm = _timed(lambda: msgspec.json.encode(refreshed(catalogue, home)), repeats)
    plain = _timed(look, repeats)
    against = f"manifests and sizes alone: {statistics.median(plain):.2f} s"
    return [
        Row(
            f"{what}, {count:,} sessions",
            f"{statistics.median(spent):.2f} s of CPU",
            against,
            f"{statistics.median(spent) / statistics.median(plain):.1f}",
            f"{min(spent) / min(plain):.1f}",
            goal=f"< {LIST_GOAL_S:g} s" if goal else "",
            met=min(spent) < LIST_GOAL_S if goal else None,
        )
        for what, spent, goal in (
            ("first listing, no catalogue yet", first, False),
            ("listing again", warm, True),
        )
    ]


def _timed(
    work: Callable[[], object], repeats: int, before: Callable[[], None] = lambda: None
) -> list[float]:
    spent = []
    for _ in range(repeats):
        before()
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return spent


def _paged(path: str, home: Path, count: int, repeats: int) -> list[Row]:
    """Opened to rows, and scrolled, each in a window of its own."""
    opened, bare, ours, theirs = [], [], [], []
    serve = ["-m", "gametape", "serve", "--no-open", "--port", "0"]
    with child(serve, {"GAMETAPE_HOME": str(home)}) as server, chromium(path) as browser:
        address = address_of(server)
        for _ in range(repeats):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(address, wait_until="commit")
            opened.append(float(page.evaluate(ROWS)))
            ours.append(_scrolled(page))
            bare.append(float(page.evaluate(BARE)))
            theirs.append(_scrolled(page))
            page.close()
    middle = statistics.median
    return [
        Row(
            f"page opened to rows, {count:,} sessions",
            f"{middle(opened):.0f} ms",
            f"a bare table of all rows, in an open page: {middle(bare):.0f} ms",
            f"{middle(opened) / middle(bare):.1f}",
            f"{min(opened) / min(bare):.1f}",
        ),
        Row(
            f"a frame while {count:,} sessions scroll by",
            f"{middle(ours):.1f} ms of the main thread's CPU",
            f"the bare table: {middle(theirs):.1f} ms",
            f"{middle(ours) / middle(theirs):.1f}",
            f"{min(ours) / min(theirs):.1f}",
            goal=f"<= {FRAME_LIMIT_MS:g} ms",
            met=min(ours) <= FRAME_LIMIT_MS,
        ),
    ]


def _scrolled(page: Page, seconds: float = 3.0) -> float:
    """Milliseconds of the main thread a frame, from the first row on."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable", {"timeDomain": "threadTicks"})  # CPU, not waiting for others

    def busy() -> float:
        told = cdp.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in told if one["name"] == "TaskDuration"))

    page.evaluate("scrollTo(0, 0)")
    before = busy()
    frames = int(page.evaluate(SCROLL, [seconds, SPEED]))
    return (busy() - before) * 1_000 / max(1, frames)
