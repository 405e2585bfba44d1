"""What to show first of a session: its biggest swing near the trader's own fills, and the fills."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from gametape.model.events import FillUpdate, LevelChange
from gametape.model.grid import NONE
from gametape.model.times import SECOND
from gametape.model.trading import Fill
from gametape.replay.session import SessionFold
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

SWING_US = SECOND
"""Over how long a move is measured."""

NEAR_US = 8 * SECOND
"""A swing so soon after an own fill is about that fill."""


class Highlights(msgspec.Struct, frozen=True):
    """The moment (microseconds) of the biggest move of a trusted book, and the trader's fills.

    It is the first market's first outcome that is looked at; a move with own fills in that market
    shortly before goes before bigger ones without. `from_us` is the first line of the tape.
    """

    moment_us: int | None
    asset: str | None
    fills: list[Fill]
    from_us: int | None = None
    market_slug: str = ""


def highlights(folder: SessionFolder) -> Highlights:
    """Read a session once; raises TapeError if it cannot be read."""
    manifest = Manifest.load(folder.manifest_path)
    rules = next((one for one in manifest.markets if one.outcomes), None)
    assets = [outcome.asset for outcome in rules.outcomes] if rules else []
    asset = assets[0] if assets else None
    fold = SessionFold(manifest.wallet)
    swings = _Swings()
    filled: list[int] = []
    from_us: int | None = None
    for line in read_tape(folder):
        from_us = line.t if from_us is None else from_us
        step = fold.feed(line)
        filled += [
            line.t for one in step.fresh if type(one) is FillUpdate and one.fill.asset in assets
        ]
        if asset is None or not any(
            type(one) is LevelChange and one.asset == asset for one in step.events
        ):
            continue
        held, game = fold.state.book(asset), fold.state.game
        if held is None or not held.valid or not game.live or game.ended:
            swings.broken()
        elif NONE not in (held.book.best_bid, held.book.best_ask):
            swings.see(line.t, held.book.best_bid + held.book.best_ask)
    return Highlights(
        moment_us=swings.biggest_near(filled),
        asset=asset,
        fills=fold.state.standing_fills(),
        from_us=from_us,
        market_slug=rules.slug if rules else "",
    )


class _Swings:
    """Moves of a mid price within `SWING_US`, the biggest of each second kept."""

    def __init__(self) -> None:
        self._since_us = 0
        self._since_mid: int | None = None
        self._biggest: dict[int, tuple[int, int]] = {}

    def broken(self) -> None:
        """The price is not known: what comes after is no move from before."""
        self._since_mid = None

    def see(self, at_us: int, mid: int) -> None:
        """The mid is this now, in any unit."""
        if self._since_mid is None or at_us - self._since_us > SWING_US:
            self._since_us, self._since_mid = at_us, mid
            return
        move, second = abs(mid - self._since_mid), at_us // SECOND
        if move > self._biggest.get(second, (0, 0))[0]:
            self._biggest[second] = move, at_us

    def biggest_near(self, filled: Iterable[int]) -> int | None:
        """When the biggest move was, of those soon after one of these moments if there are any."""
        near = {us // SECOND + late for us in filled for late in range(NEAR_US // SECOND + 1)}
        ranked = [(second in near, *move) for second, move in self._biggest.items()]
        return max(ranked)[2] if ranked else None
