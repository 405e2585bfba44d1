"""The rules of the house: sizes, docstrings, names, the lock, and documents that tell the truth."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from seconds import SECONDS

ROOT = Path(__file__).parents[1]
FOLDERS = ("src", "tests", "bench", "docs", ".ci")
TEXTS = (".py", ".md", ".toml", ".lock", ".json", ".yml", "")
MODULES = sorted(
    [ROOT / "run.py", *(path for name in FOLDERS for path in (ROOT / name).rglob("*.py"))]
)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Defined(NamedTuple):
    """A function or class, and where it stands."""

    name: str
    first: int
    last: int
    is_class: bool


class Read(NamedTuple):
    """What is asked of a module; its tree has a thousand times as many objects."""

    docstring: str | None
    first: int
    definitions: tuple[Defined, ...]


LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 60
SAYS_NOTHING = {"util", "utils", "helper", "helpers", "manager", "base", "common", "misc"}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def read(path: Path) -> Read:
    tree = ast.parse(path.read_text("utf-8"))
    found = tuple(
        Defined(node.name, node.lineno, node.end_lineno or node.lineno, type(node) is ast.ClassDef)
        for node in ast.walk(tree)
        if isinstance(node, Definition)
    )
    return Read(ast.get_docstring(tree), tree.body[0].lineno if tree.body else 0, found)


def texts() -> Iterator[Path]:
    """Every text file of the project, as far as a clone has it."""
    inside = (path for name in FOLDERS for path in (ROOT / name).rglob("*"))
    for path in [*ROOT.iterdir(), *inside]:
        if path.is_file() and path.suffix in TEXTS and path.name != ".env":
            yield path


# --- code -----------------------------------------------------------------------------------


def test_there_is_code_to_judge() -> None:
    assert len(MODULES) > 50
    assert sum(1 for path in MODULES for _ in read(path).definitions) > 300


def test_no_file_is_long() -> None:
    lengths = {named(path): path.read_text("utf-8").count("\n") for path in MODULES}
    assert {name: n for name, n in lengths.items() if n > LINES_OF_A_FILE} == {}


def test_no_function_is_long() -> None:
    long = [
        f"{named(path)}:{one.first} {one.name}"
        for path in MODULES
        for one in read(path).definitions
        if not one.is_class and one.last - one.first + 1 >= LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_every_file_opens_with_its_purpose() -> None:
    mute = []
    for path in MODULES:
        shebang = path.read_text("utf-8").startswith("#!")
        if not read(path).docstring or read(path).first != 1 + shebang:
            mute.append(named(path))
    assert mute == []


def test_no_name_says_nothing() -> None:
    words = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
    names = [(named(path), path.stem) for path in MODULES]
    names += [(named(path), path.parent.name) for path in MODULES if path.parent != ROOT]
    names += [(named(path), node.name) for path in MODULES for node in read(path).definitions]
    empty = [pair for pair in names if SAYS_NOTHING & set(map(str.lower, words.findall(pair[1])))]
    assert empty == []


# --- what must not be in the files ----------------------------------------------------------


def test_no_secret_and_no_place_of_one_machine() -> None:
    patterns = {
        "private key": r"-----BEGIN [A-Z ]*PRIVATE " + "KEY-----",
        "access token": r"\b(sk-ant-[\w-]{20}|gh[pousr]_\w{30}|AKIA[A-Z0-9]{16}|pypi-AgE\w{20})",
        "folder of one machine": r"(?<![\w.~-])/(work|root|home/\w+)" + r"/",
        "package index": r"(?i)(--(extra-)?index-url|files\.pythonhosted)" + r"\b(?!\")",
    }
    assert re.search(patterns["folder of one machine"], "in /" + "work/main")  # it can find
    found = [
        (named(path), what)
        for path in texts()
        if path != Path(__file__)
        for what, pattern in patterns.items()
        if re.search(pattern, path.read_text("utf-8", errors="replace"))
    ]
    assert found == []


# --- the lock and the commands --------------------------------------------------------------


def pins() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    pinned = [line for line in lines if not line.startswith("#")]
    strange = [line for line in pinned if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*==[\w.]+", line)]
    assert strange == []
    return dict(line.split("==") for line in pinned)


def test_the_lock_pins_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        asked += [text for text in extra if not text.startswith("gametape[")]
    locked = pins()
    for requirement in map(Requirement, asked):
        assert requirement.specifier.contains(locked[requirement.name.lower()]), requirement


def test_make_and_the_script_know_the_same_words() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    rule = re.search(r"^([a-z ]+):$", makefile, re.MULTILINE)
    assert rule is not None
    usage = subprocess.run(
        [sys.executable, ROOT / "run.py", "--help"], capture_output=True, text=True, check=True
    )
    assert rule[1].split() == re.findall(r"^  ([a-z]+)  ", usage.stdout, re.MULTILINE)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no executable bit")
def test_the_scripts_can_be_started() -> None:
    for name in ("run.py", ".ci/run"):
        assert os.access(ROOT / name, os.X_OK), name


def test_files_that_are_begun_first_are_there() -> None:
    """A file that was renamed begins last, and two workers wait for it."""
    tests = ROOT / "tests"
    assert [name for name in SECONDS if not (tests / f"{name}.py").is_file()] == []
    assert all(Path(name).name.startswith("test_") for name in SECONDS)


# --- documents ------------------------------------------------------------------------------


def commands_in_documents(program: str) -> dict[str, str]:
    """Every `program word` in a code block or code span, and where it stands."""
    found: dict[str, str] = {}
    for path in DOCUMENTS:
        for code in re.findall(r"```.*?```|`[^`\n]+`", path.read_text("utf-8"), re.DOTALL):
            for word in re.findall(rf"(?:^|`|\n|\$ ){program} ([a-z][a-z-]*)", code):
                found.setdefault(word, named(path))
    return found


def test_commands_of_the_script_in_documents_exist() -> None:
    written = commands_in_documents(r"python3 run\.py")
    assert {"demo", "test"} <= written.keys()
    usage = (ROOT / "run.py").read_text("utf-8")
    assert [word for word in written if f"\n  {word}  " not in usage] == []


def test_commands_of_the_program_in_documents_exist() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "gametape", "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"},
    )
    real = set(re.findall(r"^[ │|]*([a-z][a-z-]*)  ", told.stdout, re.MULTILINE))
    written = commands_in_documents("gametape")
    assert {"doctor", "record", "verify", "book"} <= written.keys()
    assert {word: where for word, where in written.items() if word not in real} == {}


def test_links_between_documents_lead_somewhere() -> None:
    dead = []
    for path in DOCUMENTS:
        text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
            if "://" not in target and not (path.parent / target).exists():
                dead.append((named(path), target))
    assert dead == []


def test_decisions_are_numbered_without_holes() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
