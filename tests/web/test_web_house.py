"""The house rules of the front end: a portable lock, floors, sizes, nothing from outside."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
SOURCES = sorted(
    path
    for ending in ("ts", "svelte", "css")
    for path in (WEB / "src").rglob(f"*.{ending}")
    if path.name != "schema.d.ts"
)
LINES_OF_A_FILE = 400
ENGINE = {"source", "state", "timeline", "lib"}
FLOORS = {
    "lib": {"lib", "source"},  # the types that are generated from the API's description
    "source": ENGINE,
    "state": ENGINE - {"timeline"},
    "timeline": ENGINE,
}
"""What a folder may import from; what is not named may import everything."""

FRAMEWORK_FREE = ("source", "state", "timeline")
SAYS_NOTHING = {"util", "utils", "helper", "helpers", "manager", "base", "common", "misc"}
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*['"]([^'"]+)['"]""")


def named(path: Path) -> str:
    return str(path.relative_to(WEB))


def imports(path: Path) -> list[str]:
    return IMPORT.findall(path.read_text("utf-8"))


def test_there_is_something_to_judge() -> None:
    assert len(SOURCES) > 60
    assert sum(len(imports(path)) for path in SOURCES) > 150


def test_the_lock_is_portable() -> None:
    packages = json.loads((WEB / "package-lock.json").read_text("utf-8"))["packages"]
    del packages[""]
    assert len(packages) > 100
    assert [name for name, facts in packages.items() if "resolved" in facts] == []
    assert [name for name, facts in packages.items() if not facts.get("integrity")] == []
    bindings = [name for name in packages if name.startswith("node_modules/@rolldown/binding-")]
    systems = {name.removeprefix("node_modules/@rolldown/binding-") for name in bindings}
    needed = {"linux-x64-gnu", "linux-arm64-gnu", "linux-x64-musl", "darwin-arm64", "darwin-x64"}
    assert needed | {"win32-x64-msvc", "win32-arm64-msvc"} <= systems


def test_versions_are_exact() -> None:
    package = json.loads((WEB / "package.json").read_text("utf-8"))
    versions = package["devDependencies"]
    assert [name for name, pin in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", pin)] == []
    assert versions["typescript"].startswith("5.9.")  # svelte-check and openapi-typescript want it


@pytest.mark.parametrize("folder", FLOORS)
def test_lower_folders_import_no_upper_ones(folder: str) -> None:
    wrong = []
    for path in SOURCES:
        if path.relative_to(WEB / "src").parts[0] != folder or path.name.endswith(".test.ts"):
            continue
        for target in imports(path):
            if target.startswith("."):
                place = (path.parent / target).resolve().relative_to(WEB / "src").parts[0]
                if place not in FLOORS[folder]:
                    wrong.append(f"{named(path)} imports {target}")
    assert wrong == []


def test_the_engine_knows_no_framework() -> None:
    wrong = [
        f"{named(path)} imports {target}"
        for path in SOURCES
        if path.relative_to(WEB / "src").parts[0] in FRAMEWORK_FREE
        for target in imports(path)
        if target.startswith("svelte") or target.endswith(".svelte")
    ]
    assert wrong == []


def test_every_file_opens_with_its_purpose_and_is_short() -> None:
    opening = {".ts": "//", ".svelte": "<!--", ".css": "/*"}
    texts = {path: path.read_text("utf-8") for path in SOURCES}
    mute = [
        named(path) for path, text in texts.items() if not text.startswith(opening[path.suffix])
    ]
    long = [named(path) for path, text in texts.items() if text.count("\n") > LINES_OF_A_FILE]
    assert (mute, long) == ([], [])


def test_no_name_says_nothing() -> None:
    wrong = [
        named(path)
        for path in SOURCES
        for word in re.findall(r"[A-Z]?[a-z]+", path.name.partition(".")[0])
        if word.lower() in SAYS_NOTHING
    ]
    assert wrong == []


def test_no_style_attribute_that_the_pages_policy_would_block() -> None:
    wrong = [
        named(path)
        for path in SOURCES
        if path.suffix == ".svelte" and re.search(r"\sstyle=[\"{]", path.read_text("utf-8"))
    ]
    assert wrong == []


def test_nothing_is_fetched_from_outside() -> None:
    hosts = {
        "http://www.w3.org", "https://svelte.dev", "https://www.youtube-nocookie.com",
        "https://www.youtube.com", "https://player.twitch.tv", "https://polymarket.com",
        "https://www.twitch.tv", "https://youtu.be", "http://localhost",
    }  # fmt: skip
    found = {
        address
        for path in SOURCES
        if not path.name.endswith(".test.ts")
        for address in re.findall(r"https?://[\w.-]+\w", path.read_text("utf-8"))
    }
    assert found - hosts == set()
