"""What is kept of each decision of an evening, and of what could have been done and was not."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from gametape.analyze.behaviour.opportunities import EVERY_US, met, minutes
from gametape.analyze.behaviour.rows import Opportunity
from gametape.analyze.detectors.detecting import Scored
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import EvidenceLedger, Field, OrderRow
from gametape.analyze.judging.rows import BEFORE_US, order_ids
from gametape.analyze.judging.session import Workings
from gametape.analyze.labels.scoring import Judged, views_of
from gametape.analyze.material.decision import Decision
from gametape.analyze.metrics.judgement import Judged as Decided
from gametape.analyze.patterns.chances import Chance, Chances
from gametape.analyze.patterns.fields import Value, fields_of, way_of
from gametape.analyze.population.summary import (
    DecisionSummary,
    Fields,
    LabelSummary,
)
from gametape.analyze.whatif.contract import Priced

Shut = tuple[tuple[str, str], int, bool]
"""What is entered or left: market and asset, the side it is about, and whether it is left."""


def decisions_of(
    evening: Evening, ledger: EvidenceLedger, workings: Workings
) -> tuple[DecisionSummary, ...]:
    """Every own order in order of time, with what was known when it was decided."""
    asked, _ = evening.asked
    scored: dict[str, list[Judged]] = defaultdict(list)
    for answer in workings.scored:
        scored[answer.decision.order_id].append(answer)
    shown = {label.id: label.words for row in ledger.trades for label in row.labels}
    words = {
        (order.order_id, label.name): label.words
        for row in ledger.trades
        for order in row.orders
        for label in row.labels
        if label.id in shown and label.order == order.id
    }
    trades = _trades(ledger)
    names, changed = order_ids(evening), _changed(workings.priced)
    found = []
    for whole, one, view in zip(evening.decisions, asked, views_of(evening, asked), strict=True):
        answers = scored[one.order_id]
        matches = {
            each.detector.name: each.answer.match
            for each in answers
            if isinstance(each.answer, Scored)
        }
        trade, row = trades.get(one.order_id, ("", None))
        judged = workings.judged.get(one.order_id)
        found.append(
            DecisionSummary(
                order_id=one.order_id,
                order=names[one.order_id],
                trade=trade,
                market=one.line.market,
                asset=one.line.asset,
                decided_us=one.decided_us,
                before_us=one.decided_us - BEFORE_US,
                kind=one.kind,
                enters=one.enters,
                leaves=one.leaves,
                side="buy" if one.enters else "sell",
                price=_price(whole, way_of(one)),
                stake=_stake(whole),
                fields=_known(fields_of(view, one.line, one, matches=matches)),
                labels=_labels(answers, words, one.order_id),
                plan=next((each.plan for each in answers if each.plan), ""),
                judged="" if row is None else row.judgement,
                loss=None if judged is None else judged.dollars,
                accuracy=None if judged is None else judged.accuracy,
                drift=_drift(row, judged, "markout_60", "after_60"),
                after=_drift(row, judged, "net_60", "after_60"),
                changed=changed.get(one.order_id, {}),
            )
        )
    return tuple(found)


def moments_of(evening: Evening) -> tuple[tuple[Opportunity, ...], str]:
    """Signals that were met, and why none can be told ("" if they can)."""
    seed = hashlib.sha256(f"{evening.material.slug} moments".encode()).digest()
    told, why = met(evening, np.random.default_rng(int.from_bytes(seed[:8], "little")))
    return tuple(told), why


def chances_of(evening: Evening, signalled: Sequence[Opportunity]) -> Chances:
    """What could have been done and was not: at signals that were met, and every minute."""
    lines = {(line.market, line.asset): line for line in evening.courses}
    places = {key: number for number, key in enumerate(lines)}
    looked = minutes(evening)
    shut = _shut(looked)
    found = []
    for told in (*signalled, *looked):
        if not told.passed or told.value is None or told.move is None:
            continue
        # Who could have left is told of the side that was held, as of any order that leaves.
        way = -told.direction if told.leaving else told.direction
        key = told.market, told.asset
        view = evening.view(told.at_us)
        found.append(
            Chance(
                at_us=told.at_us,
                side=2 * places[key] + (way > 0),
                buys=not told.leaving,
                drawn=told.kind == "minute",
                value=told.value,
                move=told.move,
                resumed=_within(shut[key, way, told.leaving], told.at_us),
                fields=_known(fields_of(view, lines[key], way=way, leaving=told.leaving)),
            )
        )
    return Chances.of(found)


def _shut(looked: Sequence[Opportunity]) -> defaultdict[Shut, list[int]]:
    """Minutes at which a side could not be entered or left any more: it was held, or was taken."""
    found: defaultdict[Shut, list[int]] = defaultdict(list)
    for one in looked:
        key = one.market, one.asset
        if one.leaving or not one.able or one.taken:
            found[key, one.direction, False].append(one.at_us)
        if one.leaving and one.taken:
            found[key, -one.direction, True].append(one.at_us)
    return found


def _within(times: Sequence[int], at_us: int) -> bool:
    """Whether one of the times lies in the minute before."""
    last = bisect_left(times, at_us) - 1
    return last >= 0 and at_us - times[last] <= EVERY_US


def _known(told: Mapping[str, Value]) -> Fields:
    """Without what was not known; numbers to six digits, which is more than they are worth."""
    return {
        name: float(f"{value:.6g}") if isinstance(value, float) else value
        for name, value in told.items()
        if value is not None
    }


def _trades(ledger: EvidenceLedger) -> dict[str, tuple[str, OrderRow]]:
    """The trade of each order; a flip's is the one that it began."""
    return {order.order_id: (row.id, order) for row in ledger.trades for order in row.orders}


def _labels(
    answers: Sequence[Judged],
    words: Mapping[tuple[str, str], str],
    order_id: str,
) -> tuple[LabelSummary, ...]:
    return tuple(
        LabelSummary(
            one.detector.name,
            round(one.answer.match, 4),
            round(sum(twin >= one.answer.match for twin in one.twins) / len(one.twins), 4)
            if one.twins
            else None,
            words.get((order_id, one.detector.name), ""),
            one.counts,
        )
        for one in answers
        if isinstance(one.answer, Scored) and one.answer.match > 0
    )


def _price(whole: Decision, way: int) -> float | None:
    """What it was filled at, cents of the outcome that it was about."""
    if whole.price is None:
        return None
    cents = float(whole.price) * 100
    return cents if way > 0 else 100 - cents


def _stake(whole: Decision) -> float | None:
    """Dollars put at risk by an entry; None for what only leaves, or was not filled."""
    if not whole.enters or whole.price is None or not whole.filled:
        return None
    price = float(whole.price) if whole.direction > 0 else 1 - float(whole.price)
    return price * whole.filled / 1e6


def _drift(row: OrderRow | None, judged: Decided | None, entry: str, leaving: str) -> float | None:
    """Cents in a minute: in favour of an entry; after leaving, in favour of what was left."""
    if row is None or judged is None:
        return None
    name = entry if row.kind in ("entry", "add", "flip") else leaving
    told = row.metrics.get(name, Field(None, "cents")).value
    return float(told) if isinstance(told, int | float) else None


def _changed(priced: Mapping[str, Sequence[Priced]]) -> dict[str, dict[str, int]]:
    """What each told rule would have changed, by order; only where all its parts are priced."""
    parts: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    for name, answers in priced.items():
        for one in answers:
            fine = one.status == "ok" and one.delta is not None
            parts[one.order, name].append(one.delta if fine else None)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for (order, name), deltas in parts.items():
        known = [one for one in deltas if one is not None]
        if len(known) == len(deltas):
            found[order][name] = sum(known)
    return found
