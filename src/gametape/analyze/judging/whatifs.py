"""What-ifs of an evening as evidence: totals with their placebo, curves, and hindsight apart."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Curve, Field, Item
from gametape.analyze.judging.rows import order_ids
from gametape.analyze.pricing.lines import Lines
from gametape.analyze.whatif.answers import delay_placebo, rules_of, skip_placebo, total
from gametape.analyze.whatif.contract import Onsets, Priced, Scene, scene_of
from gametape.analyze.whatif.curves import Path, bid_paths

TITLES = {
    "hold": "every exit a while later",
    "earlier": "every exit a while sooner",
    "hold_settle": "every trade held until the market was decided",
    "stop": "a stop on every trade",
    "trail": "a trailing stop on every trade",
    "target": "a resting target on every trade",
    "scale": "every trade smaller",
    "capped": "every stake capped by the bankroll",
    "no_add": "no adding to a losing position",
    "no_trade": "nothing traded at all",
    "passive": "orders that wait instead of taking",
    "cooldown_skip": "entries soon after a sharp move left out",
    "cooldown_delay": "orders soon after a sharp move delayed",
}

LED_TO = 3
"""To so many orders a what-if leads."""

TOLD = ("hold", "hold_settle", "no_add", "passive", "cooldown_skip", "cooldown_delay", "scale")
"""Rules that a person is told of; the others are for curves and for many evenings. Of a family
only one member, fixed in advance: the best of many would be fishing (methods 4.3)."""


def scene(evening: Evening, lines: Lines) -> Scene:
    """The evening's closed legs, with the onsets of its sharp moves."""
    return scene_of(evening, lines, onsets_of(evening))


def onsets_of(evening: Evening) -> Onsets:
    """When sharp moves began on each line."""
    found = {}
    for line in evening.courses:
        context = evening.context(line)
        if context is None:
            continue
        began = np.unique(np.concatenate([context.prices.up_us, context.prices.down_us]))
        found[line] = tuple(began[began >= 0].tolist())
    return found


def answered(at: Scene) -> dict[str, list[Priced]]:
    """The told rules on every leg of the evening."""
    return {name: rule(at) for name, rule in rules_of(at).items() if _is_told(at, name)}


def _is_told(at: Scene, name: str) -> bool:
    family, seconds = family_of(name)
    if family not in TOLD:
        return False
    if family == "scale":
        return name == "scale_0.5"
    return seconds is None or seconds == at.parameters.headline_hold_s


def family_of(name: str) -> tuple[str, int | None]:
    """A rule's family and its seconds: `hold_30` is `hold` and 30."""
    head, _, tail = name.rpartition("_")
    return (head, int(tail)) if tail.isdigit() and head else (name.partition("_0.")[0], None)


def whatif_items(at: Scene, priced: Mapping[str, Sequence[Priced]]) -> Iterator[Item]:
    """One item a rule that changed something; of one evening nothing is more than a hint.

    It leads to the orders that it would have changed by the largest sums.
    """
    ids = order_ids(at.evening)
    for name, answers in priced.items():
        told = total(at.evening.material.slug, name, answers)
        if not told.changed or not told.n:
            continue
        family, seconds = family_of(name)
        fields = {
            "total": Field(told.delta, "usd"),
            "n": Field(told.n, "count"),
            "of": Field(told.of, "count"),
        }
        if seconds is not None:
            fields["seconds"] = Field(seconds, "seconds")
            fields |= _placebo(at, family, seconds)
        if family == "scale":
            fields["share"] = Field(float(name.partition("_")[2]), "pct")
        if family == "passive":
            fields["central"] = Field(told.central, "usd")
        flags = sorted({flag for one in answers for flag in one.flags})
        others = {status: count for status, count in told.statuses.items() if status != "ok"}
        yield Item(
            id="",
            kind="whatif",
            code=name,
            title=TITLES[family],
            fields=fields,
            gate="inconclusive",
            refs=_dearest(at, answers, ids),
            impact=abs(told.delta),
            detail={
                "not priced": ", ".join(f"{count} {status}" for status, count in others.items()),
                "flags": ", ".join(flags),
            },
        )


def _dearest(at: Scene, answers: Sequence[Priced], ids: Mapping[str, str]) -> tuple[str, ...]:
    """The orders of most of what a rule changed, the largest sum first.

    Of a leg the order that closed it, else those that opened it.
    """
    opened = {one.key: one.leg.opened_by for one in at.legs}
    sums: dict[str, int] = defaultdict(int)
    for one in answers:
        by = (one.order,) if one.order in ids else opened.get(one.leg, ()) if one.leg else ()
        for order in by:
            if one.delta and order in ids:
                sums[ids[order]] += one.delta
    return tuple(sorted(sums, key=lambda order: (-abs(sums[order]), order))[:LED_TO])


def _placebo(at: Scene, family: str, seconds: int) -> dict[str, Field]:
    """What the same rule brings at random moments: only the excess over it means anything."""
    compare = {"cooldown_skip": skip_placebo, "cooldown_delay": delay_placebo}.get(family)
    if compare is None:
        return {}
    seed = hashlib.sha256(f"{at.evening.material.slug} {family}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(seed[:8], "little"))
    told = compare([at], seconds, rng, at.parameters.placebo_draws)
    return {
        "placebo": Field(round(told.chance * 1e6), "usd"),
        "excess": Field(round(told.excess * 1e6), "usd"),
    }


def curves_of(paths: Sequence[Path], ids: Mapping[str, str]) -> tuple[Curve, ...]:
    """The curves by the ledger's order ids."""
    return tuple(
        Curve(
            order=ids[path.curve.order],
            actual_us=path.curve.actual_us,
            actual=path.curve.actual,
            times=path.curve.times,
            values=path.curve.values,
        )
        for path in paths
        if path.curve.order in ids
    )


def paths_of(at: Scene) -> list[Path]:
    """For every order that closed something, what other moments would have brought."""
    return bid_paths(at)


def held_on(priced: Mapping[str, Sequence[Priced]], name: str) -> dict[str, Field]:
    """What waiting would have changed, by the order that closed; None where a part is not ok."""
    found: dict[str, list[Priced]] = {}
    for one in priced.get(name, ()):
        found.setdefault(one.order, []).append(one)
    return {
        order: Field(
            sum(one.delta or 0 for one in parts)
            if all(one.status == "ok" and one.delta is not None for one in parts)
            else None,
            "usd",
        )
        for order, parts in found.items()
    }
