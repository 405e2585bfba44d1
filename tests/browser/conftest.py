"""A real server, a real Chromium, and a page under watch, for tests of what people see.

`page` is the list of sessions on a desktop; `open_page` opens any address, device and theme;
`serve` starts a server over another data folder; `shot` keeps a picture; `axe` judges access.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from browser.chromium import choose_node, start_browser
from browser.clip import make_clip
from browser.looking import Device, OpenPage, Theme
from browser.serving import Server, ServerHere, judge, tape_evening
from browser.watching import Watch
from browser.windows import PATIENCE_MS, Windows
from made_once import made_once
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from gametape.replay.film.building import film_of
from gametape.simulate.evening import make_evening
from gametape.simulate.taping import EveningTape
from gametape.tape.session import SessionFolder

ROOT = Path(__file__).parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder needs a browser."""
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    choose_node()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = start_browser(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Iterator[Windows]:
    windows = Windows(browser)
    yield windows
    windows.close()


@pytest.fixture(scope="session")
def built_page() -> Path:
    """The folder of the built front end; without it there is nothing to look at."""
    folder = ROOT / "src" / "gametape" / "_web"
    if not (folder / "index.html").exists():
        pytest.fail("the front end is not built; run: python hatch_build.py")
    return folder


@pytest.fixture(scope="session")
def film_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two finished sessions: `basketball` (two markets) and `tennis`."""

    def make(home: Path) -> None:
        tape_evening(home, "basketball", markets=("moneyline", "total"))
        tape_evening(home, "tennis", sport="tennis", seed=3, duration_s=120, markets=None)
        judge(home)

    made = made_once(tmp_path_factory, "film", make)
    return Path(shutil.copytree(made, tmp_path_factory.mktemp("film") / "home"))


@pytest.fixture(scope="session")
def evening_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An evening at its natural length, of a thin crowd: long enough for labels. Copy it."""

    def make(home: Path) -> None:
        script = make_evening("basketball", seed=8, rate=0.03, markets=["moneyline"])
        EveningTape(script).write(SessionFolder.create(home, "evening"))
        judge(home)

    return made_once(tmp_path_factory, "evening", make)


@pytest.fixture(scope="session")
def game_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two minutes of a game named `game`, filmed and in no catalogue yet. Copy it."""

    def make(home: Path) -> None:
        film_of(tape_evening(home, "game", duration_s=120))

    return made_once(tmp_path_factory, "game", make)


@pytest.fixture(scope="session")
def film_room(film_home: Path, built_page: Path) -> Iterator[Server]:
    """A server over `film_home`, shared by all tests: leave it as you found it."""
    server = Server(film_home)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory, windows: Windows, film_room: Server) -> Path:
    """A video of ten seconds in a file, see `browser.clip`."""

    def make(place: Path) -> None:
        page = windows.take("desktop", "dark")
        page.goto(film_room.url)
        (place / "clip.webm").write_bytes(make_clip(page))
        windows.give_back("desktop", page)

    return made_once(tmp_path_factory, "clip", make) / "clip.webm"


@pytest.fixture
def serve(built_page: Path) -> Iterator[Callable[..., Server]]:
    """Start servers over data folders of the test's own: `serve(home, {"NAME": "value"})`.

    With variables it is a process of its own, for tests that have it die too; without in a thread.
    """
    servers: list[Server] = []

    def start(home: Path, environ: dict[str, str] | None = None) -> Server:
        servers.append(ServerHere(home) if environ is None else Server(home, environ))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails a test for what its pages should not have done, but for what it `watch.allow`s."""
    watch = Watch()
    yield watch
    assert watch.complaints == []


@pytest.fixture
def open_page(
    windows: Windows,
    watch: Watch,
    serve: Callable[..., Server],
    request: pytest.FixtureRequest,
) -> Iterator[OpenPage]:
    """See `OpenPage`. `before` is given the page before it goes to the address.

    It names `serve` so that windows close, or are blank, before the servers that they speak to.
    """
    contexts: list[BrowserContext] = []
    lent: list[tuple[Device, Page]] = []
    again = getattr(request.node, "execution_count", 1) > 1  # who runs again trusts nobody

    def opened(
        path: str = "/",
        *,
        server: Server | None = None,
        device: Device = "desktop",
        theme: Theme = "dark",
        before: Callable[[Page], object] | None = None,
        alone: bool = False,
        **options: Any,
    ) -> Page:
        server = server or cast("Server", request.getfixturevalue("film_room"))
        if again or alone or options:
            context = windows.new(device, theme, **options)
            contexts.append(context)
            watch.context(context, server.url)
            page = context.new_page()
        else:
            page = windows.take(device, theme)
            lent.append((device, page))
            watch.context(page.context, server.url)
        if before is not None:
            before(page)
        page.goto(server.url + path)
        return page

    yield opened
    watch.end()
    for context in contexts:
        context.close()
    for device, page in lent:
        windows.give_back(device, page)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The list of sessions on a desktop."""
    return open_page("/")


@pytest.fixture
def shot(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Page, str], Path]:
    """Keep a picture of what is in view, in the folder GAMETAPE_SHOTS or the test's own."""
    folder = Path(os.environ.get("GAMETAPE_SHOTS") or tmp_path)

    def keep(page: Page, name: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower())}.png"
        page.evaluate("document.fonts.ready")
        page.screenshot(path=path)
        return path

    return keep


@pytest.fixture(scope="session")
def axe_source() -> str:
    path = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
    if not path.exists():
        pytest.fail("axe-core is not installed; run: python hatch_build.py npm --version")
    return path.read_text("utf-8")


@pytest.fixture
def axe(axe_source: str) -> Callable[[Page], list[str]]:
    """What axe-core finds wrong with a page: one line a violation, with its first places."""

    def judge(page: Page) -> list[str]:
        page.evaluate(axe_source)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['impact']} {one['id']}: "
            + "; ".join(node["html"][:120] for node in one["nodes"][:3])
            for one in found["violations"]
        ]

    return judge
