"""Whether an order carried out a plan that was made before (methods 3.0, `plan(o)`).

What was planned is no impulse: its labels are kept out of sight, and it does not count among the
decisions that habits are learned from. That an order had rested long enough is known when it is
filled, so this is asked after the session and never by a detector.
"""

from __future__ import annotations

from gametape.analyze.evening.view import View
from gametape.analyze.material.decision import Decision
from gametape.analyze.material.plans import Plan

_TICKS = 2.0
_FRESH_S = 1_800.0


def plan_of(view: View, decision: Decision) -> str:
    """Which plan a decision carried out, in words; "" for none. The view ends at the decision.

    A resting order that waited a minute is a plan. So is one that was written down a minute before:
    while the position was open, for an exit, at its stop, its target or beyond; in the half hour
    before, for an entry.
    """
    if decision.planned:
        return "a resting order placed at least a minute before"
    latest_us = view.now_us - round(view.parameters.planned_s * 1e6)
    if decision.before and decision.opened_us is not None and decision.kind != "add":
        told = [plan for plan in view.plans if decision.opened_us <= plan.told_us <= latest_us]
        return "a plan that was written down" if _covers(view, decision, told) else ""
    since_us = view.now_us - round(_FRESH_S * 1e6)
    told = [plan for plan in view.plans if since_us <= plan.told_us <= latest_us]
    named = any(plan.stop is None and plan.target is None for plan in told)
    return "a plan that was written down" if named else ""


def _covers(view: View, decision: Decision, told: list[Plan]) -> bool:
    around = view.around(decision.line)
    if around is None:
        return bool(told)
    way = 1 if decision.before > 0 else -1
    touch = around.price(-way)
    price = touch if way > 0 else 100.0 - touch
    slack = _TICKS * around.tick
    for plan in told:
        if plan.stop is None and plan.target is None:
            return True
        if plan.stop is not None and price <= plan.stop + slack:
            return True
        if plan.target is not None and price >= plan.target - slack:
            return True
    return False
