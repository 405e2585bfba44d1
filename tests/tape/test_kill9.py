"""Real writers, killed at random moments (a hundred of them: `python -m bench.kill9 100`)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import gametape

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_ten_killed_writers_lose_nothing_they_acknowledged() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "bench.kill9", "10"],
        cwd=ROOT,
        capture_output=True,
        timeout=110,
        env={**os.environ, "PYTHONPATH": str(Path(gametape.__file__).parents[1])},
    )
    found = json.loads(run.stdout)
    assert found["wrong"] == []
    assert run.returncode == 0
    assert found["kills"] == 10
    assert found["recovered"] >= found["acknowledged"] > 1000
