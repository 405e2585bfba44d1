"""Trading fees by a market's recorded schedule, exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from gametape.model.market import FeeSchedule
from gametape.model.trading import Fill, Role

STEP = 10
"""Micro-dollars in the smallest fee, $0.00001: what is below is not charged."""

HIGHEST_EXPONENT = 8
"""Schedules with a higher or a broken exponent are none that a venue was ever seen to use."""


def schedule_fee(schedule: FeeSchedule, size: int, price: Decimal | Fraction) -> int | None:
    """Fee of taking `size` micro-shares at `price` dollars, in micro-dollars.

    `size * rate * (price * (1 - price)) ** exponent`, exact, then rounded down to a multiple of
    `STEP` (polymarket-api.md section 11: five decimals of a dollar, floored). None when the
    exponent is not a whole number from 0 to `HIGHEST_EXPONENT`.
    """
    if schedule.rate == 0:
        return 0
    exponent = schedule.exponent
    if exponent != exponent.to_integral_value() or not 0 <= exponent <= HIGHEST_EXPONENT:
        return None
    p = Fraction(price)
    exact = size * Fraction(schedule.rate) * (p * (1 - p)) ** int(exponent)
    return STEP * (exact.numerator // (exact.denominator * STEP))


def fill_fee(fill: Fill, schedule: FeeSchedule | None) -> int | None:
    """Fee of a fill in micro-dollars: as the venue said it, else by the schedule.

    None when it is not known: no schedule, or nobody said whether the fill took or gave
    liquidity. Makers pay nothing unless the schedule says otherwise.
    """
    if fill.fee is not None:
        return fill.fee
    if schedule is None:
        return None
    if schedule.rate == 0 or (fill.role is Role.MAKER and schedule.taker_only):
        return 0
    if fill.role is Role.UNKNOWN and schedule.taker_only:
        return None
    return schedule_fee(schedule, fill.size, fill.price)
