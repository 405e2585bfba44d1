"""Rules on what is entered: not at all, smaller, later, or without adding to a loser."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from gametape.analyze.material.decision import Decision
from gametape.analyze.pricing.lines import Traded
from gametape.analyze.whatif.contract import Flag, Priced, Scene, Subject
from gametape.analyze.whatif.legs import (
    NO_BOOK,
    entries_at,
    exits_at,
    priced,
    refused,
    removed,
    seconds,
    unchanged,
)

LOSING_CENTS = 3.0
"""How far below its average a position stands where adding to it is averaging down."""


def no_trade(scene: Scene) -> list[Priced]:
    """Every leg left out."""
    return [removed("no_trade", one, {}) for one in scene.legs]


def no_add(scene: Scene) -> list[Priced]:
    """Trades without the orders that added to a losing position.

    Losing by what was known then: the price of closing stood `LOSING_CENTS` or more against the
    average paid. Legs that such an order opened are left out.
    """
    found = []
    for one in scene.legs:
        down = [added for added in one.opening if averages_down(added, one.traded)]
        if not down:
            found.append(unchanged("no_add", one))
        else:
            found.append(removed("no_add", one, {"order": down[0].order_id}))
    return found


def averages_down(one: Decision, traded: Traded | None) -> bool:
    """Whether an order added to a position that was losing when it was decided."""
    if one.kind != "add" or one.average_before is None or traded is None:
        return False
    bid, ask = traded.course.quote(one.decided_us)
    touch = bid if one.direction > 0 else ask
    if touch < 0:
        return False
    ahead = one.direction * (Fraction(touch, 10_000) - one.average_before) * 100
    return float(ahead) <= -LOSING_CENTS


def scale(scene: Scene, share: Fraction) -> list[Priced]:
    """Every leg with a share of its size; orders that took walk less far into the book."""
    rule = f"scale_{float(share):g}"
    return [_scaled(rule, one, share) for one in scene.legs]


def capped(scene: Scene) -> list[Priced]:
    """Every leg no larger than the stake that the bankroll's cap allows; off without a bankroll."""
    bankroll = scene.evening.material.bankroll
    if not bankroll:
        return [
            refused("capped", one, "not_feasible", "no bankroll is known") for one in scene.legs
        ]
    most = Fraction(str(scene.parameters.bankroll_cap)) * bankroll
    found = []
    for one in scene.legs:
        price = Fraction(one.leg.open_price)
        stake = one.leg.size * (price if one.leg.direction > 0 else 1 - price)
        share = min(Fraction(1), most / stake) if stake else Fraction(1)
        found.append(unchanged("capped", one) if share == 1 else _scaled("capped", one, share))
    return found


def _scaled(rule: str, one: Subject, share: Fraction) -> Priced:
    if one.traded is None:
        return refused(rule, one, "gap", NO_BOOK)
    leg, traded = one.leg, one.traded
    size = int(leg.size * share)
    orders = [order for order in (one.opened, one.closing) if order is not None]
    for order in orders:
        rules = traded.course.rules_at(order.decided_us)
        if order.filled * share < ((rules.min_size or 0) if rules else 0):
            return refused(rule, one, "not_feasible", "below the market's smallest order")
    flags: list[Flag] = []
    total = Fraction(0)
    for side, price, fee, sign in (
        (one.opened, leg.open_price, one.opening_fee, -leg.direction),
        (one.closing, leg.close_price, one.closing_fee, leg.direction),
    ):
        each, cost, assumed = _smaller(traded, side, price, fee / leg.size, share)
        total += sign * size * each - size * cost
        if assumed:
            flags.append("fee_assumed")
    evidence: dict[str, int | float | str | None] = {"size": size}
    return priced(rule, one, total - leg.net, "ok", flags[:1], evidence)


def _smaller(
    traded: Traded, order: Decision | None, price: Decimal, fee: Fraction, share: Fraction
) -> tuple[Fraction, Fraction, bool]:
    """Price and fee a share of a smaller order: better by what its walk is shorter."""
    paid = Fraction(price)
    if order is None or not order.taking or order.matched_us is None:
        return paid, fee, False
    whole, less = order.filled, int(order.filled * share)
    at_us = np.full(2, order.matched_us - 1, np.int64)
    directions = np.full(2, order.direction, np.int64)
    walks = traded.ladder.walks(at_us, directions, np.array([whole, less], np.int64))
    if walks.filled.tolist() != [whole, less] or not less:
        return paid, fee, False
    one, other = (
        Fraction(int(spent), int(got) * 10_000)
        for spent, got in zip(walks.paid, walks.filled, strict=True)
    )
    better = paid - (one - other)
    charged = traded.fee(order.matched_us, less, round(better * less * 10_000))
    return better, Fraction(charged, less), traded.fees(order.matched_us)[1]


def in_cooldown(scene: Scene, one: Decision, wait_s: int) -> int | None:
    """The onset of the shock that is alive at a decision and not `wait_s` old, if there is one."""
    onsets = scene.onsets.get(one.line, ())
    known = bisect_right(onsets, one.decided_us)
    if not known:
        return None
    age_us = one.decided_us - onsets[known - 1]
    alive = age_us < seconds(scene.parameters.shock_alive_s)
    return onsets[known - 1] if alive and age_us < seconds(wait_s) else None


def cooldown_skip(scene: Scene, wait_s: int) -> list[Priced]:
    """Legs opened within a cooldown after a shock left out."""
    rule = f"cooldown_skip_{wait_s}"
    found = []
    for one in scene.legs:
        onset = _onset(scene, one, wait_s)
        found.append(
            unchanged(rule, one) if onset is None else removed(rule, one, {"onset_us": onset})
        )
    return found


def skipped(scene: Scene, wait_s: int) -> tuple[list[float], list[bool]]:
    """For the placebo: dollars that leaving each leg out would have brought, and if it was."""
    gains = [-one.leg.net / 1e6 for one in scene.legs]
    return gains, [_onset(scene, one, wait_s) is not None for one in scene.legs]


def _onset(scene: Scene, one: Subject, wait_s: int) -> int | None:
    found = [in_cooldown(scene, order, wait_s) for order in one.opening if order.enters]
    return next((onset for onset in found if onset is not None), None)


def cooldown_delay(scene: Scene, wait_s: int) -> list[Priced]:
    """Orders within a cooldown wait until it is over; an entry left before then is skipped."""
    rule = f"cooldown_delay_{wait_s}"
    wait_us = seconds(wait_s)
    entries: list[int | None] = []
    exits: list[int | None] = []
    for one in scene.legs:
        begun = _onset(scene, one, wait_s)
        entries.append(None if begun is None else begun + wait_us)
        left = None if one.closing is None else in_cooldown(scene, one.closing, wait_s)
        exits.append(None if left is None else left + wait_us)
    return delayed(rule, scene, entries, exits)


def delayed(
    rule: str, scene: Scene, entries: Sequence[int | None], exits: Sequence[int | None]
) -> list[Priced]:
    """Each leg entered and left at these moments; None leaves that side as it was."""
    late = [
        entry is not None and entry >= one.exit_us
        for one, entry in zip(scene.legs, entries, strict=True)
    ]
    kept = [None if skip else entry for skip, entry in zip(late, entries, strict=True)]
    entered = entries_at(rule, scene.legs, kept, scene.parameters)
    left = exits_at(rule, scene.legs, exits, scene.parameters)
    return [
        removed(rule, one, {"entry_us": entry}) if skip else _both(rule, one, first, second)
        for one, skip, entry, first, second in zip(
            scene.legs, late, entries, entered, left, strict=True
        )
    ]


def _both(rule: str, one: Subject, first: Priced, second: Priced) -> Priced:
    if all(part.evidence.get("why") == "not triggered" for part in (first, second)):
        return unchanged(rule, one)
    for part in (first, second):
        if part.status != "ok" or part.delta is None:
            return part
    flags = tuple(dict.fromkeys((*first.flags, *second.flags)))
    kept: list[Flag] = [flag for flag in flags if flag != "dependent"]
    total = Fraction((first.delta or 0) + (second.delta or 0))
    evidence = {f"entry_{key}": value for key, value in first.evidence.items()}
    evidence |= {f"exit_{key}": value for key, value in second.evidence.items()}
    return priced(rule, one, total, "ok", kept, evidence)
