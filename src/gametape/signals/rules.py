"""The rules of the three signals (methods 3.3), put to what is seen of a market at one moment."""

from __future__ import annotations

from typing import NamedTuple

from gametape.signals.signal import Kind, Rules, Signal

_ALL_GONE = 9.0
"""What stands for half by the share of depth that is left, where none is."""


class Seen(NamedTuple):
    """A market at a moment: cents, cells, shares within three cents; NaN where not known.

    `before` is the mid thirty seconds ago, `usual_*` what is usual.
    """

    at_us: int
    bid: int
    ask: int
    mid: float
    before: float
    tick: float
    threshold: float
    volume_ratio: float
    depth_bid: float
    depth_ask: float
    usual_bid: float
    usual_ask: float
    usual_spread: float

    @property
    def spread(self) -> float:
        """Best ask less best bid, cents."""
        return (self.ask - self.bid) / 100.0


def is_on(seen: Seen, rules: Rules) -> bool:
    """Whether signals are looked for: after five minutes of play, at prices that are no extreme."""
    return seen.threshold == seen.threshold and rules.low_c <= seen.mid <= rules.high_c


def moved(seen: Seen, rules: Rules) -> int:
    """-1 for a panic sell, +1 for a fomo buy, 0 for neither."""
    if not seen.volume_ratio >= rules.volume_ratio or not is_on(seen, rules):
        return 0
    move = seen.mid - seen.before
    least = rules.least_ticks * seen.tick
    if move <= -max(rules.fall * seen.before, least):
        return -1
    return 1 if move >= max(rules.rise * seen.before, least) else 0


def is_empty(seen: Seen, rules: Rules) -> bool:
    """Whether a side is thin and the spread wide; to be so for two seconds is a vacuum."""
    if not is_on(seen, rules) or not is_wide(seen, rules):
        return False
    return _depth_ratio(seen)[0] <= rules.thin


def is_wide(seen: Seen, rules: Rules) -> bool:
    """Whether the spread is wide."""
    return seen.spread >= max(rules.wide_ticks * seen.tick, rules.wide * seen.usual_spread)


def of_move(seen: Seen, direction: int, rules: Rules) -> Signal:
    """The signal of a fast move."""
    strict = abs(seen.mid - seen.before) >= seen.threshold
    return _signal("fomo_buy" if direction > 0 else "panic_sell", seen, direction, rules, strict)


def of_vacuum(seen: Seen, rules: Rules) -> Signal:
    """The signal of a book that has emptied, towards its thinner side."""
    return _signal("liquidity_vacuum", seen, _depth_ratio(seen)[1], rules, False)


def _signal(kind: Kind, seen: Seen, direction: int, rules: Rules, strict: bool) -> Signal:
    depth, _ = _depth_ratio(seen)
    spread = seen.spread / seen.usual_spread if seen.usual_spread else float("nan")
    move = seen.mid - seen.before
    emptied = [one for one in (spread / 2, 0.5 / depth if depth else _ALL_GONE) if one == one]
    score = _together(
        _ramp(seen.volume_ratio, 2.0, 6.0),
        _ramp(abs(move) / seen.threshold, 0.5, 2.0),
        _ramp(max(emptied, default=0.0), 0.5, 1.5),
    )
    return Signal(
        kind=kind,
        at_us=seen.at_us,
        direction=direction,
        score=score,
        alert=score >= rules.alert,
        strict=strict,
        move=move,
        threshold=seen.threshold,
        volume_ratio=seen.volume_ratio,
        spread=seen.spread,
        spread_ratio=spread if spread == spread else None,
        depth_ratio=depth if depth == depth else None,
        bid=seen.bid,
        ask=seen.ask,
    )


def _depth_ratio(seen: Seen) -> tuple[float, int]:
    """Depth of the thinner side against what is usual, and its direction; NaN if not known."""
    sides = [
        (resting / usual, way)
        for resting, usual, way in (
            (seen.depth_bid, seen.usual_bid, -1),
            (seen.depth_ask, seen.usual_ask, 1),
        )
        if usual == usual and usual > 0
    ]
    return min(sides) if sides else (float("nan"), 0)


def _ramp(value: float, low: float, high: float) -> float:
    if value != value:
        return 0.0
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _together(*factors: float) -> float:
    product = 1.0
    for factor in factors:
        product *= factor
    return float(product ** (1 / len(factors)))
