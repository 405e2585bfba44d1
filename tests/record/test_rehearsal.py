"""The process of a loopback venue: whatever it says, it plays its evening to the end."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from gametape.errors import VenueError
from gametape.record.rehearsal import loopback_venue

OPENED = """print('{"GAMETAPE_EVENT":"a-b","POLYMARKET_WS_MARKET":"ws://x"}', flush=True)\n"""


def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> str:
    """Run a program as if it were the venue, until it ends by itself; the event it names."""
    (tmp_path / "venue.py").write_text(f"import sys\n{program}")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{tmp_path}/venue.py"\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))

    async def run() -> str:
        async with loopback_venue([]) as venue, asyncio.timeout(60):
            await venue.ended()
            assert venue.process.returncode == 0
            return venue.event

    return asyncio.run(run())


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_a_venue_that_talks_much_is_not_stopped_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = "for pipe in (sys.stdout, sys.stderr):\n    pipe.write('x' * 2_000_000)\n"
    assert play(tmp_path, monkeypatch, OPENED + talk) == "a-b"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_a_venue_that_does_not_start_is_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(VenueError) as error:
        play(tmp_path, monkeypatch, "sys.exit('port 1 is taken')\n")
    assert error.value.way_out == "port 1 is taken"
