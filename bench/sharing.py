"""The shared file: how large it is, and how soon a browser shows its first frame from the disk."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import msgspec
from playwright.sync_api import Browser

from bench.browser import chromium, program
from bench.browser_data import timeline
from bench.film_rows import Market, market, one_million, track_of
from bench.rows import Row
from gametape import __version__
from gametape.replay.film.stored import VERSION, Facts, Film
from gametape.replay.timeline import Timeline
from gametape.share.choice import Choice
from gametape.share.making import LIMIT, share

SIZE_GOAL = LIMIT
READY_GOAL_MS = 1_400.0
PROTOTYPE = {"20k": "0.23 MB", "1M": "6.1 MB"}
"""What the spec's prototype took (reference/experience.md, row 25), at a coarser resolution."""

READY = """addEventListener('DOMContentLoaded', function look() {
    const tape = document.querySelector('section[aria-label=Tape]');
    if (tape === null || tape.getAttribute('aria-busy') === 'true') requestAnimationFrame(look);
    else requestAnimationFrame(() => { window.readyMs = performance.now() });
})"""


def run(*, quick: bool = False) -> list[Row]:
    """Measure an hour of a quiet market and two and a half of a busy one."""
    sets = [market(20_000, 1.0, 100, 12.0, 30, "20k"), one_million()]
    rows: list[Row] = []
    path_of = program()
    with tempfile.TemporaryDirectory() as folder:
        files = {made.name: _file(made, Path(folder), rows) for made in sets}
        if path_of is None:
            return [*rows, Row("first frame of a shared file", "not measured", "no Chromium")]
        with chromium(path_of) as browser:
            for name, path in files.items():
                rows.append(_ready(browser, name, path, 3 if quick else 9))
    return rows


def _file(made: Market, folder: Path, rows: list[Row]) -> Path:
    film = _film(made, folder / f"film-{made.name}")
    began = time.process_time()
    found = share(film, [], Choice())
    took = time.process_time() - began
    page = found[0].contents.inside[0].bytes
    size = len(found[0].html)
    rows.append(
        Row(
            f"{made.name} events: a shared file",
            f"{size / 1e6:.2f} MB in {len(found)}, the page {page / 1e6:.2f}",
            f"the prototype: {PROTOTYPE[made.name]}; made in {took:.1f} s of CPU",
            goal=f"<= {SIZE_GOAL / 1e6:g} MB",
            met=size <= SIZE_GOAL and len(found) == 1,
        )
    )
    path = folder / f"{made.name}.html"
    path.write_bytes(found[0].html)
    return path


def _film(made: Market, root: Path) -> Film:
    """The set as film on a disk."""
    root.mkdir()
    (root / "0.track").write_bytes(track_of(made))
    told = timeline(made, 0) | {"version": "bench"}
    msgspec.convert(told, Timeline)
    (root / "timeline.json").write_bytes(msgspec.json.encode(told))
    facts = Facts(
        version=VERSION, made_by=f"gametape {__version__}", basis="bench", tracks=["yes"], both=[],
        lines=0, rows=len(made.rows),
    )  # fmt: skip
    return Film(root, facts)


def _ready(browser: Browser, name: str, path: Path, loads: int) -> Row:
    """From the beginning of loading to a drawn tape, each time in a window of its own."""
    times = []
    for _ in range(loads):
        context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
        page = context.new_page()
        page.add_init_script(READY)
        page.goto(path.as_uri())
        while (ready := page.evaluate("window.readyMs ?? null")) is None:
            time.sleep(0.02)  # its policy lets nobody wait by a text of script
        times.append(float(ready))
        context.close()
    return Row(
        f"{name} events: first frame from the disk",
        f"{statistics.median(times):.0f} ms",
        f"{min(times):.0f} to {max(times):.0f} ms in {loads} loads; the prototype at 1M: 1,400",
        goal=f"<= {READY_GOAL_MS:g} ms",
        met=min(times) <= READY_GOAL_MS,
    )
