"""What a pattern may look at: every field by name, with its unit and what it means in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from gametape.analyze.detectors.registry import detectors
from gametape.analyze.evidence import Unit

FieldType = Literal["number", "flag", "name"]


class FieldKind(NamedTuple):
    """One thing a pattern may look at.

    `type` is what it may be compared with: a number, true or false, or a word. A value of unit usd
    or shares is held in millionths and written in a file as dollars or shares. `words` say what it
    is; prices and moves are of the outcome that is bought or held, whichever token was traded.
    """

    name: str
    type: FieldType
    unit: Unit
    words: str

    @property
    def of_order(self) -> bool:
        """Whether only an order has it: at a moment at which nothing was done it is not known."""
        return self.name in _OF_ORDER or self.name.startswith("label_")


NEVER = 1e9
"""What `since_...` is where it has not happened yet this session: seconds, thirty years of them."""

_NUMBERS: tuple[tuple[str, Unit, str], ...] = (
    # the game
    ("clock_left", "seconds", "time left on the game's own clock, where it has a scheduled end"),
    ("game_gone", "pct", "share of the scheduled game that is over"),
    ("phase_age", "seconds", "time since the phase of the game was told"),
    ("since_score", "seconds", "time since the score was told to have changed"),
    ("score_gap", "count", "difference between the two scores, whoever leads"),
    ("hour", "count", "hour of the day in UTC, 0 to 23"),
    # the price
    ("price", "cents", "price at the touch: the ask to buy, the bid to sell"),
    ("mid", "cents", "middle between best bid and ask"),
    ("spread", "cents", "best ask less best bid"),
    ("move_30", "cents", "move of the mid in the last 30 seconds"),
    ("move_60", "cents", "move of the mid in the last 60 seconds"),
    ("move_30_shocks", "x", "the same move in units of what counts as a sharp move"),
    ("rise_45", "cents", "greatest 30 s rise seen in the last 45 seconds, never below 0"),
    ("fall_45", "cents", "greatest 30 s fall seen in the last 45 seconds, never below 0"),
    ("rise_45_shocks", "x", "the greatest rise in units of what counts as a sharp move"),
    ("fall_45_shocks", "x", "the greatest fall in units of what counts as a sharp move"),
    ("since_rise", "seconds", "time since the last sharp rise began"),
    ("since_fall", "seconds", "time since the last sharp fall began"),
    ("since_move", "seconds", "time since the last sharp move of either direction began"),
    ("since_move_end", "seconds", "time since a sharp move was last seen going on"),
    ("rank_120", "pct", "share of the last two minutes that was cheaper than now"),
    ("below_average", "cents", "how far the price is below its average of five minutes"),
    ("z_300", "x", "mid less its mean of five minutes, in standard deviations"),
    ("calm", "x", "volatility of the last two minutes against the usual one"),
    # trading and the book
    ("volume_ratio", "x", "shares traded in 30 seconds against what is usual"),
    ("imbalance", "x", "bids less asks over both, within three cents; own orders left out"),
    ("depth_behind", "shares", "shares bid within three cents of the best bid"),
    ("depth_ahead", "shares", "shares offered within three cents of the best ask"),
    ("since_panic", "seconds", "time since the market was last signalled to sell in a rush"),
    ("since_rush", "seconds", "time since the market was last signalled to buy in a rush"),
    # one's own position and evening
    ("size", "shares", "size of the order"),
    ("size_ratio", "x", "the order's size against the median of the last twenty entries"),
    ("stake", "usd", "dollars that the order puts at risk, or takes out"),
    ("gain", "cents", "what a share of the position has gained at the price that leaving pays"),
    ("held", "seconds", "time since the position was opened"),
    ("adds", "count", "orders that have added to the position"),
    ("rises_held", "count", "sharp rises while the position was held"),
    ("falls_held", "count", "sharp falls while the position was held"),
    ("since_loss", "seconds", "time since a loss was last realized, in any market"),
    ("since_win", "seconds", "time since a profit was last realized, in any market"),
    ("since_order", "seconds", "time since the order before this one was decided"),
    ("entries_300", "count", "entries decided in the last five minutes, in any market"),
    ("session_net", "usd", "dollars realized so far this session"),
)
_FLAGS = (
    ("in_play", "the game is on"),
    ("pause", "the game is in a recorded break of any kind"),
    ("halftime", "the game is in its recorded halftime"),
    ("phases_told", "some feed has told phases of the game"),
    ("support", "enough orders stand behind the price to take five times the size"),
    ("taking", "the order was marketable when it was sent"),
    ("has_plan", "a plan had been written down in the half hour before"),
)
_NAMES = (
    ("sport", "what is played"),
    ("market_type", "kind of market, as the venue says: moneyline, spreads, totals, ..."),
    ("phase", "phase of the game as its feed names it: Q4, HT, 2H, ..."),
    ("side", "buy or sell, of the outcome that is bought or held"),
    ("kind", "what the order means for the position: entry, add, reduce, exit or flip"),
    ("holding", "position before: none, same or opposite"),
)


_OF_ORDER = frozenset({"side", "kind", "taking", "size", "size_ratio", "stake"})


def _every() -> Iterator[FieldKind]:
    for name, unit, words in _NUMBERS:
        yield FieldKind(name, "number", unit, words)
    for name, words in _FLAGS:
        yield FieldKind(name, "flag", "count", words)
    for name, words in _NAMES:
        yield FieldKind(name, "name", "name", words)
    for one in detectors():
        words = f"how well the order fits the label “{one.title}”, 0 to 1"
        yield FieldKind(f"label_{one.name}", "number", "score", words)


FIELDS: Mapping[str, FieldKind] = {one.name: one for one in _every()}
"""Every field a pattern may look at, by name, in the order of the documentation."""
