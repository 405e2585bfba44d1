"""What one evening leaves for habits to be estimated from: rows, without any estimate.

Every habit has two halves: taking rows from an evening, and estimating from the rows of many. The
rows are kept with the evening, so that the second half needs no tape.
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Periods(msgspec.Struct, frozen=True):
    """Five-second rows with an open position, as packed columns of equal length.

    `flags` are bytes of bits: 1 the exit was decided in it, 2 a shock against the position in the
    last half minute, 4 one for it, 8 up by more than half a cent, 16 the mid within a tick of the
    entry. `held_s` (seconds since the entry), `gone` (share of the recording) and `far` (cents of
    the mid from 50, in hundredths) are little-endian 32-bit floats.
    """

    flags: bytes = b""
    held_s: bytes = b""
    gone: bytes = b""
    far: bytes = b""

    @classmethod
    def of(cls, exited: NDArray[np.bool_], table: Floats) -> Periods:
        """Pack rows; `table` has the columns of `leaving.NAMES`."""
        flags = exited.astype(np.uint8)
        for bit, column in enumerate(table.T[:4], 1):
            flags |= (column > 0).astype(np.uint8) << bit
        held = np.exp(table[:, 4]) - 5.0
        columns = (held, table[:, 5], table[:, 6])
        return cls(flags.tobytes(), *(one.astype("<f4").tobytes() for one in columns))

    def __len__(self) -> int:
        return len(self.flags)

    @property
    def exits(self) -> int:
        """How many rows have an exit."""
        return int((np.frombuffer(self.flags, np.uint8) & 1).sum())

    def unpacked(self) -> tuple[NDArray[np.bool_], Floats]:
        """Which rows have the exit, and the table of covariates."""
        flags = np.frombuffer(self.flags, np.uint8)
        held, gone, far = (
            np.frombuffer(one, "<f4").astype(np.float64)
            for one in (self.held_s, self.gone, self.far)
        )
        bits = [(flags >> bit & 1).astype(np.float64) for bit in range(1, 5)]
        table = np.column_stack([*bits, np.log(np.maximum(held, 0.0) + 5.0), gone, far])
        return (flags & 1).astype(np.bool_), table


class Realized(msgspec.Struct, frozen=True):
    """How often a gain or a loss could be realized, and how often it was (Odean 1998)."""

    gains: int = 0
    paper_gains: int = 0
    losses: int = 0
    paper_losses: int = 0


class Held(msgspec.Struct, frozen=True):
    """How long a trade was held and what it brought, dollars; `left` is False for a settled one."""

    seconds: float
    net: float
    left: bool


class Followed(msgspec.Struct, frozen=True):
    """What followed a closed trade, and whether it had lost.

    `gap` is the log of seconds to the next entry, `stake` that of the next stake over its own,
    `stopped` 1 where nothing was done for a quarter of an hour.
    """

    lost: bool
    gap: float | None
    stake: float | None
    stopped: float | None


class Staked(msgspec.Struct, frozen=True):
    """An entry as the model of stakes wants it.

    `before` is what the session had come to, dollars; `late` whether the last quarter of the
    recording had begun; `price` dollars of the outcome bought.
    """

    log_stake: float
    before: float
    late: bool
    price: float


class Left(msgspec.Struct, frozen=True):
    """An exit: whether the book supported what was left, and cents that it went in a minute."""

    supported: bool
    after: float


class Limit(msgspec.Struct, frozen=True):
    """A resting limit price: whether it was round, and the share of ticks around it that are."""

    round: bool
    chance: float


class Settled(msgspec.Struct, frozen=True):
    """A trade in a decided market, as if held to the end: price of what it bought, and payment."""

    price: float
    won: float


class Stake(msgspec.Struct, frozen=True):
    """An entry against the bankroll: all-in cost a share in dollars, share of it at stake."""

    cost: float
    fraction: float


class Stretch(msgspec.Struct, frozen=True):
    """A phase of the game as told, and the entries in it; microseconds."""

    phase: str
    from_us: int
    to_us: int
    entries: int


class Fitting(msgspec.Struct, frozen=True):
    """A detector over an evening: decisions that count, those that fit, and their random twins."""

    name: str
    fits: int
    of: int
    twin_fits: int
    twins: int


class Met(msgspec.Struct, frozen=True):
    """Opportunities: sharp moves against a position held, and sharp moves while present."""

    adverse: int = 0
    present: int = 0


class Opportunity(msgspec.Struct, frozen=True, kw_only=True):
    """What could have been done at `at_us`: at a signal, or at any minute.

    A rush that could be chased (`fomo_avoid`), a panic against a position (`panic_resist`), or a
    `minute` without regard to the market. `leaving` is whether a position would have been left.
    `present`: the trader had done something in the five minutes before; `able`: had no such
    position already and a usual size; `taken`: acted that way within a minute. `value` is what
    taking it would have brought in micro-dollars, None where the book did not hold enough or could
    not be believed; `placebo` the same at random moments of the same game. `move` is what the
    mid's move alone would have brought, before spread and fees.
    """

    kind: str
    at_us: int
    market: str
    asset: str
    direction: int
    size: int
    leaving: bool
    present: bool
    able: bool
    taken: bool
    value: int | None
    placebo: tuple[int, ...]
    move: int | None = None

    @property
    def passed(self) -> bool:
        """Whether it was there to be taken, and was not."""
        return self.present and self.able and not self.taken


class SignalRow(msgspec.Struct, frozen=True, kw_only=True):
    """What came after a market signal; cents a share against the move, shares of 1, micro-dollars.

    `touched`: half of the move was taken back within two minutes; `touched_random` is the share of
    random moments of the game for which that holds, `driftless` the chance for a price without a
    drift. `fade_*` are drifts of the mid. `rule_net` is what the fixed rule made of it after fees
    (`fading`), None where `rule_why` says that it did not trade, or could not be priced; the
    mean of the same at random moments is `rule_random`.
    """

    kind: str
    at_us: int
    market: str
    strict: bool
    touched: bool | None
    touched_random: float | None
    driftless: float | None
    fade_60: float | None
    fade_120: float | None
    rule_net: int | None
    rule_why: str
    rule_random: int | None


class TagSums(msgspec.Struct, frozen=True):
    """How the mid moved at tags of the game, for their lag (`tag_lag`); cents of |dm| a second.

    `moved` and `squared` are sums over all known `seconds`; `hits` and `sums` are counts and sums
    at tags shifted back by 0, 1, ... seconds.
    """

    tags: int = 0
    seconds: int = 0
    moved: float = 0.0
    squared: float = 0.0
    hits: tuple[int, ...] = ()
    sums: tuple[float, ...] = ()


class HabitRows(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an evening leaves for habits."""

    periods: Periods = Periods()
    realized: Realized = Realized()
    held: tuple[Held, ...] = ()
    followed: tuple[Followed, ...] = ()
    staked: tuple[Staked, ...] = ()
    limits: tuple[Limit, ...] = ()
    crowd_round: int = 0
    crowd: int = 0
    settled: tuple[Settled, ...] = ()
    stakes: tuple[Stake, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    entries: int = 0
    hours: float = 0.0
    delays_in: tuple[float, ...] = ()
    delays_out: tuple[float, ...] = ()
    fitting: tuple[Fitting, ...] = ()
    met: Met = Met()
    signals: tuple[SignalRow, ...] = ()
    tags: TagSums = TagSums()
    tagged_in: tuple[tuple[float, ...], ...] = ()
    tagged_out: tuple[tuple[float, ...], ...] = ()
