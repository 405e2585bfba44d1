"""Finding a browser and a Node for tests: the order, and what happens where there is none."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from browser import chromium
from playwright.sync_api import Playwright


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with no browser and nothing told."""
    for name in (*chromium.VARIABLES, "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr(chromium, "PLACES", ())


@pytest.mark.usefixtures("bare")
def test_what_is_told_comes_first_then_playwrights_own_then_the_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own, edge = tmp_path / "own", tmp_path / "msedge"
    assert chromium.find_browser(str(own)) is None
    edge.touch()
    monkeypatch.setattr("shutil.which", lambda name: str(edge) if name == "msedge" else None)
    assert chromium.find_browser(str(own)) == str(edge)
    own.touch()
    assert chromium.find_browser(str(own)) == str(own)
    monkeypatch.setenv("PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH", "/told")
    assert chromium.find_browser(str(own)) == "/told"
    monkeypatch.setenv("GAMETAPE_BROWSER", "/told first")
    assert chromium.find_browser(str(own)) == "/told first"


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip), ("true", pytest.fail)])
def test_without_a_browser_a_person_is_told_and_ci_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ci: str, outcome: Any
) -> None:
    monkeypatch.setenv("CI", ci)
    playwright = SimpleNamespace(chromium=SimpleNamespace(executable_path=str(tmp_path / "none")))
    with pytest.raises(outcome.Exception, match="GAMETAPE_BROWSER"):
        chromium.start_browser(cast("Playwright", playwright))


@pytest.mark.parametrize("bundled", ["works", "breaks", "is not there"])
def test_playwright_gets_a_node_that_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bundled: str
) -> None:
    node = tmp_path / "node"
    if bundled != "is not there":
        node.write_text(f"#!/bin/sh\nexit {int(bundled == 'breaks')}\n")
        node.chmod(0o755)
    monkeypatch.setattr(
        "playwright._impl._driver.compute_driver_executable", lambda: (str(node), "cli.js")
    )
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", "")
    chromium.choose_node()
    chosen = os.environ["PLAYWRIGHT_NODEJS_PATH"]
    if bundled == "works":
        assert chosen == ""
    else:
        assert Path(chosen).exists()
        assert chosen != str(node)


def test_a_node_that_is_told_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", "/told")
    chromium.choose_node()
    assert os.environ["PLAYWRIGHT_NODEJS_PATH"] == "/told"
