"""What a drill tells the page: before the answer, `DrillQuestion` and a clip without names."""

from __future__ import annotations

import msgspec

from gametape.analyze.drill.told import (
    Action,
    Calibration,
    Did,
    Expected,
    Happened,
    Position,
    Score,
)  # fmt: skip
from gametape.library.practice.drill_round import Round


class DrillQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question as the page gets it; times are those of the clip, sizes micro-shares.

    `position` is negative where the other side is held.
    """

    round: str
    number: int
    length: int
    moment_us: int
    asset: str
    market: str
    position: Position
    usual: int


class Reveal(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer was worth, and where the moment is; `did` is None where nothing was done."""

    action: Action
    size: int
    confidence: int
    expected: Expected
    happened: Happened
    score: Score
    did: Did | None
    kind: str
    session: str
    title: str
    asset: str
    label: str
    at_us: int
    after_us: int
    whole: bool
    last: bool


class History(msgspec.Struct, frozen=True, kw_only=True):
    """Rounds, the newest first, how many moments there are and are due, and calibration."""

    rounds: list[Round]
    whole: int
    moments: int
    due: int
    sessions: int
    calibration: Calibration


class Answering(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer: size in micro-shares, confidence 1 to 5."""

    action: Action
    size: int
    confidence: int
