"""The fields of a moment: what a pattern may look at, from a view that ends there.

Everything is told of the outcome that is bought or held. Who buys NO at .45 reads a price of 45
cents and the moves of NO, as who buys YES reads those of YES: a pattern is written once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime

from gametape.analyze.context.depth import NEAR
from gametape.analyze.context.surroundings import Surroundings
from gametape.analyze.evening.view import View
from gametape.analyze.material.decision import Decision
from gametape.analyze.patterns.vocabulary import FIELDS, NEVER, FieldKind
from gametape.ledger.steps import Line

__all__ = ["FIELDS", "FieldKind", "Value", "fields_of", "way_of"]

Value = float | bool | str | None
"""What a field holds at a moment; None where it was not known."""

_UNTIL_NOW = 300_000_000
_FRESH_PLAN = 1_800_000_000


def way_of(order: Decision) -> int:
    """The side of the line that an order is about: what it buys, or what it held; +1 or -1."""
    if order.enters:
        return order.direction
    return 1 if order.before > 0 else -1


def fields_of(
    view: View,
    line: Line,
    order: Decision | None = None,
    way: int = 1,
    matches: Mapping[str, float] | None = None,
    *,
    leaving: bool = False,
) -> dict[str, Value]:
    """All of FIELDS at the moment the view ends; None for what was not known then.

    `order` is the decision of that moment, as it was decided. Without one it is a moment at which
    nothing was done, told as of who might have bought the side `way` of the line (+1 its asset,
    -1 the opposite), or with `leaving` have sold what was held of it. `matches` are detectors'
    answers to the order by name.
    """
    way = way_of(order) if order is not None else way
    told: dict[str, Value] = dict.fromkeys(FIELDS)
    told |= _game(view, line)
    around = view.around(line)
    if around is not None:
        buys = order.enters if order is not None else not leaving
        size = abs(view.standing(line).exposure) if leaving else round(view.usual_size)
        size = order.ordered if order is not None else size
        told |= _price(around, way, buys) | _book(view, line, way, size)
    told |= _evening(view)
    told |= _position(view, line, way)
    if order is not None:
        told |= _order(view, order, way, around)
        told |= {f"label_{name}": match for name, match in (matches or {}).items()}
    return {name: _known(told[name]) for name in FIELDS}


def _known(value: Value) -> Value:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _since(then_us: int | None, now_us: int) -> float:
    return NEVER if then_us is None or then_us < 0 else (now_us - then_us) / 1e6


def _game(view: View, line: Line) -> dict[str, Value]:
    phase, clock, now_us = view.phase, view.clock, view.now_us
    scored_us, gap = _score(view)
    course = view.course(line)
    rules = None if course is None else course.rules_at(now_us)
    told: dict[str, Value] = {
        "sport": view.sport or None,
        "market_type": rules.market_type or None if rules is not None else None,
        "hour": float(datetime.fromtimestamp(now_us / 1e6, UTC).hour),
        "phases_told": phase is not None,
        "since_score": None if scored_us is None else _since(scored_us, now_us),
        "score_gap": gap,
    }
    if phase is not None:
        told |= {
            "phase": phase.name,
            "phase_age": _since(phase.from_us, now_us),
            "pause": phase.pause,
            "halftime": phase.halftime,
        }
    if clock is not None:
        told |= {"clock_left": clock.left_us / 1e6, "game_gone": clock.share}
    return told


def _score(view: View) -> tuple[int | None, float | None]:
    """When the score was last told to be another one, and the difference of the two sides."""
    scores = [(one.at_us, one.score) for one in view.game if one.score and not one.tag]
    if not scores:
        return None, None
    changed = None
    for before, after in zip(reversed(scores[:-1]), reversed(scores), strict=False):
        if before[1] != after[1]:
            changed = after[0]
            break
    sides = scores[-1][1].split("-")
    if len(sides) == 2 and all(one.strip().isdecimal() and len(one) < 9 for one in sides):
        return changed, float(abs(int(sides[0]) - int(sides[1])))
    return changed, None


def _price(now: Surroundings, way: int, buys: bool) -> dict[str, Value]:
    def turned(cents: float) -> float:
        return cents if way > 0 else 100.0 - cents

    price = turned(now.price(way if buys else -way))
    up_us, down_us = (now.up_us, now.down_us) if way > 0 else (now.down_us, now.up_us)
    rise, fall = now.favourable(way), now.adverse(way)
    told: dict[str, Value] = {
        "in_play": now.in_play,
        "price": price,
        "mid": turned(now.mid),
        "spread": (now.ask - now.bid) / 100.0 if min(now.ask, now.bid) >= 0 else None,
        "move_30": way * now.move,
        "move_60": way * now.move60,
        "move_30_shocks": way * now.move / now.threshold,
        "rise_45": rise,
        "fall_45": fall,
        "rise_45_shocks": rise / now.threshold,
        "fall_45_shocks": fall / now.threshold,
        "rank_120": now.rank if way > 0 else 1.0 - now.rank,
        "below_average": turned(now.ema) - price,
        "z_300": way * now.z300,
        "calm": now.sigma120 / now.sigma if now.sigma else None,
        "volume_ratio": now.volume_ratio,
    }
    if max(up_us, down_us) >= 0 or now.threshold == now.threshold:  # else nobody could tell
        told |= {
            "since_rise": _since(up_us, now.at_us),
            "since_fall": _since(down_us, now.at_us),
            "since_move": _since(max(up_us, down_us), now.at_us),
            "since_move_end": _since(max(now.up_last_us, now.down_last_us), now.at_us),
        }
    return told


def _book(view: View, line: Line, way: int, size: int) -> dict[str, Value]:
    told: dict[str, Value] = {}
    depth = view.depth(line)
    if depth is not None:
        behind, ahead = (depth.bid, depth.ask) if way > 0 else (depth.ask, depth.bid)
        told |= {
            "imbalance": way * depth.imbalance(NEAR),
            "depth_behind": behind.within[NEAR] * 1e6,
            "depth_ahead": ahead.within[NEAR] * 1e6,
        }
    told["support"] = view.supported(line, way, size)
    told["since_rush"] = told["since_panic"] = NEVER
    rush, panic = ("fomo_buy", "panic_sell") if way > 0 else ("panic_sell", "fomo_buy")
    for signal in view.signals(line):
        if signal.kind == rush:
            told["since_rush"] = _since(signal.at_us, view.now_us)
        elif signal.kind == panic:
            told["since_panic"] = _since(signal.at_us, view.now_us)
    return told


def _evening(view: View) -> dict[str, Value]:
    now_us, orders = view.now_us, view.orders
    lost = [one.at_us for one in view.closings if one.net < 0]
    won = [one.at_us for one in view.closings if one.net > 0]
    recent = [one for one in orders if one.enters and now_us - one.decided_us <= _UNTIL_NOW]
    return {
        "since_loss": _since(lost[-1] if lost else None, now_us),
        "since_win": _since(won[-1] if won else None, now_us),
        "since_order": _since(orders[-1].decided_us if orders else None, now_us),
        "entries_300": float(len(recent)),
        "session_net": float(sum(one.net for one in view.closings)),
        "has_plan": any(now_us - one.told_us <= _FRESH_PLAN for one in view.plans),
    }


def _position(view: View, line: Line, way: int) -> dict[str, Value]:
    standing = view.standing(line)
    if not standing.exposure or standing.opened_us is None:
        return {"holding": "none", "adds": 0.0}
    held = 1 if standing.exposure > 0 else -1
    told: dict[str, Value] = {
        "holding": "same" if held == way else "opposite",
        "adds": float(len(standing.adds)),
        "held": _since(standing.opened_us, view.now_us),
        "rises_held": float(len(view.shocks(line, held, standing.opened_us))),
        "falls_held": float(len(view.shocks(line, -held, standing.opened_us))),
    }
    around = view.around(line)
    if around is not None and standing.average is not None:
        leaving = around.price(-held)
        told["gain"] = held * (leaving - float(standing.average) * 100.0)
    return told


def _order(view: View, order: Decision, way: int, around: Surroundings | None) -> dict[str, Value]:
    told: dict[str, Value] = {
        "side": "buy" if order.enters else "sell",
        "kind": order.kind,
        "taking": order.taking,
        "size": float(order.ordered),
    }
    if view.usual_size:
        told["size_ratio"] = order.ordered / view.usual_size
    if around is not None:
        price = around.price(order.direction)
        told["stake"] = order.ordered * (price if way > 0 else 100.0 - price) / 100.0
    return told
