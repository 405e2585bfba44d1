"""The peers' own environment, `.bench-venv`: other people's recorders, never mixed with ours."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bench.children import ROOT

FOLDER = ROOT / ".bench-venv"
PYTHON = FOLDER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
PEERS = {
    "quanty": ("quanty-py==0.2.0", "import quanty.feeds.session"),
    "official": ("polymarket-client==0.14.0", "import polymarket.streams"),
}
"""Each peer's package, and an import that works once it is there."""

HEAVY = {
    "hftbacktest": ("hftbacktest==2.4.4", "import hftbacktest"),
    "tickvault": ("tickvault-ob==0.1.1", "import tickvault"),
}
"""Those of `bench peers`, which bring a compiler of their own."""


def newest_python() -> str:
    """A Python of at least 3.12, which quanty needs; our own where there is none."""
    if sys.version_info >= (3, 12):
        return sys.executable
    for name in ("python3.12", "python3.13", "python3.14"):
        found = shutil.which(name)
        if found and subprocess.run([found, "-c", ""], capture_output=True).returncode == 0:
            return found
    for versions in sorted(Path.home().glob(".pyenv/versions/3.1[2-4].*/bin/python")):
        return str(versions)
    return sys.executable


def prepare(peers: Mapping[str, tuple[str, str]] = PEERS) -> dict[str, str]:
    """Install what is missing; the words of what could not be installed, by peer."""
    if not _works("import pip"):
        command = [newest_python(), "-m", "venv", "--clear", str(FOLDER)]
        made = subprocess.run(command, capture_output=True, text=True)
        if made.returncode:  # Debian's Python comes without what it needs for this
            return dict.fromkeys(peers, f"{FOLDER.name} cannot be made: {_last(made.stdout)}")
    failed = {}
    for name, (package, proof) in peers.items():
        if _works(proof):
            continue
        print(f"Installing {package} into {FOLDER.name} (once) ...", file=sys.stderr)
        command = [str(PYTHON), "-m", "pip", "install", "--quiet", package]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode or not _works(proof):
            words = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            failed[name] = f"{package} is not there: {words[-1][:120] if words else 'no import'}"
    return failed


def _works(proof: str) -> bool:
    if not PYTHON.exists():
        return False
    return subprocess.run([str(PYTHON), "-c", proof], capture_output=True).returncode == 0


def _last(said: str) -> str:
    return next((line for line in reversed(said.splitlines()) if line.strip()), "no word")[:120]


def version() -> str:
    """The peers' Python."""
    command = [str(PYTHON), "-c", "import sys; print(sys.version.split()[0])"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
