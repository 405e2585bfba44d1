"""Notifications by the real apprise to services on loopback: told, refused, silent, unknown."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest
from api.desk import performing
from library.evenings import quick_evening
from typer.testing import CliRunner

from gametape.cli.app import app
from gametape.cli.notify_alarm import AlarmBell
from gametape.library.judged.analyses import analyze_session
from gametape.notify.alarm import LASTS_US
from gametape.record.control.progress import Progress
from gametape.settings import load_settings
from gametape.tape.session import SessionFolder

if importlib.util.find_spec("apprise") is None:
    pytest.skip("the extra notify is not installed", allow_module_level=True)

SECRET = "hush-4711"
PROGRESS = Progress(
    session="owls", title="Owls", elapsed_us=0, game="", frames=1, books=1, trades=0, own_orders=0,
    own_fills=0, rate=0.0, lag_ms=None, last_message_age_us=None, holes=0, open_holes=1,
    tape_bytes=1, disk_free_bytes=1, links={}, alarm="NOT CONNECTED to the market feed.",
)  # fmt: skip
EVERYTHING = """\
[notify]
session = true
trouble = true
report = true
goals = true
[analyze]
workers = 1
"""


class Service:
    """Takes what is posted; `/refuse` answers 401, `/hang` nothing until the end."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.over = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if "hang" in self.path:
                    service.over.wait(120)
                elif "refuse" not in self.path:
                    service.taken.append(json.loads(body))
                self.send_response(401 if "refuse" in self.path else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def url(self, what: str) -> str:
        """An apprise address here that may wait for long by itself."""
        port = self.server.server_port
        return f"json://me:{SECRET}@127.0.0.1:{port}/{what}/{SECRET}?rto=100&cto=100"

    def close(self) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.close()


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    analyze_session(quick_evening(home, "first"), "whole")
    return home


@pytest.fixture
def home(judged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "GAMETAPE_NOTIFY"):
        monkeypatch.delenv(name, raising=False)
    home = Path(shutil.copytree(judged, tmp_path / "home"))
    monkeypatch.setenv("GAMETAPE_HOME", str(home))
    return home


def said(*words: str, code: int = 0) -> tuple[str, str]:
    done = CliRunner().invoke(app, list(words))
    assert SECRET not in done.output
    if code == 0:
        assert done.exit_code == 0, done.output
        return done.stdout, done.stderr
    assert done.exception is not None
    assert SECRET not in str(done.exception)
    return done.stdout, f"{done.stderr}{done.exception}"


def aim(monkeypatch: pytest.MonkeyPatch, *urls: str) -> None:
    monkeypatch.setenv("GAMETAPE_NOTIFY", " ".join(urls))


def test_nothing_is_on_and_a_preview_sends_nothing(
    home: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    aim(monkeypatch, service.url("ok"))
    assert "every event is off" in said("notify")[0]
    shown, _ = said("notify", "--preview", "first")
    assert "nothing is sent" in shown
    assert "| Recorded: " in shown
    assert "| Judged: " in shown
    assert max(map(len, shown.splitlines())) <= 80
    said("analyze", "first", "--again")
    assert service.taken == []


def test_what_is_sent_is_what_the_preview_shows_and_only_of_what_is_new(
    home: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    aim(monkeypatch, service.url("ok"))
    (home / "gametape.toml").write_text(EVERYTHING)
    said("goals", "entries", "1")
    preview = json.loads(said("notify", "--preview", "first", "--json")[0])
    recorded, judged = preview["messages"]
    assert (preview["off"], recorded["about"], judged["about"]) == (False, "recorded", "judged")
    assert "Goal broken: at most 1 entries" in judged["body"]
    assert "$" not in judged["body"]
    said("analyze", "first")  # nothing is new
    assert service.taken == []
    _, err = said("analyze", "first", "--again")
    assert "Told: JSON." in err
    [taken] = service.taken
    assert (taken["title"], taken["message"]) == (judged["title"], judged["body"])
    said("analyze", "--all", "--again")
    assert len(service.taken) == 2


def test_a_refusal_and_an_unknown_address_are_told_without_the_address(
    home: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    aim(monkeypatch, service.url("refuse"), f"discrod://{SECRET}", service.url("ok"))
    out, err = said("notify", "--test", code=1)
    assert "target 1         JSON: NOT told: it answered 401" in out
    assert "target 2         unknown: NOT told: its address is none that apprise knows" in out
    assert "target 3         JSON: told" in out
    assert "2 of 3 targets were not told" in err
    assert [one["title"] for one in service.taken] == ["gametape"]
    (home / "gametape.toml").write_text("[notify]\nreport = true\n")
    out, err = said("analyze", "first", "--again")  # judged all the same
    assert out
    assert "target 1 (JSON) was not told: it answered 401." in err
    out, err = said("notify", code=1)
    assert "Target 2 cannot be used" in err


def test_without_targets_or_apprise_it_says_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "GAMETAPE_NOTIFY" in said("notify", "--test", code=2)[1]
    (home / "gametape.toml").write_text("[notify]\nreport = true\n")
    assert "no target" in said("record", "--dry-run", code=2)[1]
    assert "nobody was told" in said("analyze", "first", "--again")[1]
    aim(monkeypatch, f"json://127.0.0.1:9/{SECRET}")
    monkeypatch.setitem(sys.modules, "apprise", None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert "pip install 'gametape[notify]'" in said("notify", "--test", code=2)[1]


def test_lasting_trouble_is_told_while_it_lasts(
    home: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    aim(monkeypatch, service.url("ok"))
    progress = msgspec.structs.replace(PROGRESS, elapsed_us=0)
    later = msgspec.structs.replace(PROGRESS, elapsed_us=LASTS_US)
    for toml, heard in (("session = true", 0), ("trouble = true", 1)):
        (home / "gametape.toml").write_text(f"[notify]\n{toml}\n")
        bell = AlarmBell("Owls", load_settings())
        bell.hear(progress)
        bell.hear(later)
        until = time.monotonic() + 90 * heard
        while len(service.taken) < heard and time.monotonic() < until:
            time.sleep(0.05)
        assert [one["title"] for one in service.taken] == ["Recording in TROUBLE: Owls"] * heard


def test_a_recording_ends_as_ever_while_a_service_hangs(tmp_path: Path, service: Service) -> None:
    (tmp_path / "gametape.toml").write_text("[notify]\nsession = true\ntimeout_s = 6\n")
    with performing() as venue:
        targets = f"{service.url('hang')} {service.url('ok')}"
        environment = {"PATH": "", **venue, "GAMETAPE_HOME": str(tmp_path), "HOME": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-m", "gametape", "record", venue["GAMETAPE_EVENT"], "--until", "3s",
             "--json"],
            env=environment | {"GAMETAPE_NOTIFY": targets},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=200,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    certificate = json.loads(done.stdout)
    assert "Told: JSON." in done.stderr
    assert "target 1 (JSON) was not told: it did not answer in time." in done.stderr
    [taken] = service.taken
    assert taken["title"].startswith("Record")
    assert f"{certificate['frames']:,} messages" in taken["message"]
    folder = SessionFolder.open(tmp_path, certificate["session"])
    files = [path for path in folder.root.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]
    assert SECRET not in done.stdout + done.stderr
