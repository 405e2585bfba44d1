"""Rules on when a trade is left: held longer, left sooner, stopped, trailed, held to the end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gametape.analyze.material.course import CELLS_PER_CENT, Course
from gametape.analyze.pricing.doubts import FINE
from gametape.analyze.whatif.contract import Priced, Scene, Subject
from gametape.analyze.whatif.legs import exits_at, refused, seconds, settled
from gametape.analyze.whatif.taking import bad

HELD_TO_THE_END = "it was held until the market was decided"


def hold(scene: Scene, wait_s: int) -> list[Priced]:
    """Every leg left so many seconds later; at the payout where the market was decided first."""
    rule = f"hold_{wait_s}"
    return _moved(rule, scene, seconds(wait_s))


def earlier(scene: Scene, sooner_s: int) -> list[Priced]:
    """Every leg left so many seconds sooner, where it was open by then."""
    return _moved(f"earlier_{sooner_s}", scene, -seconds(sooner_s))


def _moved(rule: str, scene: Scene, by_us: int) -> list[Priced]:
    legs: list[Subject] = []
    triggers: list[int] = []
    kept: dict[int, Priced] = {}
    for number, one in enumerate(scene.legs):
        if one.leg.cause != "trade":
            kept[number] = refused(rule, one, "not_feasible", HELD_TO_THE_END)
        elif one.exit_us + by_us <= one.leg.opened_us:
            kept[number] = refused(rule, one, "not_feasible", "it was not open by then")
        else:
            legs.append(one)
            triggers.append(one.exit_us + by_us)
    moved = iter(exits_at(rule, legs, triggers, scene.parameters))
    return [kept.get(number) or next(moved) for number in range(len(scene.legs))]


def hold_settle(scene: Scene) -> list[Priced]:
    """Every leg held until its market was decided, where it is."""
    rule = "hold_settle"
    found = []
    for one in scene.legs:
        if one.leg.cause != "trade":
            found.append(refused(rule, one, "not_feasible", HELD_TO_THE_END))
        elif one.traded is None or one.traded.pays is None:
            found.append(refused(rule, one, "not_feasible", "the market is not decided"))
        else:
            found.append(settled(rule, one, one.traded, one.exit_us))
    return found


def stop(scene: Scene, cents: int) -> list[Priced]:
    """Every leg left once the exit-side price is so far below what it was at entry."""
    return _triggered(f"stop_{cents}", scene, cents, trailing=False)


def trail(scene: Scene, cents: int) -> list[Priced]:
    """Every leg left once the exit-side price is so far below its best since entry."""
    return _triggered(f"trail_{cents}", scene, cents, trailing=True)


def _triggered(rule: str, scene: Scene, cents: int, *, trailing: bool) -> list[Priced]:
    legs: list[Subject] = []
    triggers: list[int | None] = []
    kept: dict[int, Priced] = {}
    for number, one in enumerate(scene.legs):
        if one.traded is None:
            legs.append(one)
            triggers.append(None)
            continue
        until_us = one.exit_us
        trigger = first_below(
            one.traded.course, one.leg.direction, one.leg.opened_us, until_us, cents, trailing
        )
        code = one.traded.doubts.one(one.leg.opened_us, trigger or until_us)
        if code != FINE:
            status, why = bad(one.traded.doubts.reason(code))
            kept[number] = refused(rule, one, status, why)
        else:
            legs.append(one)
            triggers.append(trigger)
    moved = iter(exits_at(rule, legs, triggers, scene.parameters))
    return [kept.get(number) or next(moved) for number in range(len(scene.legs))]


def first_below(
    course: Course, direction: int, from_us: int, until_us: int, cents: int, trailing: bool
) -> int | None:
    """When the exit-side price first stood `cents` below entry's (or its best's), until then.

    A moment without that side of the book triggers nothing. None if it never did.
    """
    first = max(course.row(from_us), 0)
    last = course.row(until_us - 1) + 1
    side = course.bid if direction > 0 else course.ask
    price = side[first:last].astype(np.int64) * direction
    known = side[first:last] >= 0
    if not known.any():
        return None
    price, times = price[known], course.times[first:last][known]
    reference = np.maximum.accumulate(price) if trailing else price[0]
    below = np.flatnonzero(price <= reference - cents * CELLS_PER_CENT)
    return max(int(times[below[0]]), from_us) if len(below) else None


def grid(scene: Scene, waits: Sequence[int]) -> dict[str, list[Priced]]:
    """`hold` for each of these, by rule."""
    return {f"hold_{wait}": hold(scene, wait) for wait in waits}
