"""Small real sessions for tests of what is derived from tapes."""

from __future__ import annotations

from pathlib import Path

from gametape.simulate.evening import make_evening
from gametape.simulate.taping import EveningTape
from gametape.tape.session import SessionFolder

LINES = 1500


def quick_evening(home: Path, slug: str = "evening", seed: int = 1) -> SessionFolder:
    """A squeezed evening of one market: some thousand lines in a few segments."""
    folder = SessionFolder.create(home, slug)
    script = make_evening("basketball", seed=seed, duration_s=60, rate=0.5, markets=["moneyline"])
    EveningTape(script, seed=seed).write(folder, segment_lines=LINES)
    return folder
