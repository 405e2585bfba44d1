"""The demo's second session: a whole made-up evening at its natural length, judged.

What is recorded over sockets is squeezed into a minute, too short for habits to show. This one has
the venue's own messages of two and a half hours, written straight onto a tape by a process of its
own while the other is being recorded.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import time
from pathlib import Path

import typer

from gametape.cli.output import warn
from gametape.errors import GametapeError
from gametape.library.worker import die_quietly
from gametape.settings.model import Settings
from gametape.tape.session import SessionFolder

RATE = 0.15
"""How busy the crowd is: some fifty thousand messages."""

PATIENCE_S = 120


class WholeEvening:
    """An evening being made beside the demo; `told` waits for it."""

    def __init__(self, config: Settings, sport: str, seed: int) -> None:
        self._config = config
        self.slug = f"demo-evening-{sport}-{seed}"
        self._folder = SessionFolder(config.home / "sessions" / self.slug)
        self._process = None
        if not self._folder.root.exists():
            # Spawned, not forked: nothing of the terminal's process may be copied.
            context = multiprocessing.get_context("spawn")
            given = (config.home, self.slug, sport, seed)
            self._process = context.Process(target=_make, args=given, daemon=True)
            self._process.start()

    def told(self) -> bool:
        """Print what the evening came to; False where it could not be made."""
        if self._process is not None:
            self._process.join(PATIENCE_S)
        if not self._folder.root.exists():
            warn("The whole evening could not be made; the recorded game is there.")
            return False
        try:
            from gametape.cli.analyze import analysis_of
            from gametape.cli.evidence_text import evidence_head

            ledger = analysis_of(self._folder, self._config)
        except GametapeError as error:
            warn(str(error))
            return False
        typer.echo("\nA whole evening of a made-up trader, two and a half hours, judged:\n")
        typer.echo(evidence_head(ledger))
        return True


def _make(home: Path, slug: str, sport: str, seed: int) -> None:
    """Write the evening aside, so that half of one is never seen, and make its film."""
    from gametape.replay.film.building import film_of
    from gametape.simulate.evening import make_evening
    from gametape.simulate.taping import EveningTape

    die_quietly()
    if hasattr(os, "nice"):
        os.nice(5)  # what is being recorded goes first; at 10 a busy machine starved it for minutes
    aside = home / f".made-{os.getpid()}"
    try:
        folder = SessionFolder.create(aside, slug)
        start_us = (time.time_ns() // 1000) - 4 * 3_600_000_000
        script = make_evening(sport, seed=seed, rate=RATE)
        EveningTape(script, start_us=start_us, seed=seed).write(folder)
        place = home / "sessions" / slug
        place.parent.mkdir(parents=True, exist_ok=True)
        folder.root.rename(place)
        film_of(SessionFolder(place))
    finally:
        shutil.rmtree(aside, ignore_errors=True)
