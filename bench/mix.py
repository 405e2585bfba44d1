"""The market channel's default mix of frames, in memory: made once, the same for every work."""

from __future__ import annotations

import tempfile
from pathlib import Path

from gametape.simulate.stress import Stress, make_stress
from gametape.simulate.taping import EveningTape
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

RATE = 5_000
"""Frames a second of venue time."""


def steady(frames: int) -> Stress:
    """The script that makes about so many frames."""
    return make_stress(RATE, frames / RATE)


def steady_tape(home: Path, frames: int) -> SessionFolder:
    """A session whose tape has about so many frames of the mix."""
    folder = SessionFolder.create(home, f"steady-{frames}")
    EveningTape(steady(frames)).write(folder)
    return folder


def steady_frames(frames: int) -> list[bytes]:
    """Exactly so many frames of the market channel, byte for byte as the venue would send them.

    The first of them are the books a subscription begins with; announcements of the markets, which
    the venue sends before, are left out.
    """
    with tempfile.TemporaryDirectory() as home:
        folder = steady_tape(Path(home), frames)
        raws = [
            line.raw
            for line in read_tape(folder)
            if line.k == "market" and b'"event_type":"new_market"' not in line.raw
        ]
    if len(raws) < frames:
        raise ValueError(f"the script made {len(raws)} frames, {frames} were wanted")
    return raws[:frames]
