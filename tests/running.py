"""What the tests of run.py share: the module itself, a small clone, a stand-in for programs."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "run.py"


@pytest.fixture
def run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A small stand-in for a clone."""
    root = tmp_path / "clone"
    (root / "src" / "gametape").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[project]\nname = 'gametape'\n")
    (root / "requirements.lock").write_text("msgspec==0.1\n")
    (root / "src" / "gametape" / "__init__.py").write_text("")
    shutil.copyfile(ROOT / "hatch_build.py", root / "hatch_build.py")
    return root


class Commands:
    """Stands where run.py starts programs, and remembers what would have been started."""

    def __init__(self, fail: bool = False) -> None:
        self.seen: list[list[str]] = []
        self.fail = fail

    def __call__(self, command: list[str], otherwise: str) -> None:
        self.seen.append(command)
        if self.fail:
            raise RuntimeError(otherwise)
