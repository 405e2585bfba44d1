"""What is told in a drill: the position, what could be expected, what came, and the score."""

from __future__ import annotations

from typing import Literal

import msgspec

Action = Literal["buy", "sell", "pass"]


class Position(msgspec.Struct, frozen=True):
    """What is held when the room stops: micro-shares of this side (negative: of the other).

    `average` is the average price of this side in cents, None while nothing is held.
    """

    size: int
    average: float | None


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What each answer could be expected to bring, cents a share over two minutes.

    `drift` is what moments like it did on other evenings (`n` of `sessions`), after shrinking;
    `cost` what it costs to get in and out again at the touch, with fees.
    """

    buy: float
    sell: float
    drift: float
    cost: float
    n: int
    sessions: int


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """What came, cents a share, by seconds; None where a hole lies. `mid` is the move."""

    mid: dict[str, float | None]
    buy: dict[str, float | None]
    sell: dict[str, float | None]


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """`loss` is the best answer's expected value less this one's, cents a share.

    `result` is what the answer then brought in two minutes, `right` whether no other would have
    brought more; both None where that is not known. `rating` is 1 (again) to 4 (easy).
    """

    loss: float
    accuracy: float
    judged: str
    best: Action
    result: float | None
    right: bool | None
    rating: int


class Did(msgspec.Struct, frozen=True):
    """The own order that the moment is about: micro-shares, cents of this side."""

    action: Literal["buy", "sell"]
    kind: str
    size: int
    price: float | None


class Confidence(msgspec.Struct, frozen=True, kw_only=True):
    """Answers of one confidence: how many, what it states, how often right, with 90 % interval."""

    confidence: int
    stated: float
    n: int
    right: float | None
    low: float | None
    high: float | None


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """All answers of whole blind rounds; `words` say what they show, or how many are missing."""

    n: int
    levels: list[Confidence]
    words: str
