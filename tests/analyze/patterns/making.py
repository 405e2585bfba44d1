"""Evenings as a playbook sees them, made up: trades whose luck is known, moments left alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gametape.analyze.patterns.chances import Chance, Chances
from gametape.analyze.patterns.nights import Deed, Night, Trip

DOLLAR = 1_000_000

RUSH = {"since_rush": 1.0, "move_30_shocks": 1.5}
DRAWN = (False, True, True)
"""Of three moments one is a rush; two were looked at by the clock."""

Net = Callable[[np.random.Generator, float], float]
"""Dollars that a trade brings, by when the last sharp move was (seconds)."""


def innocent(rng: np.random.Generator, since_move: float) -> float:
    """Pays its costs, whenever it was entered."""
    return float(rng.standard_t(4) - 0.15)


def hasty(rng: np.random.Generator, since_move: float) -> float:
    """Loses more when it was entered in a hurry."""
    return innocent(rng, since_move) - (1.2 if since_move < 30 else 0.0)


def _values(rng: np.random.Generator) -> list[int]:
    """What acting at a moment and at two random ones would have brought."""
    return [round(float(one) * DOLLAR) for one in rng.normal(-0.2, 1, 3)]


def night(number: int, rng: np.random.Generator, net: Net, trades: int = 10) -> Night:
    """One evening: each trade is one entry and one exit, with moments left alone between."""
    deeds, trips = [], {}
    for at in range(trades):
        since = float(rng.uniform(0, 120))
        began = number * 10**12 + at * 10**9
        fields = {
            "since_move": since,
            "price": float(rng.uniform(20, 80)),
            "pause": bool(rng.random() < 0.3),
            "label_fomo_buy": 0.9 if since < 30 and rng.random() < 0.8 else 0.1,
        }
        deeds.append(Deed(f"in{at}", f"T{at}", began, began - 10**7, True, False, fields))
        lost = bool(rng.random() < 0.5)
        fields = {"gain": -3.0 if lost else 3.0, "label_panic_sell": 0.9 if lost else 0.0}
        later = round(float(rng.normal(0, 1)) * DOLLAR)
        out = Deed(
            f"out{at}", f"T{at}", began + 10**8, began, False, True, fields, "", False, later
        )
        deeds.append(out)
        trips[f"T{at}"] = Trip(
            f"T{at}", "moneyline", round((net(rng, since) + (-2.0 if lost else 2.0)) * DOLLAR)
        )
    moments = [pair for _ in range(3) for pair in zip(DRAWN, _values(rng), strict=True)]
    chances = Chances.of(
        Chance(
            number * 10**12 + at * 10**9, 1, True, drawn, value, {} if drawn else RUSH, move=value
        )
        for at, (drawn, value) in enumerate(moments)
    )
    sport = "basketball" if number % 2 else "soccer"
    started_us = number * 10**12
    return Night(
        f"s{number}", f"Game {number}", sport, "nba", started_us, tuple(deeds), trips, chances
    )


def season(seed: int, net: Net, nights: int = 40, trades: int = 10) -> list[Night]:
    """Many evenings of one trader."""
    rng = np.random.default_rng(seed)
    return [night(number, rng, net, trades) for number in range(nights)]
