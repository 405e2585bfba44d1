"""A real server in a process of its own, and a data folder of synthetic sessions for it."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from api.served import served

from gametape.library.database import address, open_engine
from gametape.library.sessions.catalogue import Catalogue, cleared
from gametape.library.sessions.indexing import index
from gametape.library.sessions.listing import refreshed
from gametape.settings import load_settings
from gametape.simulate.evening import make_evening
from gametape.simulate.taping import EveningTape
from gametape.tape.session import SessionFolder, list_sessions

PATIENCE_S = 60
_PROGRAM = """\
from gametape.api import serving
from gametape.settings import load_settings
serving.run(load_settings(), port=0, ready=lambda address: print(address, flush=True))
"""


class Server:
    """`gametape serve` over a data folder, on a port that the system chose."""

    def __init__(self, home: Path, environ: dict[str, str] | None = None) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self.log = home.parent / f"{home.name}.server.log"
        kept = {name: value for name, value in os.environ.items() if "POLYMARKET" not in name}
        kept.pop("DATABASE_URL", None)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM],
                cwd=home,
                env={**kept, "GAMETAPE_HOME": str(home), **(environ or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.url = self._address().rstrip("/")

    @property
    def pid(self) -> int:
        """Process id of the server."""
        return self._process.pid

    def _address(self) -> str:
        """What it says when it listens, or its last words."""
        stdout = self._process.stdout
        assert stdout is not None
        said: queue.Queue[str] = queue.Queue()
        threading.Thread(target=lambda: said.put(stdout.readline()), daemon=True).start()
        try:
            line = said.get(timeout=PATIENCE_S).strip()
        except queue.Empty:
            line = ""
        if not line:
            self.stop()
            raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-4000:]}")
        return line

    def stop(self) -> int:
        """End it as Ctrl-C would; gives the exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            code = self._process.wait(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        return code


class ServerHere(Server):
    """The same in a thread of this process: it begins six times as soon."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self._running = ExitStack()
        settings = load_settings({"GAMETAPE_HOME": str(home)}, home)
        self.url = self._running.enter_context(served(settings)).url

    def stop(self) -> int:
        """End it as Ctrl-C would; 0."""
        self._running.close()
        return 0


def tape_evening(
    home: Path,
    slug: str,
    *,
    sport: str = "basketball",
    seed: int = 7,
    duration_s: float = 300,
    rate: float = 0.6,
    markets: tuple[str, ...] | None = ("moneyline",),
) -> SessionFolder:
    """A finished session of a made-up game on tape: some ten thousand lines a second of making."""
    folder = SessionFolder.create(home, slug)
    script = make_evening(sport, seed=seed, duration_s=duration_s, rate=rate, markets=markets)
    EveningTape(script, seed=seed).write(folder)
    return folder


def judge(home: Path) -> None:
    """Give every session of a data folder its certificate, as the end of a recording would."""
    engine = open_engine(address(home, ""))
    cleared(engine)
    catalogue = Catalogue(engine)
    refreshed(catalogue, home)
    for _ in index(catalogue, list_sessions(home), time.time_ns() // 1000, workers=1):
        pass
