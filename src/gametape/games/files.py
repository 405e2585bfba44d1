"""Every known layout of recorded games without a market."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from gametape.games.gameclock import GameClock
from gametape.games.nba import PlayByPlayFile
from gametape.games.soccer import StatsBombFile
from gametape.games.tennis import SlamFile
from gametape.model.foreign import ForeignFile, Layout

LAYOUTS: tuple[Layout, ...] = (PlayByPlayFile(), SlamFile(), StatsBombFile())
"""In the order in which to ask them; all of them are `GameLayout`s."""


@runtime_checkable
class GameLayout(Protocol):
    """A layout whose frames stand on a game's clock, and can say how that clock reads."""

    def game_clock(self, file: ForeignFile) -> GameClock:
        """The clock to read anchors with; raises ParseError if the file is not readable."""
        ...
