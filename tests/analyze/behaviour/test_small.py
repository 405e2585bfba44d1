"""Habits in evenings written by hand: round prices, busy phases, and how long a move takes."""

from __future__ import annotations

import numpy as np
import pytest
from analyze.made import course, filled, ladder, material, placed, us

from gametape.analyze.behaviour.latency import delays
from gametape.analyze.behaviour.overtrading import Window, busier, stretches, windows
from gametape.analyze.behaviour.rounding import limits, round_numbers
from gametape.analyze.behaviour.rows import Limit, Stretch
from gametape.analyze.evening.evening import Evening
from gametape.model.book import Side
from gametape.replay.timeline import GameEntry

STILL = course({float(s): ladder(52 + s // 10 % 2) for s in range(0, 3_600, 2)}, end=3_600)


def prices(cents: list[float]) -> tuple[Limit, ...]:
    orders = [placed(f"o{n}", 100 + 20 * n, Side.BUY, one, 10) for n, one in enumerate(cents)]
    return limits(Evening(material(STILL, orders)))[0]


def test_prices_at_round_numbers_are_noticed() -> None:
    rng = np.random.default_rng(1)
    fond = round_numbers([prices([50, 50, 50, 51]) for _ in range(9)], rng)
    other = round_numbers([prices([51, 50, 49, 51, 52, 50, 51]) for _ in range(9)], rng)
    assert fond.gate == other.gate == "ok"
    assert fond.fields["share"].value == 0.75
    assert float(fond.fields["chance"].value or 0) == pytest.approx(2 / 7)
    assert fond.p_values["share"] < 0.01
    assert other.p_values["share"] > 0.05
    assert not round_numbers([prices([50])], rng).p_values


def quarter(second: float, name: str) -> GameEntry:
    return GameEntry(
        seq=1, at_us=us(second), happened_us=None, name="period", text="", game="", score="",
        period=name, game_clock="", status="InProgress", team="", live=True, ended=None, tag=False,
    )  # fmt: skip


def entries(times: list[float], *, told: bool = True) -> Evening:
    fills = [
        fill
        for n, at in enumerate(times)
        for fill in (
            filled(f"in{n}", at, Side.BUY, "52", 10),
            filled(f"out{n}", at + 5, Side.SELL, "52", 10),
        )
    ]
    game = [quarter(0, "Q1"), quarter(1_200, "Q2"), quarter(2_400, "Q3")] if told else []
    return Evening(material(STILL, fills=fills, game=game))


def against(one: Evening, earlier: list[Evening]) -> tuple[list[Window], str]:
    known = [(sum(part.entries for part in stretches(each)), 1.0) for each in earlier]
    return windows(stretches(one), known, one.parameters)


def test_a_busy_quarter_is_flagged_against_ones_own_past() -> None:
    past = [entries([600, 2_000, 3_000]) for _ in range(8)]
    busy = entries([1_300 + 60 * n for n in range(10)])
    found, why = against(busy, past)
    assert not why
    assert [(one.phase, one.entries, one.flagged) for one in found] == [
        ("Q1", 0, False), ("Q2", 10, True), ("Q3", 0, False),
    ]  # fmt: skip
    usual = [entries([60.0 * n for n in range(1, 50)]) for _ in range(8)]
    assert not any(one.flagged for one in against(busy, usual)[0])
    assert against(entries([100], told=False), past) == ([], "no feed told the phases of the game")


def test_the_time_from_a_move_to_what_was_done() -> None:
    quiet = {float(s): ladder(50 + s // 10 % 2) for s in range(0, 600, 2)}
    moved = course(quiet | {600.0: ladder(44)}, end=1_200)
    orders = [
        placed("in", 612, Side.BUY, 46, 10),
        placed("late", 1_000, Side.BUY, 46, 10),
        placed("rests", 620, Side.BUY, 40, 10),
    ]
    one = Evening(material(moved, orders))
    assert delays(one, entries=True) == pytest.approx([12.0])
    assert delays(one, entries=False) == []


def test_a_phase_in_which_one_trades_more_is_found_by_session() -> None:
    def game(busy: int, calm: int) -> tuple[Stretch, ...]:
        return (Stretch("Q1", us(0), us(1_200), calm), Stretch("Q2", us(1_200), us(2_400), busy))

    told = {one.code: one for one in busier([game(6 + n % 2, 2) for n in range(10)])}
    more = told["pace_Q2"].estimates["more"]
    assert more.estimate == pytest.approx(13.5)
    assert more.low > 0
    assert told["pace_Q1"].estimates["more"].high < 0
    few = {one.code: one for one in busier([game(6, 2) for _ in range(3)])}
    assert not few["pace_Q2"].estimates
    assert few["pace_Q2"].missing == "2 more sessions"
