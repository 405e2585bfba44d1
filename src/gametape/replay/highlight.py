"""What to show first of a session: its biggest swing and the trader's fills."""

from __future__ import annotations

import msgspec

from gametape.model.events import LevelChange
from gametape.model.grid import NONE
from gametape.model.times import SECOND
from gametape.model.trading import Fill
from gametape.replay.session import SessionFold
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

SWING_US = SECOND
"""Over how long a move is measured."""


class Highlights(msgspec.Struct, frozen=True):
    """The moment (microseconds) and asset of the biggest move of a trusted book, and the fills."""

    moment_us: int | None
    asset: str | None
    fills: list[Fill]


def highlights(folder: SessionFolder) -> Highlights:
    """Read a session once; raises TapeError if it cannot be read."""
    manifest = Manifest.load(folder.manifest_path)
    first = next((rules.outcomes[0].asset for rules in manifest.markets if rules.outcomes), None)
    fold = SessionFold(manifest.wallet)
    biggest, moment_us = 0, None
    since_us, since_mid = 0, None
    for line in read_tape(folder):
        step = fold.feed(line)
        if not any(type(e) is LevelChange and e.asset == first for e in step.events):
            continue
        held = fold.state.book(first) if first else None
        game = fold.state.game
        if held is None or not held.valid or not game.live or game.ended:
            since_mid = None
            continue
        bid, ask = held.book.best_bid, held.book.best_ask
        if NONE in (bid, ask):
            continue
        if since_mid is None or line.t - since_us > SWING_US:
            since_us, since_mid = line.t, bid + ask
        elif abs(bid + ask - since_mid) > biggest:
            biggest, moment_us = abs(bid + ask - since_mid), line.t
    return Highlights(moment_us, first, fold.state.standing_fills())
