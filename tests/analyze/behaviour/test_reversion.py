"""What came after a signal, beside what comes after any moment."""

from __future__ import annotations

import pytest
from analyze.made import course, ladder, us

from gametape.analyze.behaviour.reversion import driftless, moments, reversion, touched
from gametape.analyze.context.surroundings import Context
from gametape.signals.signal import Kind, Signal


def signal(second: float, move: float) -> Signal:
    kind: Kind = "fomo_buy" if move > 0 else "panic_sell"
    return Signal(
        kind=kind, at_us=us(second), direction=1 if move > 0 else -1, score=1.0, alert=True,
        strict=True, move=move, threshold=3.0, volume_ratio=5.0, spread=1.0, spread_ratio=1.0,
        depth_ratio=1.0, bid=0, ask=0,
    )  # fmt: skip


def market(after: list[float]) -> Context:
    """Fifty cents that rattle by one, forty-four from 600 s on, then what is given each 10 s."""
    told = {float(s): ladder(50 + s // 10 % 2) for s in range(600)}
    told |= {600.0: ladder(44)}
    told |= {610.0 + 10 * n: ladder(mid) for n, mid in enumerate(after)}
    return Context(course(told, end=800))


def test_a_price_that_comes_back_by_half_touches() -> None:
    context = market([45, 46, 47, 48, 47, 46])
    told = reversion(context, signal(600, -6))
    assert told.touched is True
    assert told.touch_s == pytest.approx(30)
    assert told.best == 4.0
    assert told.fade_60 == told.fade_120 == 2.0


def test_one_that_goes_on_does_not() -> None:
    told = reversion(market([44, 42, 40]), signal(600, -6))
    assert told.touched is False
    assert told.touch_s is None
    assert told.fade_60 == -4.0
    assert reversion(market([44, 42, 40]), signal(600, 6)).touched is True


def test_what_the_recording_does_not_hold_is_not_told() -> None:
    told = reversion(market([45]), signal(700, -6))
    assert told.touched is None
    assert told.fade_60 is not None
    assert told.fade_120 is None


def test_the_driftless_chance_is_that_of_a_reflected_walk() -> None:
    context = market([45])
    sigma = context.at(us(600)).sigma
    assert sigma == pytest.approx(1.4826, abs=0.01) or sigma == 0.6
    told = driftless(context, us(600), sigma * 2)
    assert told == pytest.approx(0.3173, abs=1e-3)  # 2 Phi(-1): sd of two minutes is 2 sigma
    assert driftless(context, us(100), 3.0) is None


def test_a_move_that_never_was_is_asked_of_random_moments() -> None:
    context = market([45, 46, 47, 48])
    drawn = moments(context, "panic_sell", 30)
    assert drawn == sorted(drawn) == moments(context, "panic_sell", 30)
    assert drawn != moments(context, "another", 30)
    told = [touched(context, at, -6.0) for at in drawn]
    assert {True, False} >= {one for one in told if one is not None} >= {False}
    assert touched(context, us(600), -6.0) is True
    assert touched(context, us(790), -6.0) is None
