"""`gametape record`, `tag`, `doctor` and `probe` as processes, against a venue in another."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from api.desk import performing

from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

SECRETS = ("POLYMARKET_API_KEY", "POLYMARKET_SECRET", "POLYMARKET_PASSPHRASE")
GAMETAPE = [sys.executable, "-m", "gametape"]


class Terminal:
    """Runs commands in a home of their own, pointed at a venue."""

    def __init__(self, home: Path, venue: dict[str, str]) -> None:
        self.home = home
        self.event = venue["GAMETAPE_EVENT"]
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
        self.environment = {**kept, **venue, "GAMETAPE_HOME": str(home), "HOME": str(home)}
        self.said = ""

    def start(self, *arguments: str, prelude: str = "") -> subprocess.Popen[str]:
        """A command that runs beside the test; `prelude` is Python to run before it."""
        command = [*GAMETAPE, *arguments]
        if prelude:
            code = f"{prelude}\nimport sys\nfrom gametape.cli import main\nmain()"
            command = [sys.executable, "-c", code, *arguments]
        return subprocess.Popen(
            command,
            env=self.environment,
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def end(self, process: subprocess.Popen[str], code: int = 0) -> tuple[str, str]:
        """What it said on both outputs, once it has ended with this code."""
        out, err = process.communicate()
        self.said += out + err
        assert process.returncode == code, out + err
        assert "Traceback" not in err
        return out, err

    def run(self, *arguments: str, code: int = 0) -> tuple[str, str]:
        return self.end(self.start(*arguments), code)

    def recording(self, *arguments: str) -> tuple[subprocess.Popen[str], SessionFolder]:
        """A recording that has changes of its books on its tape."""
        process = self.start("record", self.event, *arguments)
        until = time.monotonic() + 90
        while time.monotonic() < until and process.poll() is None:
            folders = sorted((self.home / "sessions").glob("*"))
            lines = read_tape(SessionFolder(folders[-1])) if folders else ()
            if any(b"price_change" in line.raw for line in lines):
                return process, SessionFolder(folders[-1])
            time.sleep(0.05)
        raise AssertionError(process.communicate())


@pytest.fixture(scope="module")
def venue() -> Iterator[dict[str, str]]:
    """A venue that performs for as long as these tests take."""
    with performing() as variables:
        yield variables


@pytest.fixture
def terminal(tmp_path: Path, venue: dict[str, str]) -> Iterator[Terminal]:
    """A terminal in an empty home; nothing said there or left there shows a secret."""
    made = Terminal(tmp_path, venue)
    yield made
    left = b"".join(
        line.raw
        for folder in (tmp_path / "sessions").glob("*")
        for line in read_tape(SessionFolder(folder))
    )
    left += b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for name in SECRETS:
        assert venue[name] not in made.said
        assert venue[name].encode() not in left


def test_a_dry_run_shows_what_would_be_recorded_and_records_nothing(terminal: Terminal) -> None:
    out, _ = terminal.run("record", terminal.event, "--dry-run")
    assert re.search(r"in all +\d+ markets, \d+ books", out)
    assert all(len(line) <= 80 for line in out.splitlines())
    shown = json.loads(terminal.run("record", terminal.event, "--dry-run", "--json")[0])
    assert len(shown["assets"]) == 2 * len(shown["markets"]) > 0
    assert not (terminal.home / "sessions").exists()


def test_a_recording_with_tags_from_another_terminal(terminal: Terminal) -> None:
    process, folder = terminal.recording("--json")
    tagged = json.loads(terminal.run("tag", "Timeout", "--ago", "5", "--json")[0])
    assert tagged["session"] == folder.slug
    process.send_signal(signal.SIGTERM)
    certificate = json.loads(terminal.end(process)[0])
    assert certificate["verdict"] == "whole", certificate
    assert certificate["events"]["price_change"] > 0
    out, _ = terminal.run("events", folder.slug, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert any("Timeout" in json.dumps(row) for row in rows if row["event_type"] == "game_event")
    again = json.loads(terminal.run("verify", folder.slug, "--json")[0])
    assert again["events"] == certificate["events"]
    terminal.run("tag", "late", code=2)  # nobody records any more


def test_ctrl_c_ends_it_with_the_certificate(terminal: Terminal) -> None:
    process, folder = terminal.recording()
    process.send_signal(signal.SIGINT)
    out, err = terminal.end(process)
    assert f"{folder.slug}: WHOLE" in out
    assert "Ctrl-C stops" in err
    assert list(read_tape(folder))[-1].k == "end"


def test_killed_and_resumed_without_naming_the_event(terminal: Terminal) -> None:
    process, folder = terminal.recording("--json")
    process.kill()
    process.communicate()
    assert not folder.is_recording()
    out, _ = terminal.run("record", "--resume", folder.slug, "--until", "3s", "--json")
    certificate = json.loads(out)
    assert "recorder died" in {gap["cause"] for gap in certificate["gaps"]}
    assert certificate["bbo"]["checked"] == certificate["bbo"]["matched"]


def test_two_recorders_on_one_session(terminal: Terminal) -> None:
    process, folder = terminal.recording("--json")
    _, err = terminal.run("record", "--resume", folder.slug, code=1)
    assert f"is being written by process {process.pid}" in err
    process.send_signal(signal.SIGTERM)
    assert json.loads(terminal.end(process)[0])["verdict"] == "whole"


def test_a_disk_that_is_full_ends_it_with_what_is_safe(tmp_path: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))"
    with performing("--stress", "300:600") as busy:
        terminal = Terminal(tmp_path, busy)
        process = terminal.start("record", terminal.event, "--json", prelude=limit)
        _, err = terminal.end(process, code=1)
    safe = re.search(r"Safe is everything up to line (\d+)", err)
    assert safe, err
    (folder,) = (SessionFolder(path) for path in (terminal.home / "sessions").iterdir())
    kept = [line.q for line in read_tape(folder)]
    assert kept[: int(safe[1]) + 1] == list(range(int(safe[1]) + 1))
    terminal.run("verify", folder.slug, "--json")


def test_nothing_recorded_is_a_failure_said_on_stderr(terminal: Terminal) -> None:
    terminal.environment["POLYMARKET_WS_MARKET"] = "ws://127.0.0.1:9/ws"
    terminal.environment["POLYMARKET_WS_SPORTS"] = "ws://127.0.0.1:9/ws"
    for name in SECRETS:
        del terminal.environment[name]
    process = terminal.start("record", terminal.event, "--json")
    assert process.stderr is not None
    assert any("NOT CONNECTED" in line for line in process.stderr)
    process.send_signal(signal.SIGTERM)
    out, err = terminal.end(process, code=1)
    assert json.loads(out)["verdict"] == "nothing recorded"
    assert "Nothing was recorded" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["record"], "Nothing to record"),
        (["record", "no-such-event"], "no event and no market"),
        (["record", "x", "--until", "soon"], "not a time"),
        (["record", "x", "--at", "25:00"], "not a time of day"),
        (["record", "--resume", "nothing"], "no session"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    terminal: Terminal, arguments: list[str], words: str
) -> None:
    process = terminal.start(*arguments)
    out, err = process.communicate()
    assert process.returncode != 0
    assert words in err
    assert "Traceback" not in err
    assert not out


def test_doctor_is_content_with_the_venue(terminal: Terminal) -> None:
    found = {one["about"]: one for one in json.loads(terminal.run("doctor", "--json")[0])}
    states = {about: one["state"] for about, one in found.items() if about != "data folder"}
    assert set(states.values()) == {"ok"}, found
    assert {"market feed", "sports feed", "credentials", "venue clock"} <= set(states)


def test_doctor_knows_a_way_out_where_nobody_answers(terminal: Terminal) -> None:
    for name in list(terminal.environment):
        if name.startswith("POLYMARKET_WS"):
            terminal.environment[name] = "ws://127.0.0.1:9/ws"
        elif name.endswith("_API"):
            terminal.environment[name] = "http://127.0.0.1:9"
    found = json.loads(terminal.run("doctor", "--json", code=1)[0])
    failed = [one for one in found if one["state"] == "failed"]
    assert {"venue clock", "market lists", "market feed", "sports feed", "credentials"} <= {
        one["about"] for one in failed
    }
    assert all(one["way_out"] for one in failed)


def test_a_short_probe_answers_the_open_questions(terminal: Terminal) -> None:
    out, _ = terminal.run("probe", terminal.event, "--minutes", "0.05", "--json")
    answers = {one["question"]: one["answer"] for one in json.loads(out)["answers"]}
    assert answers["Are protocol-level pings answered"].startswith("yes")
    assert len(answers) > 5
