"""Seasons for tests: few evenings are made, and a long season is made of them again and again."""

from __future__ import annotations

from functools import cache

from gametape.analyze.population.summary import SessionSummary
from gametape.simulate.corpus.season import Trader, at_time, evening_of_season


@cache
def made(trader: Trader, n: int) -> tuple[SessionSummary, ...]:
    """Different evenings of a trader, all on one day."""
    return tuple(evening_of_season((900_000 + number, trader)) for number in range(n))


def repeated(trader: Trader, sessions: int, n: int = 4) -> tuple[SessionSummary, ...]:
    """So many sessions, `n` of them different: for what a page shows, never for what is true."""
    some = made(trader, n)
    return tuple(at_time(some[number % n], number) for number in range(sessions))
