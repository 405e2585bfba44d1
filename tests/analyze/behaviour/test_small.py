"""Habits in evenings written by hand: round prices, busy phases, and how long a move takes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from analyze.made import course, filled, ladder, material, placed, us

from gametape.analyze.behaviour.latency import delays
from gametape.analyze.behaviour.overtrading import windows
from gametape.analyze.behaviour.rounding import round_numbers
from gametape.analyze.evening.evening import Evening
from gametape.model.book import Side
from gametape.replay.timeline import GameEntry

STILL = course({float(s): ladder(52 + s // 10 % 2) for s in range(0, 3_600, 2)}, end=3_600)


def limits(cents: list[float], slug: str) -> Evening:
    orders = [placed(f"o{n}", 100 + 20 * n, Side.BUY, one, 10) for n, one in enumerate(cents)]
    return Evening(replace(material(STILL, orders), slug=slug))


def test_prices_at_round_numbers_are_noticed() -> None:
    rng = np.random.default_rng(1)
    fond = round_numbers([limits([50, 50, 50, 51], f"s{n}") for n in range(9)], rng)
    other = round_numbers([limits([51, 50, 49, 51, 52, 50, 51], f"s{n}") for n in range(9)], rng)
    assert fond.gate == other.gate == "ok"
    assert fond.fields["share"].value == 0.75
    assert float(fond.fields["chance"].value or 0) == pytest.approx(2 / 7)
    assert fond.p_values["share"] < 0.01
    assert other.p_values["share"] > 0.05
    assert not round_numbers([limits([50], "one")], rng).p_values


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


def test_a_busy_quarter_is_flagged_against_ones_own_past() -> None:
    past = [entries([600, 2_000, 3_000]) for _ in range(8)]
    busy = entries([1_300 + 60 * n for n in range(10)])
    found, why = windows(busy, past)
    assert not why
    assert [(one.phase, one.entries, one.flagged) for one in found] == [
        ("Q1", 0, False), ("Q2", 10, True), ("Q3", 0, False),
    ]  # fmt: skip
    usual = [entries([60.0 * n for n in range(1, 50)]) for _ in range(8)]
    assert not any(one.flagged for one in windows(busy, usual)[0])
    assert windows(entries([100], told=False), past) == ([], "no feed told the phases of the game")


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
