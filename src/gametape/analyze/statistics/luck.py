"""How much of a result is luck: the band that holding positions through noise makes by itself."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

NO_SKILL_BELOW = 1.645
"""Pooled z below which nothing is said of skill (5 % one-sided)."""


class Carry(msgspec.Struct, frozen=True):
    """Profit of holding through the mid's moves in one game, and its noise; dollars.

    Without skill `profit` is 0 on average and about `sd` wide (analysis-methods.md 2.8).
    """

    profit: float
    sd: float


class LuckAndSkill(msgspec.Struct, frozen=True):
    """Carry pooled over games: `z` is in standard deviations of luck.

    `speaks` says whether skill may be mentioned at all.
    """

    profit: float
    sd: float
    z: float
    games: int
    speaks: bool


def carry(exposure: Sequence[float], moves: Sequence[float]) -> Carry:
    """Carry of one game: shares held before each move of the mid, and the moves in dollars.

    `profit = sum(E * dm)`, `sd = sqrt(sum(E^2 * dm^2))`, on a grid of 5 seconds. Raises ValueError
    when the two differ in length.
    """
    held, moved = np.asarray(exposure, dtype=float), np.asarray(moves, dtype=float)
    if held.shape != moved.shape:
        raise ValueError("every move needs what was held before it.")
    made = held * moved
    return Carry(float(made.sum()), float(np.sqrt((made**2).sum())))


def luck_and_skill(games: Sequence[Carry]) -> LuckAndSkill:
    """Pool games, which are independent of each other."""
    profit = sum(game.profit for game in games)
    sd = float(np.sqrt(sum(game.sd**2 for game in games)))
    z = profit / sd if sd else 0.0
    return LuckAndSkill(profit, sd, z, len(games), z >= NO_SKILL_BELOW)


def settlement_sd(stakes: Sequence[tuple[float, float]]) -> float:
    """Luck's standard deviation of positions held to settlement in independent games, dollars.

    `stakes` are (net shares, probability of winning): `sqrt(sum(size^2 * p * (1 - p)))`.
    """
    return float(np.sqrt(sum(size**2 * p * (1 - p) for size, p in stakes)))
