"""run.py test: checks one line each, pytest last, and programs that the tests want."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from running import Commands, clone, run

__all__ = ["clone", "run"]  # fixtures


def test_every_check_runs_and_failures_are_named(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    clone: Path,
) -> None:
    monkeypatch.setattr(run, "python_of", lambda _: Path(sys.executable))
    checks = (
        ("good", ["-c", "print('hidden')"]),
        ("bad", ["-c", "print('line 7 is wrong'); raise SystemExit(1)"]),
        ("late", ["-c", ""]),
    )
    monkeypatch.setattr(run, "CHECKS", checks[:2])
    monkeypatch.setattr(run, "PAGE_CHECKS", checks[2:])
    assert run.check(clone, clone) == ["bad"]
    lines = capfd.readouterr().out.splitlines()
    assert [re.sub(r"\d+\.\d", "N", line) for line in lines] == [
        "good ... ok, N s",
        "bad ... FAILED, N s",
        "line 7 is wrong",
        "late ... ok, N s",
    ]


def test_the_page_is_not_checked_in_a_read_only_clone(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    clone: Path,
) -> None:
    monkeypatch.setattr(run, "python_of", lambda _: Path(sys.executable))
    monkeypatch.setattr(run, "CHECKS", (("good", ["-c", ""]),))
    monkeypatch.setattr(run, "PAGE_CHECKS", (("never", ["-c", "raise SystemExit(1)"]),))
    monkeypatch.setattr(run, "writable", lambda _: False)
    assert run.check(clone, clone) == []
    assert "page's own checks are not run" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("body", "failed", "code", "closing"),
    [
        ("pass", [], 0, "1 passed"),
        ("pass", ["mypy"], 1, "1 passed"),
        ("assert False", [], 1, "1 failed"),
    ],
)
def test_pytest_has_the_last_word_and_any_failure_counts(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    clone: Path,
    body: str,
    failed: list[str],
    code: int,
    closing: str,
) -> None:
    monkeypatch.setattr(run, "python_of", lambda _: Path(sys.executable))
    (clone / "test_it.py").write_text(f"def test_it():\n    {body}\n")
    assert run.pytest(clone, clone, ["-q", "-n", "0"], failed) == code
    lines = capfd.readouterr().out.splitlines()
    assert closing in lines[-1]
    assert all(name in lines[0] for name in failed)


def test_caches_of_the_tools_avoid_a_read_only_clone(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, clone: Path, tmp_path: Path
) -> None:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    assert run.tool_environment(clone, tmp_path) == dict(os.environ)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in run.tool_environment(clone, tmp_path)
    monkeypatch.setattr(run, "writable", lambda _: False)
    changed = set(run.tool_environment(clone, tmp_path).items()) - set(os.environ.items())
    assert len(changed) == 5
    assert all(str(tmp_path) in value for _, value in changed)


@pytest.mark.parametrize(
    ("uid", "environ", "asked"), [(0, {}, True), (1000, {"CI": "true"}, True), (1000, {}, False)]
)
def test_missing_programs_are_fetched_only_where_that_is_ours_to_do(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    uid: int,
    environ: dict[str, str],
    asked: bool,
) -> None:
    commands = Commands()
    monkeypatch.setattr(run, "run_quietly", commands)
    monkeypatch.setattr(run, "WINDOWS", False)
    monkeypatch.setattr(run.os, "geteuid", lambda: uid, raising=False)
    monkeypatch.setattr(run.shutil, "which", lambda name: None if name == "zstdcat" else name)
    run.install_programs(environ)
    assert any("install" in command and "zstd" in command for command in commands.seen) == asked
    assert ("sudo" in {command[0] for command in commands.seen}) == (asked and uid != 0)
    assert "zstdcat is not installed" in capsys.readouterr().err


def test_nothing_is_fetched_when_nothing_is_missing(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = Commands()
    monkeypatch.setattr(run, "run_quietly", commands)
    monkeypatch.setattr(run.shutil, "which", lambda name: name)
    run.install_programs({"CI": "true"})
    assert commands.seen == []
    assert capsys.readouterr().err == ""
