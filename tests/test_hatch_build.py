"""The build hook: when a build is due, what it needs, where it goes, what a failure says."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.delenv("GAMETAPE_SKIP_WEB", raising=False)
    monkeypatch.delenv("GAMETAPE_NODE", raising=False)
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small stand-in for a clone with a front end that was never built."""
    root = tmp_path / "clone"
    (root / "web" / "src").mkdir(parents=True)
    (root / "src" / "gametape").mkdir(parents=True)
    (root / "web" / "package.json").write_text("{}")
    (root / "web" / "package-lock.json").write_text("{}")
    (root / "web" / "src" / "main.ts").write_text("one")
    return root


def built(hook: ModuleType, root: Path) -> None:
    """Put the files of a build where they belong."""
    folder = root / hook.BUILT
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text("a page")
    (folder / hook.STAMP).write_text(hook.fingerprint(root))


def maker(hook: ModuleType, root: Path, target: str = "wheel") -> Any:
    return hook.FrontEnd(str(root), {}, None, None, str(root / "dist"), target)


@pytest.fixture
def compiled(hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Stands where npm works: gathers the trees that it was asked to compile."""
    seen: list[Path] = []

    def compile_page(web: Path, output: Path) -> None:
        seen.append(web)
        output.mkdir()
        (output / "index.html").write_text("a new page")

    monkeypatch.setattr(hook, "install_packages", lambda web: None)
    monkeypatch.setattr(hook, "compile_page", compile_page)
    return seen


# --- whether a build is due -----------------------------------------------------------------


def changed(path: str) -> Callable[[Path], object]:
    def change(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("changed")

    return change


@pytest.mark.parametrize(
    ("change", "due"),
    [
        (changed("web/src/main.ts"), True),
        (changed("web/src/panels/New.svelte"), True),
        (changed("web/public/icon.svg"), True),
        (changed("web/package-lock.json"), True),
        (changed("web/vite.config.ts"), True),
        (lambda root: (root / "web/src/main.ts").rename(root / "web/src/other.ts"), True),
        (lambda root: (root / "web/src/main.ts").unlink(), True),
        (changed("web/src/main.test.ts"), False),
        (changed("web/node_modules/x/index.js"), False),
        (changed("web/openapi.json"), False),
        (changed("src/gametape/clock.py"), False),
        (lambda root: shutil.rmtree(root / "src/gametape/_web"), True),
        (lambda root: (root / "src/gametape/_web/index.html").unlink(), True),
        (lambda root: shutil.rmtree(root / "web"), False),
    ],
)
def test_a_build_is_due_when_its_sources_changed(
    hook: ModuleType, tree: Path, change: Callable[[Path], object], due: bool
) -> None:
    assert not hook.is_fresh(tree)
    built(hook, tree)
    assert hook.is_fresh(tree)
    change(tree)
    assert hook.is_fresh(tree) is not due
    assert maker(hook, tree).dependencies() == ([hook.NODE] if due else [])


def test_the_fingerprint_is_of_the_files_and_not_of_where_they_lie(
    hook: ModuleType, tree: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "elsewhere"
    shutil.copytree(tree, copy)
    assert hook.fingerprint(copy) == hook.fingerprint(tree)


def test_nothing_is_due_when_it_is_skipped_and_no_node_with_the_systems(
    hook: ModuleType, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAMETAPE_NODE", "system")
    assert maker(hook, tree).dependencies() == []
    assert not hook.is_fresh(tree)
    monkeypatch.setenv("GAMETAPE_SKIP_WEB", "1")
    assert hook.is_fresh(tree)


def test_the_extra_for_tests_brings_the_same_node(hook: ModuleType) -> None:
    assert f'"{hook.NODE}"' in (ROOT / "pyproject.toml").read_text("utf-8")


# --- building -------------------------------------------------------------------------------


def test_a_due_build_replaces_the_page_and_stamps_it(
    hook: ModuleType, tree: Path, compiled: list[Path]
) -> None:
    built(hook, tree)
    (tree / hook.BUILT / "old.js").write_text("")
    changed("web/src/main.ts")(tree)
    data: dict[str, Any] = {"force_include": {}}
    maker(hook, tree).initialize("standard", data)
    assert compiled == [tree / "web"]
    assert (tree / hook.BUILT / "index.html").read_text() == "a new page"
    assert not (tree / hook.BUILT / "old.js").exists()
    assert hook.is_fresh(tree)
    assert data["force_include"] == {}
    maker(hook, tree).initialize("standard", data)
    assert len(compiled) == 1
    assert [path.name for path in (tree / hook.BUILT.parent).iterdir()] == ["_web"]


@pytest.mark.parametrize(
    ("target", "inside"), [("wheel", "gametape/_web"), ("sdist", "src/gametape/_web")]
)
def test_a_tree_that_cannot_be_written_to_is_built_in_a_copy(
    hook: ModuleType,
    tree: Path,
    compiled: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    target: str,
    inside: str,
) -> None:
    (tree / "web" / "src" / "main.ts").chmod(0o444)
    monkeypatch.setattr(hook, "is_writable", lambda folder: False)
    data: dict[str, Any] = {"force_include": {}}
    front = maker(hook, tree, target)
    front.initialize("standard", data)
    assert not (tree / hook.BUILT).exists()
    (place,) = data["force_include"]
    assert data["force_include"] == {place: inside}
    assert (Path(place) / "index.html").exists()
    assert tree not in compiled[0].parents
    assert os.access(compiled[0] / "src" / "main.ts", os.W_OK)
    assert (compiled[0] / "src" / "main.ts").stat().st_mode & 0o200
    front.finalize("standard", data, "")
    assert not Path(place).exists()


def test_a_package_is_never_made_without_its_page(
    hook: ModuleType,
    tree: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GAMETAPE_SKIP_WEB", "1")
    maker(hook, tree).initialize("editable", {})
    with pytest.raises(SystemExit):
        maker(hook, tree).initialize("standard", {})
    assert "src/gametape/_web/index.html is missing" in capsys.readouterr().err


def test_a_failing_build_says_the_end_of_npms_words_and_leaves_the_old_page(
    hook: ModuleType,
    tree: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    built(hook, tree)
    changed("web/src/main.ts")(tree)
    words = "print('x' * 9000 + 'the last line'); raise SystemExit(1)"
    monkeypatch.setattr(hook, "npm", lambda: ([sys.executable, "-c", words], dict(os.environ)))
    with pytest.raises(SystemExit):
        maker(hook, tree).initialize("standard", {})
    said = capsys.readouterr().err
    assert "the last line" in said
    assert len(said) < hook.WORDS_KEPT + 400
    assert "packages could not be installed" in said
    assert (tree / hook.BUILT / "index.html").read_text() == "a page"


def test_npm_knows_the_systems_authorities_and_comes_from_pypi(hook: ModuleType) -> None:
    command, environ = hook.npm()
    assert environ["NODE_USE_SYSTEM_CA"] == "1"
    assert environ["CI"] == "1"
    assert Path(command[0]).name in ("node", "node.exe")
    assert Path(command[1]).name == "npm-cli.js"
    assert all(Path(part).exists() for part in command)
    assert environ["PATH"].startswith(str(Path(command[0]).parent))


def test_a_missing_node_is_told_with_the_way_out(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(hook.BuildError, match="GAMETAPE_NODE=system"):
        hook.npm()
    monkeypatch.setenv("GAMETAPE_NODE", "system")
    monkeypatch.setattr(hook.shutil, "which", lambda name: None)
    with pytest.raises(hook.BuildError, match="no npm"):
        hook.npm()


def test_packages_are_installed_once_a_lock(
    hook: ModuleType, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []

    def run(command: list[str], folder: Path, environ: dict[str, str], otherwise: str) -> None:
        calls.append(command)
        (folder / "node_modules").mkdir(exist_ok=True)

    monkeypatch.setattr(hook, "run", run)
    hook.install_packages(tree / "web")
    hook.install_packages(tree / "web")
    assert len(calls) == 1
    assert calls[0][-4:] == ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    (tree / "web" / "package-lock.json").write_text('{"new": 1}')
    hook.install_packages(tree / "web")
    assert len(calls) == 2
