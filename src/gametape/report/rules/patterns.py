"""Psychology as rates beside chance: habits that hold up, and what cannot be told yet."""

from __future__ import annotations

from collections.abc import Iterator

from gametape.analyze.evidence import LabelRow, TradeRow
from gametape.report.behaviours import Behaviour, behaviour_of
from gametape.report.facts import SESSION, Fact, Facts
from gametape.report.model import Claim, Relation
from gametape.report.rules.drafting import Draft, slot
from gametape.report.rules.reading import COUNT, RATE, TIMES, named
from gametape.report.slots import text_of

MOST_HINTS = 4


def pattern_claim(item: Fact) -> Claim:
    """A habit with its rate, what chance gives, and how many cases it rests on."""
    draft = Draft("pattern", item.id)
    behaviour = behaviour_of(item.code)
    early = "An early estimate: " if item.gate == "early" else ""
    if item.kind == "trend":
        draft.say(_trend(item, early))
    elif item.has("ratio"):
        draft.say(_ratio(item, behaviour, early))
        draft.say(*_against_chance(item))
    elif named(item, RATE, "pct"):
        draft.say(_rate(item, behaviour, early))
        draft.say(*_against_chance(item))
    else:
        draft.say(_counted(item, behaviour, early))
    if item.gate == "early":
        draft.say("Take it as something to watch, and let further evenings decide.")
    return draft.claim("fact" if item.gate == "ok" else "interpretation")


def hints(told: tuple[str, ...], facts: Facts) -> Claim | None:
    """Labels of an evening's trades taken together: hints, since an evening shows no habit.

    The surest come first, of equal ones those of trades that were told: they have the room.
    """
    seen: dict[str, dict[str, str]] = {}
    trades: dict[str, None] = {}
    found = [(trade, *one) for trade in facts.ledger.trades for one in _costly(trade, facts)]
    found.sort(key=lambda one: (-(one[1].confidence or 0.0), one[0].id not in told))
    for trade, label, name in found:
        if trade.id in trades or len(trades) < MOST_HINTS:
            seen.setdefault(name, {}).setdefault(trade.id, label.id)
            trades[trade.id] = None
    if not seen:
        return None
    order = [trade.id for trade in facts.ledger.trades]
    cited = [label for where in seen.values() for label in list(where.values())[:1]]
    draft = Draft("pattern", *cited, *trades)
    parts = [f"{name} ({joined(sorted(where, key=order.index))})" for name, where in seen.items()]
    cost = "a pattern that costs" if len(seen) == 1 else "patterns that cost"
    said = joined(parts)
    if not draft.say(f"It looks like {said}: {cost} people money."):
        where = joined(sorted(trades, key=order.index))
        fits = "fits" if len(trades) == 1 else "fit"
        draft.say(f"{where} {fits} {cost} people money: {joined(list(seen))}.")
    draft.say("From a single evening that is a hint to watch for, not a habit.")
    return draft.claim("interpretation")


def costs(trade: TradeRow, facts: Facts) -> bool:
    """Whether a trade has a label that may be shown and costs people money."""
    return any(True for _ in _costly(trade, facts))


def _costly(trade: TradeRow, facts: Facts) -> Iterator[tuple[LabelRow, str]]:
    """Labels of a trade that may be shown and cost people money, each with its name."""
    for label in trade.labels:
        fact, behaviour = facts.get(label.id), behaviour_of(label.name)
        if fact is None or behaviour is None or behaviour.good or fact.gate != "early":
            continue
        if label.name == "chase" and "fomo_buy" in _shown_of(trade, label.order, facts):
            continue  # the same order by a narrower name
        yield label, behaviour.name


def _shown_of(trade: TradeRow, order: str, facts: Facts) -> set[str]:
    """Names of the labels of an order that may be shown."""
    return {
        one.name
        for one in trade.labels
        if one.order == order and (fact := facts.get(one.id)) is not None and fact.gate == "early"
    }


def joined(words: list[str]) -> str:
    """Words as a list: "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def nothing_yet(items: tuple[Fact, ...]) -> Claim | None:
    """What was looked for and cannot be told, in the caveats, by name."""
    items = tuple(item for item in items if behaviour_of(item.code))
    names = [known.name for item in items if (known := behaviour_of(item.code))]
    if not names:
        return None
    draft = Draft("caveat", *(item.id for item in items))
    draft.say(
        f"Whether {joined(list(dict.fromkeys(names)))} is a habit of yours cannot be told yet:"
        " the cases are too few."
    )
    return draft.claim("interpretation")


def _habit(item: Fact, behaviour: Behaviour | None) -> str:
    return f"You {behaviour.habit}" if behaviour else slot(item.id, "title")


def _ratio(item: Fact, behaviour: Behaviour | None, early: str) -> str:
    habit = _habit(item, behaviour)
    start = f"{early}{habit[:1].lower()}{habit[1:]}" if early and behaviour else f"{early}{habit}"
    joint = "" if behaviour else ":"
    interval = (
        f" (interval {slot(item.id, 'lo')} to {slot(item.id, 'hi')})" if _bounds(item) else ""
    )
    return f"{start}{joint} {slot(item.id, 'ratio')} as often as at random moments{interval}."


def _bounds(item: Fact) -> bool:
    return item.has("lo", "hi") and item.fields["lo"].unit == "x"


def _rate(item: Fact, behaviour: Behaviour | None, early: str) -> str:
    rate = slot(item.id, named(item, RATE, "pct") or "rate")
    if behaviour is None:
        return f"{early}{slot(item.id, 'title')}: {rate}."
    habit = _habit(item, behaviour)
    start = f"{early}{habit[:1].lower()}{habit[1:]}" if early else habit
    return f"{start} in {rate} of the cases in which you could have."


def _against_chance(item: Fact) -> tuple[str, *tuple[Relation, ...]]:
    """Rate and chance side by side, compared only where the difference can be seen."""
    rate, count = named(item, RATE, "pct"), named(item, COUNT, "count")
    rests = f" It rests on {slot(item.id, count)} cases." if count else ""
    if rate is None or not item.has("chance") or item.fields["chance"].unit != "pct":
        return (rests.strip(),)
    ours, luck = item.fields[rate], item.fields["chance"]
    both = f"{slot(item.id, rate)} of the time"
    if text_of(ours) == text_of(luck):
        return (f"Chance alone gives {slot(item.id, 'chance')} too.{rests}",)
    high = (ours.value or 0) > (luck.value or 0)  # type: ignore[operator]  # both are shares
    word, op = ("more", "gt") if high else ("less", "lt")
    relation = Relation(f"{item.id}.{rate}", "gt" if op == "gt" else "lt", f"{item.id}.chance")
    return (
        f"That is {both}, {word} than the {slot(item.id, 'chance')} of chance.{rests}",
        relation,
    )


def _trend(item: Fact, early: str) -> str:
    if item.has("before", "after"):
        return (
            f"{early}{slot(item.id, 'title')}: from {slot(item.id, 'before')} to"
            f" {slot(item.id, 'after')}."
        )
    value = next((name for name in ("change", "odds_ratio", "slope") if item.has(name)), None)
    tail = f": {slot(item.id, value)}" if value else ""
    return f"{early}{slot(item.id, 'title')}{tail}, over {slot(SESSION, 'sessions')} sessions."


def _counted(item: Fact, behaviour: Behaviour | None, early: str) -> str:
    count = named(item, TIMES, "count")
    told = [name for name, field in item.fields.items() if field.unit != "name" and item.has(name)]
    if behaviour and count:
        start = f"{early}moments that fit" if early else "Moments that fit"
        return f"{start} {behaviour.name}: {slot(item.id, count)}."
    if told:
        return f"{early}{slot(item.id, 'title')}: {slot(item.id, told[0])}."
    return f"{early}{slot(item.id, 'title')}."
