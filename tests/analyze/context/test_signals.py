"""Signals of a recording are those that a running watch gives, and no later event changes them."""

from __future__ import annotations

import numpy as np
import pytest
from analyze.made import LINE, course, filled, ladder, material, us
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.analyze.context.signals import rules_of, signals_of
from gametape.analyze.context.surroundings import Context
from gametape.analyze.material.course import Course, Span
from gametape.analyze.material.owned import Own
from gametape.analyze.material.phases import Phase
from gametape.analyze.parameters import DEFAULTS
from gametape.model.book import Side
from gametape.signals.signal import Signal
from gametape.signals.watch import Watch

END = 1_200
PHASES = (Phase(us(20), "Q1", True, False, False), Phase(us(700), "Q2", True, False, False))


def stormy(seed: int) -> Course:
    """A calm market with storms: the price runs, much is traded, orders go away."""
    rng = np.random.default_rng(seed)
    mid, ladders, trades = 50.0, {}, []
    for second in range(END):
        storm = second > 400 and (second // 40) % 6 == seed % 6
        mid = float(np.clip(mid + rng.normal(0, 0.8 if storm else 0.15), 12, 88))
        size, spread = (rng.choice([60.0, 900.0]), rng.choice([1.0, 4.0])) if storm else (900, 1)
        ladders[second + 0.25] = ladder(round(mid), float(spread), float(size))
        if storm or rng.random() < 0.3:
            shares = float(rng.integers(50, 400) if storm else rng.integers(1, 40))
            trades.append((second + 0.5, round(mid), shares, 1))
    one = course(ladders, trades, end=END)
    spans = (Span(us(820), us(830), us(822), "stale"),)
    object.__setattr__(one, "bad", spans)
    return one


def watched(one: Course, own: Own) -> list[Signal]:
    """What a watch says when it is told event by event."""
    watch = Watch(one.first_us, rules_of(DEFAULTS))
    context = Context(one, own, PHASES)
    events: list[tuple[int, int, str, int]] = [
        (at, 1, "book", n) for n, at in enumerate(one.times.tolist())
    ]
    events += [(at, 1, "trade", n) for n, at in enumerate(one.trades.times.tolist())]
    events += [(at, 0, "own", n) for n, at in enumerate(own.prints[0].tolist())]
    events += [(phase.from_us, 0, "phase", n) for n, phase in enumerate(PHASES)]
    events += [(at, 0, "tick", n) for n, (at, _) in enumerate(one.ticks)]
    for span in one.bad:
        events += [(span.told_us, 0, "bad", 0), (span.to_us, 2, "good", 0)]
    found = []
    for at_us, _, kind, n in sorted(events):
        told = None
        if kind == "book":
            depth_bid, depth_ask = context.depth.near(at_us)
            told = watch.book(at_us, int(one.bid[n]), int(one.ask[n]), depth_bid, depth_ask)
        elif kind == "trade":
            told = watch.trade(at_us, int(one.trades.sizes[n]))
        elif kind == "own":
            watch.hear_trade(at_us, int(own.prints[1][n]), own=True)
        elif kind == "phase":
            watch.hear_phase(at_us, in_play=PHASES[n].in_play)
        elif kind == "tick":
            watch.hear_tick(at_us, one.ticks[n][1])
        else:
            watch.hear_trust(at_us, valid=kind == "good")
        found += [told] if told is not None else []
    return found


@settings(max_examples=12)
@given(seed=st.integers(0, 11))
def test_a_recording_gives_what_a_running_watch_gives(seed: int) -> None:
    one = stormy(seed)
    fills = [filled("o1", 600.1, Side.BUY, "50", 300), filled("o2", 900.1, Side.BUY, "50", 30)]
    own = Own.of(material(one, fills=fills), LINE)
    assert list(signals_of(Context(one, own, PHASES))) == watched(one, own)


def test_there_are_signals_of_each_kind_to_compare() -> None:
    own = Own(LINE, (), ())
    kinds = {one.kind for n in range(12) for one in signals_of(Context(stormy(n), own, PHASES))}
    assert kinds == {"panic_sell", "fomo_buy", "liquidity_vacuum"}


@pytest.mark.parametrize("seed", [0, 1, 3])
@pytest.mark.parametrize("second", [500, 611, 823, 1_003])
def test_a_signal_is_the_same_in_a_recording_that_ends_earlier(seed: int, second: int) -> None:
    one, own = stormy(seed), Own(LINE, (), ())
    whole = signals_of(Context(one, own, PHASES))
    phases = tuple(phase for phase in PHASES if phase.from_us <= us(second))
    cut = signals_of(Context(one.until(us(second)), own, phases))
    assert cut == tuple(signal for signal in whole if signal.at_us <= us(second))
