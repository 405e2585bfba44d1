"""The kernel is built where there is a compiler, once, and its absence is said in one line."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "kernel" / "install.py"


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("kernel_install", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module.shutil, "which", lambda name: f"/bin/{name}")
    return module


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "kernel" / "src").mkdir(parents=True)
    (tmp_path / "kernel" / "src" / "a.c").write_text("int a;")
    return tmp_path / "kernel"


# A build is a command with the copy of the sources behind it: these stand in for pip.
FAILS = ["false"]


def test_it_is_built_once_for_each_state_of_its_sources(
    kernel: ModuleType, source: Path, tmp_path: Path
) -> None:
    log, said = tmp_path / "log", list[str]()
    installer = ["sh", "-c", 'test -e "$2/src/a.c" && echo built >> ' + str(log), "--"]
    for _ in range(2):
        kernel.install(tmp_path, installer, said.append, source)
    assert log.read_text() == "built\n"
    (source / "src" / "a.c").write_text("int b;")
    kernel.install(tmp_path, installer, said.append, source)
    assert log.read_text() == "built\nbuilt\n"
    assert not said


def test_a_failed_build_is_said_once(kernel: ModuleType, source: Path, tmp_path: Path) -> None:
    said: list[str] = []
    for _ in range(2):
        kernel.install(tmp_path, FAILS, said.append, source)
    assert len(said) == 1
    assert "could not be built" in said[0]


def test_without_a_compiler_nothing_is_tried_until_there_is_one(
    kernel: ModuleType, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(kernel.shutil, "which", lambda _: None)
        for _ in range(2):
            kernel.install(tmp_path, FAILS, said.append, source)
    assert said == [f"There is no C compiler: {kernel.WITHOUT}."]
    kernel.install(tmp_path, FAILS, said.append, source)
    assert len(said) == 2
