"""A tag from a terminal: what cannot be meant is said, whatever was typed is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gametape.cli.app import app
from gametape.errors import UsageError
from gametape.record.control.inbox import Request, waiting_requests
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SessionFolder:
    monkeypatch.setenv("GAMETAPE_HOME", str(tmp_path))
    folder = SessionFolder.create(tmp_path, "evening")
    Manifest(session="evening", venue="polymarket", title="", created_us=1).save(
        folder.manifest_path
    )
    return folder


@pytest.mark.parametrize("ago", ["inf", "nan", "-1", "1e300"])
def test_no_time_is_refused(folder: SessionFolder, ago: str) -> None:
    with folder.lock():
        told = CliRunner().invoke(app, ["tag", "1", f"--ago={ago}"])
    assert isinstance(told.exception, UsageError)
    assert list(waiting_requests(folder)) == []


def test_words_that_are_no_utf_8_are_kept_as_far_as_they_are(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody takes it from the inbox here: it is enough that it lies there."""
    monkeypatch.setattr("gametape.record.control.inbox.wait_taken", Path.exists)
    with folder.lock():
        told = CliRunner().invoke(app, ["tag", "a\udcff", "--ago", "1.5", "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["session"] == "evening"
    ((_, left),) = waiting_requests(folder)
    assert isinstance(left, Request)
    assert (left.label, left.ago_us) == ("a?", 1_500_000)
