"""Chance by seed: named streams of random numbers, and the few draws the simulation needs."""

from __future__ import annotations

import hashlib
import math
import random
from functools import cache
from statistics import NormalDist


def stream(seed: int, *names: str) -> random.Random:
    """An own stream of random numbers for a purpose.

    Streams of different names are independent, so that one more market or trader leaves all
    others as they were.
    """
    digest = hashlib.sha256("/".join((str(seed), *names)).encode()).digest()
    return random.Random(int.from_bytes(digest))  # noqa: S311 - a simulation, not a secret


def poisson(rng: random.Random, mean: float) -> int:
    """A Poisson count; above a mean of 30 the rounded normal approximation."""
    if mean > 30:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, count, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        count += 1
        product *= rng.random()
    return count


@cache
def lognormals(sigma: float, count: int = 1024) -> tuple[float, ...]:
    """`count` equally likely values of exp(N(0, sigma)): a draw is then a mere look-up."""
    normal = NormalDist()
    return tuple(math.exp(sigma * normal.inv_cdf((i + 0.5) / count)) for i in range(count))
