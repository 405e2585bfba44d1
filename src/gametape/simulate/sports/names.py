"""Invented teams and players: a synthetic game names no real club and no real person."""

from __future__ import annotations

import random
from typing import NamedTuple


class Side(NamedTuple):
    """A team or player: full name, the short name that labels an outcome, the slug's letters."""

    name: str
    short: str
    letters: str


_PLACES = (
    "Harrow Bay", "Pinecrest", "Saltmarsh", "Eldergate", "Norwick", "Quarry Hill", "Lakemoor",
    "Stonebridge", "Windmere", "Copper Flats", "Ashfall", "Riverton Heights",
)  # fmt: skip
_NICKNAMES = (
    "Lanterns", "Marmots", "Cartwheels", "Lampmakers", "Tramways", "Inkwells", "Anvils", "Kites",
    "Beacons", "Weathervanes", "Ferrymen", "Sundials",
)  # fmt: skip
_GIVEN = ("Ilsabet", "Marenka", "Tovah", "Quilla", "Jorunn", "Sabeth", "Odalys", "Wilhma")
_FAMILY = (
    "Dravenholt", "Castermine", "Orrinfell-Baske", "Pettigrave", "Sorrelby", "Tamsinov",
    "Varquist", "Wexmoor",
)  # fmt: skip


def teams(rng: random.Random) -> tuple[Side, Side]:
    """Two different teams."""
    places, nicknames = rng.sample(_PLACES, 2), rng.sample(_NICKNAMES, 2)
    first, second = (
        Side(f"{place} {nickname}", nickname, nickname[:3].lower())
        for place, nickname in zip(places, nicknames, strict=True)
    )
    return first, second


def players(rng: random.Random) -> tuple[Side, Side]:
    """Two different players."""
    given, family = rng.sample(_GIVEN, 2), rng.sample(_FAMILY, 2)
    first, second = (
        Side(f"{one} {other}", other, other.lower().replace("-", ""))
        for one, other in zip(given, family, strict=True)
    )
    return first, second
