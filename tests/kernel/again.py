"""Tests that run once more in a process of their own, with only the plugins that they need."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLUGINS = (
    "addopts=-q --import-mode=importlib --disable-plugin-autoload -p timeout -p hypothesispytest"
)


def again(tests: Sequence[str], environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """pytest over these tests, with more variables."""
    command = [sys.executable, "-m", "pytest", "-o", PLUGINS, "-p", "no:cacheprovider", *tests]
    told = {**os.environ, **environ}
    return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True)
