"""Personal goals: what was meant to be done, how often it was, and what that was worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gametape.analyze.behaviour.finding import gated
from gametape.analyze.evidence import Field, Item
from gametape.analyze.population.drafting import Draft, spread
from gametape.analyze.population.goal import Goal
from gametape.analyze.population.summary import DecisionSummary, SessionSummary
from gametape.analyze.statistics.regressed import difference_of, mean_of

NEVER = 1e9
"""What `since_...` says where it has not happened yet."""

_FIELDS = {"after_score": "since_score", "after_move": "since_move", "after_loss": "since_loss"}


def kept(goal: Goal, one: DecisionSummary, entries_before: int) -> bool | None:
    """Whether an entry keeps a goal; None where it cannot be told or nothing had happened yet."""
    if not one.enters:
        return None
    if goal.kind == "entries":
        return entries_before < goal.value
    told = one.fields.get(_FIELDS.get(goal.kind, "size_ratio"))
    if not isinstance(told, int | float) or isinstance(told, bool) or told >= NEVER:
        return None
    return told <= goal.value if goal.kind == "size" else told >= goal.value


def answers(goal: Goal, summary: SessionSummary) -> list[tuple[DecisionSummary, bool]]:
    """The entries of a session that the goal says something of."""
    found, entries = [], 0
    for one in summary.decisions:
        told = kept(goal, one, entries)
        entries += one.enters
        if told is not None:
            found.append((one, told))
    return found


def goal_drafts(goal: Goal, sessions: Sequence[SessionSummary]) -> Iterator[Draft]:
    """How often it was kept, whether more since it was set, and what keeping it was worth."""
    told = [(one, answers(goal, one)) for one in sessions]
    told = [(one, some) for one, some in told if some]
    values = [float(keeps) for _, some in told for _, keeps in some]
    names = [one.slug for one, some in told for _ in some]
    gate, lacking = gated(len(values), len(told))
    rate = mean_of(values, names) if gate == "ok" else None
    fields = spread(rate.interval if rate else None, "pct")
    fields["kept"] = Field(round(sum(values)), "count")
    lacking = lacking.replace("trades", "entries").replace("trade", "entry")
    yield Draft(_item(goal, "kept", f"{goal.words}: kept", fields, len(values), len(told), lacking))
    yield _since(goal, told, values, names)
    yield _worth(goal, told)


def _since(
    goal: Goal,
    told: Sequence[tuple[SessionSummary, Sequence[tuple[DecisionSummary, bool]]]],
    values: Sequence[float],
    names: Sequence[str],
) -> Draft:
    after = [one.started_us >= goal.set_us for one, some in told for _ in some]
    test = difference_of(values, after, names) if goal.set_us else None
    fields = spread(test.interval if test else None, "pct")
    lacking = "" if test else "eight sessions before it was set and eight after"
    item = _item(goal, "since", f"{goal.words}: kept since it was set, against before", fields,
                 len(values), len(told), lacking)  # fmt: skip
    up = test is not None and test.interval.estimate > 0
    claim = f"You keep it {'more' if up else 'less'} often since you set it."
    return Draft(item, test.p_value if test else None, claim)


def _worth(
    goal: Goal, told: Sequence[tuple[SessionSummary, Sequence[tuple[DecisionSummary, bool]]]]
) -> Draft:
    """Net of trades that kept it less that of trades that broke it, by session."""
    nets: list[float] = []
    flags: list[bool] = []
    names: list[str] = []
    for one, some in told:
        trades = {trade.id: trade.net for trade in one.closed}
        broken = {order.trade for order, keeps in some if not keeps}
        for trade in dict.fromkeys(order.trade for order, _ in some):
            if trade in trades:
                nets.append(float(trades[trade]))
                flags.append(trade not in broken)
                names.append(one.slug)
    many = len(set(names))
    gate, lacking = gated(len(nets), many)
    test = difference_of(nets, flags, names) if gate == "ok" else None
    if test is None and not lacking:
        lacking = "eight sessions with trades that kept it and eight with trades that broke it"
    fields = spread(test.interval if test else None, "usd")
    fields["broken"] = Field(len(flags) - sum(flags), "count")
    if test is not None:
        fields["total"] = Field(-round(test.interval.estimate * (len(flags) - sum(flags))), "usd")
    title = f"{goal.words}: a trade that kept it, against one that broke it"
    item = _item(goal, "worth", title, fields, len(nets), many, lacking)
    up = test is not None and test.interval.estimate > 0
    claim = f"Trades that kept it brought {'more' if up else 'less'} than those that broke it."
    return Draft(item, test.p_value if test else None, claim)


def _item(
    goal: Goal, what: str, title: str, fields: dict[str, Field], n: int, many: int, lacking: str
) -> Item:
    detail = {"section": "Goals", "of": "entries" if what != "worth" else "trades",
              "missing": lacking, "goal": goal.id}  # fmt: skip
    return Item(
        id="",
        kind="rate",
        code=f"goal_{goal.id}_{what}",
        title=title,
        fields=fields | {"n": Field(n, "count"), "sessions": Field(many, "count")},
        gate="inconclusive",
        detail={key: value for key, value in detail.items() if value},
    )
