"""Renewing requirements.lock: the newest versions that suit every extra at once."""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path


def lock(
    root: Path, run_quietly: Callable[[list[str], str], None], say: Callable[[str], None]
) -> None:
    """Write the lock. Made with the oldest supported Python, since newer ones can install it.

    `run_quietly` runs a program, or raises with the words it is given; `say` tells the person.
    Leaves with a message on another Python.
    """
    if sys.version_info[:2] != (3, 11):
        sys.exit("Renew the lock with Python 3.11, the oldest that is supported.")
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    extras = ",".join(sorted(project["optional-dependencies"]))
    say("Resolving every extra ...")
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run"]
        command += ["--ignore-installed", "--report", str(report), f"{root}[{extras}]"]
        run_quietly(command, "The versions could not be resolved.")
        found = json.loads(report.read_text("utf-8"))["install"]
    named = ((item["metadata"]["name"].lower(), item["metadata"]["version"]) for item in found)
    ours = project["name"]
    pins = sorted(f"{name.replace('_', '-')}=={pin}" for name, pin in named if name != ours)
    head = "# Exact versions of everything any extra needs; renewed by: python3 run.py lock\n"
    (root / "requirements.lock").write_text(head + "\n".join(pins) + "\n", "utf-8")
    say(f"requirements.lock: {len(pins)} packages.")
