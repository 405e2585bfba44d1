"""What is known of a moment, and how far apart two of them are: every feature with its unit."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["quiet", "signal", "decision"]
KINDS: tuple[Kind, ...] = ("quiet", "signal", "decision")

Turn = Literal["same", "sign", "complement"]


class Feature(NamedTuple):
    """One thing that was known at a moment, of the line's first outcome.

    Two moments differ by one in a feature where its values (or, of `doubling`, their logarithms to
    the base 2, one added) are `unit` apart. `weight` is what it counts for beside the others.
    `turn` is what it becomes when one looks from the other outcome: the same, its negative, or
    what is left to 100; `other` names the feature that it changes places with.
    """

    name: str
    unit: float
    weight: float
    turn: Turn
    words: str
    doubling: bool = False
    other: str = ""


MOVES_S = (5, 30, 120)
DEPTHS_C = (1, 3, 5)

FEATURES: tuple[Feature, ...] = (
    Feature("price", 5.0, 2.0, "complement", "middle of best bid and ask, cents"),
    Feature("spread", 1.0, 0.5, "same", "best ask less best bid, cents", doubling=True),
    Feature("imbalance", 0.35, 1.0, "sign", "bids less asks over both, within three cents"),
    *(
        Feature(f"{side}_{cents}", 1.5, 0.25, "same", f"shares within {cents} cents of the {side}",
                doubling=True, other=f"{beside}_{cents}")
        for side, beside in (("bid", "ask"), ("ask", "bid")) for cents in DEPTHS_C
    ),
    *(
        Feature(f"move_{seconds}_ticks", 2.0 * (seconds / 30) ** 0.5, 0.5, "sign",
                f"move of the mid in {seconds} s, ticks")
        for seconds in MOVES_S
    ),
    *(
        Feature(f"move_{seconds}_sigmas", 0.75, 0.75, "sign",
                f"the same move in standard deviations of {seconds} s")
        for seconds in MOVES_S
    ),
    Feature("volume_ratio", 1.0, 1.0, "same", "shares traded in 30 s against what is usual",
            doubling=True),
    Feature("game_gone", 0.15, 1.0, "same", "share of the scheduled game that is over"),
    Feature("score_gap", 1.0, 0.5, "same", "difference of the scores, whoever leads",
            doubling=True),
    Feature("since_score", 2.0, 0.5, "same", "seconds since the score changed", doubling=True),
    Feature("position", 1.0, 1.0, "sign", "own side: 1 for this outcome, -1 for the other"),
)  # fmt: skip
"""Everything that a moment is compared by; what rests in the book leaves one's own orders out."""

HORIZONS_S = (15, 30, 60, 120, 300)
"""How long after a moment the price is looked at."""

SETTLED = "settled"

SIZE_SHARES = 100
"""What buying and selling is priced for: walks through the book for so many shares."""

EVERY_S = 5
"""A moment is taken so often while its book can be believed."""

VERSION = 1
"""Of what a table of moments holds; one of another version is made again."""


def steps() -> tuple[str, ...]:
    """The horizons as columns are named: `15`, ..., `300`, `settled`."""
    return (*(str(seconds) for seconds in HORIZONS_S), SETTLED)
