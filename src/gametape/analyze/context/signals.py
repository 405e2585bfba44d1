"""Market signals of a recorded course: those that `signals.watch` gives as it runs.

The moments that could matter are found with arrays; only those are put to the rules, with the
same state between them. That both give the same signals is a property test.
"""

from __future__ import annotations

import numpy as np

from gametape.analyze.context.looking import SLOW_S, Bools, Int64s
from gametape.analyze.context.surroundings import Context
from gametape.analyze.context.surroundings import Seen as Columns
from gametape.analyze.parameters import Parameters
from gametape.model.times import SECOND
from gametape.signals.deciding import Deciding
from gametape.signals.rules import Seen
from gametape.signals.signal import Rules, Signal


def rules_of(parameters: Parameters) -> Rules:
    """The rules of signals with the numbers of the analysis."""
    return Rules(
        window_s=parameters.shock_window_s,
        volume_ratio=parameters.volume_ratio,
        alert=parameters.signal_score,
        refractory_s=parameters.signal_refractory_s,
        shock_floor_c=parameters.shock_floor_c,
        shock_floor_ticks=parameters.shock_floor_ticks,
        shock_sigmas=parameters.shock_sigmas,
        sigma_window_s=parameters.sigma_window_s,
        sigma_lag_s=parameters.sigma_lag_s,
        sigma_floor_c=parameters.sigma_floor_c,
        sigma_warmup_s=parameters.sigma_warmup_s,
        half_life_s=parameters.baseline_half_life_s,
        usual_warmup_s=parameters.baseline_warmup_s,
    )


def signals_of(context: Context) -> tuple[Signal, ...]:
    """All signals of a course in order; equal to what a running watch would have given."""
    rules, course = rules_of(context.parameters), context.course
    times = np.union1d(course.times, course.trades.times)
    if not len(course.times):
        return ()
    told = context.seen(times)
    known = ~np.isnan(told.threshold) & told.in_play
    known &= (told.mid >= rules.low_c) & (told.mid <= rules.high_c)
    move, least = told.mid - told.before, rules.least_ticks * told.tick
    fast = move <= -np.maximum(rules.fall * told.before, least)
    fast |= move >= np.maximum(rules.rise * told.before, least)
    fast &= known & (told.volume_ratio >= rules.volume_ratio)
    slow = ((times - course.first_us) // round(SLOW_S * SECOND)).clip(0, len(context.fresh) - 1)
    widest = rules.wide * context.depth.usual_spread[slow]
    spread = (told.ask - told.bid) / 100.0
    wide = known & (spread >= np.fmax(rules.wide_ticks * told.tick, widest))
    wide = _lasting(wide, times, round(rules.hold_s * SECOND))
    deciding, found, last = Deciding(rules), [], -1
    for at in np.flatnonzero(fast | wide).tolist():
        if at != last + 1 or not wide[last]:
            deciding.rest()
        last = at
        signal = deciding.decide(_at(context, told, times, at), playing=True)
        if signal is not None:
            found.append(signal)
    return tuple(found)


def _at(context: Context, told: Columns, times: Int64s, at: int) -> Seen:
    at_us = int(times[at])
    depth_bid, depth_ask = context.depth.near(at_us)
    usual_bid, usual_ask = context.depth.usual(at_us)
    usual_spread = float(context.depth.usual_spread[context.depth.slow(at_us)])
    return Seen(
        at_us=at_us,
        bid=int(told.bid[at]),
        ask=int(told.ask[at]),
        mid=float(told.mid[at]),
        before=float(told.before[at]),
        tick=float(told.tick[at]),
        threshold=float(told.threshold[at]),
        volume_ratio=float(told.volume_ratio[at]),
        depth_bid=depth_bid,
        depth_ask=depth_ask,
        usual_bid=usual_bid,
        usual_ask=usual_ask,
        usual_spread=usual_spread,
    )


def _lasting(marks: Bools, times: Int64s, least_us: int) -> Bools:
    """Only those runs of marks that last long enough."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marks, [False]]).astype(np.int8)))
    kept = np.zeros(len(marks), np.bool_)
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if times[end - 1] - times[start] >= least_us:
            kept[start:end] = True
    return kept
