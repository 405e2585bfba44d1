"""Failures of the command line: one line on stderr, the right exit code, never a traceback."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from library.evenings import quick_evening

from gametape.cli import main
from gametape.cli.output import row


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    quick_evening(home, "game-one")
    quick_evening(home, "game-two")
    return home


def gametape(
    home: Path, *words: str, cwd: Path | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gametape", *words],
        capture_output=True,
        text=True,
        cwd=cwd or home,
        env=environment(home, **more),
    )


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "GAMETAPE_HOME": str(home), **more}


@pytest.fixture
def refused_here(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """The line of a refusal by `main` in this process: a program takes a second to start."""

    def asked(home: Path, words: str, code: int, cwd: Path | None = None) -> str:
        for name in [name for name in os.environ if name.startswith(("POLYMARKET", "GAMETAPE"))]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("GAMETAPE_HOME", str(home))
        monkeypatch.chdir(cwd or home)
        monkeypatch.setattr(sys, "argv", ["gametape", *words.split()])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return refused(subprocess.CompletedProcess(words, ended.value.code, out, err), code)

    return asked


def refused(done: subprocess.CompletedProcess[str], code: int) -> str:
    """The one line of a refusal."""
    assert (done.returncode, done.stdout) == (code, ""), done
    (line,) = done.stderr.splitlines()
    assert line.startswith("gametape: ")
    return line


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("verify nowhere", "There is no session 'nowhere'"),
        ("verify game", "several sessions: game-one, game-two"),
        ("inspect gametwo", "Did you mean game-two"),
        ("book game-one --at noon", "is not a moment"),
        ("book game-one --at +0:01 --market zebra", "No market 'zebra'"),
        ("book game-one", "Missing option '--at'. Try: gametape book --help"),
        ("book game-one --at +0:01 --depth -1", "--depth"),
        ("events game-one --type goals", "There is no event type 'goals'"),
        ("demo --sport curling", "There are basketball, tennis, soccer."),
        ("moments game-one --at +9:00:00", "The session was not running then."),
        ("report game-one --format pdf", "Invalid value for '--format': 'pdf' is not one of"),
        ("import", "Nothing to import."),
        ("import nowhere.json", "nowhere.json is not there."),
        ("tag 1", "No recording is running"),
        ("frob", "Try: gametape --help"),
        ("db frob", "Try: gametape db --help"),
        ("record https://example.org/event/x", "is not an address of polymarket.com"),
    ],
)
def test_what_was_asked_wrongly_is_told_in_a_line(
    home: Path, refused_here: Callable[..., str], words: str, said: str
) -> None:
    assert said in refused_here(home, words, 2)


@pytest.mark.parametrize("words", ["sessions", "verify last", "db check", "tag x"])
def test_a_file_is_no_data_folder(
    tmp_path: Path, refused_here: Callable[..., str], words: str
) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    assert str(file) in refused_here(file, words, 1, tmp_path)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("home = [", "gametape.toml cannot be read"),
        ("[record]\nsilence = 3", "Nearest: silence_s."),
        ("hoem = 'x'", "Nearest: home."),
        ("[record]\nsilence_s = 'long'", "[record] in gametape.toml"),
    ],
)
def test_settings_are_refused_by_name(
    home: Path, tmp_path: Path, refused_here: Callable[..., str], toml: str, said: str
) -> None:
    (tmp_path / "gametape.toml").write_text(toml)
    assert said in refused_here(home, "sessions", 2, tmp_path)


def test_a_program_that_is_asked_wrongly_says_no_more(home: Path) -> None:
    assert "Did you mean game-two" in refused(gametape(home, "inspect", "gametwo"), 2)


def test_half_of_the_credentials_is_none(home: Path) -> None:
    line = refused(gametape(home, "sessions", POLYMARKET_API_KEY="half-a-secret"), 2)
    assert "POLYMARKET_SECRET and POLYMARKET_PASSPHRASE" in line
    assert "half-a-secret" not in line


def test_a_venue_that_is_not_there_is_told(home: Path) -> None:
    done = gametape(home, "record", "a-game", "--dry-run", POLYMARKET_GAMMA_API="nonsense")
    assert "POLYMARKET_*_API" in refused(done, 1)


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent as a POSIX signal")
def test_ctrl_c_is_told_and_has_its_code(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "gametape", "record", "a-game"],
        stderr=subprocess.PIPE,
        text=True,
        env=environment(home, POLYMARKET_GAMMA_API="http://127.0.0.1:9"),
    ) as running:
        assert running.stderr is not None
        assert "trying again" in running.stderr.readline()
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
    assert running.returncode == 130, said
    assert said.splitlines()[-1] == "gametape: stopped by Ctrl-C."


def test_a_reader_that_leaves_is_no_failure(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "gametape", "events", "game-one", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        json.loads(running.stdout.readline())
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_a_name_with_letters_that_a_terminal_has_not(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.BytesIO()
    monkeypatch.setenv("GAMETAPE_HOME", str(home))
    monkeypatch.setattr(sys, "argv", ["gametape", "--version"])
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="latin-1"))
    with pytest.raises(SystemExit):
        main()
    row("game", "Žalgiris é")
    sys.stdout.flush()
    assert written.getvalue().splitlines()[-1].decode("latin-1") == f"{'game':<16} ?algiris é"


def test_verify_puts_the_verdict_into_the_catalogue(home: Path, tmp_path: Path) -> None:
    quick_evening(tmp_path, "fresh")
    assert verdicts(tmp_path) == [None]
    gametape(tmp_path, "verify", "fresh")
    assert verdicts(tmp_path) == ["whole"]


def test_a_failing_catalogue_is_a_note_and_the_certificate_stands(tmp_path: Path) -> None:
    quick_evening(tmp_path, "fresh")
    (tmp_path / "gametape.db").write_bytes(b"this is no database, and long enough to be seen" * 9)
    done = gametape(tmp_path, "verify", "fresh", "--json")
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (0, "whole")
    (line,) = done.stderr.splitlines()
    assert line.startswith("note: The catalogue")


def test_a_lost_manifest_does_not_hide_the_tape(tmp_path: Path) -> None:
    quick_evening(tmp_path, "fresh").manifest_path.unlink()
    done = gametape(tmp_path, "inspect", "fresh", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["manifest"]) == (0, None)
    assert sum(one["lines"] for one in found["lines"]) > 1000
    (line,) = done.stderr.splitlines()
    assert line.startswith("note: ")


def test_long_names_stay_apart_in_the_list(tmp_path: Path) -> None:
    name = "a-session-of-a-rather-long-name-2026-11-22"
    quick_evening(tmp_path, name)
    quick_evening(tmp_path, f"{name}-2")
    shown = gametape(tmp_path, "sessions").stdout.splitlines()
    assert len({line[:30] for line in shown[1:3]}) == 2
    assert max(map(len, shown)) <= 80


def verdicts(home: Path) -> list[str | None]:
    listed = json.loads(gametape(home, "sessions", "--json").stdout)
    return [one["verdict"] for one in listed]
