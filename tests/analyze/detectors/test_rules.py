"""Each detector on small evenings written by hand: what fits, nearly fits, and is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from analyze.made import SHARE, course, filled, ladder, material, placed, us

from gametape.analyze.detectors.detecting import Answer, Scored, Withheld
from gametape.analyze.detectors.registry import detector
from gametape.analyze.evening.evening import Evening
from gametape.analyze.labels.scoring import judge, views_of
from gametape.analyze.material.material import ToldFill, ToldOrder
from gametape.model.book import Side
from gametape.replay.timeline import GameEntry

Act = tuple[ToldOrder, ToldFill]


def told(second: float, text: str = "", period: str = "", clock: str = "") -> GameEntry:
    return GameEntry(
        seq=1, at_us=us(second), happened_us=None, name="tag" if text else "period", text=text,
        game="", score="", period=period, game_clock=clock,
        status="Break" if period == "HT" else "", team="", live=True if period else None,
        ended=None, tag=bool(text),
    )  # fmt: skip


def take(
    order: str, second: float, side: Side, cents: float, shares: float = 100, asset: str = "yes"
) -> Act:
    """An order that takes at once, far enough to be filled at `cents`."""
    worse = 5 if side is Side.BUY else -5
    return (
        placed(order, second, side, cents + worse, shares, asset),
        filled(order, second + 0.2, side, f"{cents}", shares, asset),
    )


def rest(order: str, second: float, side: Side, cents: float, shares: float, at: float) -> Act:
    return placed(order, second, side, cents, shares), filled(order, at, side, f"{cents}", shares)


def evening(
    mids: Mapping[float, float],
    acts: Sequence[Act],
    game: Sequence[GameEntry] = (),
    bankroll: int | None = None,
) -> Evening:
    """A market that rattles by a cent around 50 until 600 s, and then goes as `mids` say."""
    quiet = {float(s): ladder(50 + s // 10 % 2) for s in range(0, 600, 2)}
    market = course(quiet | {at: ladder(mid) for at, mid in mids.items()}, end=1_200)
    return Evening(
        material(market, [one for one, _ in acts], [one for _, one in acts], game, None, bankroll)
    )


def answer(name: str, of: Evening, order: str) -> Answer:
    decisions, _ = of.asked
    for one, view in zip(decisions, views_of(of, decisions), strict=True):
        if one.order_id == order:
            return detector(name).score(view, one)
    raise AssertionError(order)


def match(name: str, of: Evening, order: str) -> float:
    found = answer(name, of, order)
    assert isinstance(found, Scored), found
    return found.match


FALL = {600.0: 51.0, 604.0: 48.0, 606.0: 45.0}
RISE = {600.0: 50.0, 604.0: 53.0, 606.0: 56.0}
IN = take("in", 500, Side.BUY, 51.5)


@pytest.mark.parametrize(
    ("second", "low", "high"), [(610, 0.95, 1.0), (632, 0.7, 0.95), (652, 0.0, 0.0)]
)
def test_panic_is_a_sale_soon_after_a_fall(second: float, low: float, high: float) -> None:
    of = evening(FALL, [IN, take("out", second, Side.SELL, 44.5)])
    assert low <= match("panic_sell", of, "out") <= high
    assert answer("panic_sell", of, "in") is None


def test_selling_no_in_a_rise_is_the_same_panic() -> None:
    mirrored = [take("in", 500, Side.BUY, 50.5, asset="no"), take("out", 610, Side.BUY, 56.5)]
    of = evening(RISE, mirrored)
    assert match("panic_sell", of, "out") > 0.9


def test_what_is_no_panic() -> None:
    sale = take("out", 610, Side.SELL, 44.5)
    small = take("out", 610, Side.SELL, 44.5, shares=20)
    calm = evening({600.0: 50.0}, [IN, take("out", 610, Side.SELL, 49.5)])
    assert match("panic_sell", calm, "out") < 0.2
    assert answer("panic_sell", evening(FALL, [IN, small]), "out") is None
    gone = evening(FALL, [IN, sale], [told(605, "Thesis broken")])
    assert answer("panic_sell", gone, "out") is None
    resting = evening(FALL, [IN, rest("out", 500.5, Side.SELL, 60, 100, 700)])
    assert answer("panic_sell", resting, "out") is None


def test_the_last_minute_of_the_game_is_no_panic() -> None:
    sale = take("out", 610, Side.SELL, 44.5)
    ending = evening(FALL, [IN, sale], [told(590, period="Q4", clock="0:40")])
    early = evening(FALL, [IN, sale], [told(590, period="Q4", clock="5:40")])
    assert answer("panic_sell", ending, "out") is None
    assert match("panic_sell", early, "out") > 0.9


def test_a_market_not_watched_for_long_enough_withholds() -> None:
    of = evening({}, [take("in", 100, Side.BUY, 51.5), take("out", 120, Side.SELL, 49.5)])
    assert isinstance(answer("panic_sell", of, "out"), Withheld)
    assert isinstance(answer("fomo_buy", of, "in"), Withheld)


@pytest.mark.parametrize("name", ["fomo_buy", "chase"])
def test_a_chase_is_in_the_direction_of_the_move(name: str) -> None:
    chased = evening(RISE, [take("in", 612, Side.BUY, 56.5)])
    faded = evening(RISE, [take("in", 612, Side.BUY, 44.5, asset="no")])
    late = evening(RISE, [take("in", 700, Side.BUY, 56.5)])
    assert match(name, chased, "in") > 0.9
    assert match(name, faded, "in") < 0.2
    assert match(name, late, "in") < 0.2
    resting = evening(RISE, [rest("in", 612, Side.BUY, 50, 100, 650)])
    assert answer(name, resting, "in") is None


def test_revenge_is_soon_after_a_loss_and_not_small() -> None:
    lost = [IN, take("out", 610, Side.SELL, 44.5)]
    big = evening(FALL, [*lost, take("back", 640, Side.BUY, 45.5, 200)])
    small = evening(FALL, [*lost, take("back", 640, Side.BUY, 45.5, 50)])
    late = evening(FALL, [*lost, take("back", 800, Side.BUY, 45.5, 200)])
    won = evening(
        RISE, [IN, take("out", 610, Side.SELL, 55.5), take("b", 640, Side.BUY, 56.5, 200)]
    )
    assert match("revenge", big, "back") == pytest.approx(1.0)
    assert match("revenge", small, "back") == 0
    assert match("revenge", late, "back") == 0
    assert match("revenge", won, "b") == 0


def test_averaging_down_adds_to_what_loses() -> None:
    down = evening(FALL, [IN, take("more", 640, Side.BUY, 45.5)])
    up = evening(RISE, [IN, take("more", 640, Side.BUY, 56.5)])
    assert match("avg_down", down, "more") == pytest.approx(1.0)
    assert match("avg_down", up, "more") == 0
    steps = [IN, take("a", 640, Side.BUY, 45.5, 130), take("b", 700, Side.BUY, 45.5, 170)]
    found = answer("avg_down", evening(FALL, steps), "b")
    assert isinstance(found, Scored)
    assert found.inputs["martingale"] == 1


def test_cutting_a_winner_needs_a_gain_and_no_scare() -> None:
    back = RISE | {700.0: 53.0}
    cut = evening(back, [IN, take("out", 790, Side.SELL, 52.5)])
    kept = evening(RISE, [IN, take("out", 790, Side.SELL, 55.5)])
    scared = evening(RISE | {780.0: 53.0}, [IN, take("out", 790, Side.SELL, 52.5)])
    assert match("cut_winner", cut, "out") > 0.6
    assert match("cut_winner", kept, "out") == 0
    assert match("cut_winner", scared, "out") == 0


def test_a_declared_target_decides_what_a_small_gain_is() -> None:
    acts = [IN, take("out", 790, Side.SELL, 55.5)]
    far = evening(RISE, acts, [told(520, "plan target 70c")])
    near = evening(RISE, acts, [told(520, "plan target 57c")])
    assert match("cut_winner", far, "out") > 0.6
    assert match("cut_winner", near, "out") == 0


def test_a_lottery_ticket_is_cheap_and_late() -> None:
    cheap = {600.0 + n: float(50 - n) for n in range(41)}
    acts = [take("x", 500, Side.BUY, 51.5, 50), take("in", 800, Side.BUY, 10.5, 100)]
    late = evening(cheap, acts, [told(790, period="Q4", clock="2:00")])
    early = evening(cheap, acts, [told(790, period="Q3", clock="2:00")])
    assert match("lottery_late", late, "in") > 0.7
    assert match("lottery_late", early, "in") == 0
    assert isinstance(answer("lottery_late", evening(cheap, acts), "in"), Withheld)


def test_a_stake_against_the_bankroll() -> None:
    stake = [take("in", 610, Side.BUY, 50.5, 200)]
    assert match("oversize", evening({}, stake, bankroll=2_000 * SHARE), "in") < 0.1
    assert match("oversize", evening({}, stake, bankroll=500 * SHARE), "in") == 1
    assert isinstance(answer("oversize", evening({}, stake), "in"), Withheld)


def test_leaving_at_break_even() -> None:
    even = evening({600.0: 52.0}, [IN, take("out", 700, Side.SELL, 51.5)])
    away = evening(RISE, [IN, take("out", 700, Side.SELL, 55.5)])
    assert match("anchor_entry", even, "out") == 1
    assert match("anchor_entry", away, "out") == 0


def test_a_burst_is_four_in_five_minutes() -> None:
    acts = [take(f"o{n}", 500 + 50 * n, Side.BUY, 51.5) for n in range(5)]
    of = evening({600.0: 51.0}, acts)
    assert [match("burst", of, f"o{n}") for n in range(5)] == [0, 0, 0.5, 1, 1]


def test_patience_is_calm_and_long_after_a_move() -> None:
    still = {float(at): 45.0 for at in range(607, 900, 20)}
    calm = evening(FALL | still, [take("in", 800, Side.BUY, 45.5)])
    hasty = evening(FALL | still, [take("in", 615, Side.BUY, 45.5)])
    waits = evening(FALL | still, [rest("in", 800, Side.BUY, 44, 100, 860)])
    assert match("patient_entry", calm, "in") == pytest.approx(0.8)
    assert match("patient_entry", waits, "in") == pytest.approx(1.0)
    assert match("patient_entry", hasty, "in") == 0


def test_patience_begins_when_a_long_move_has_ended() -> None:
    falls = {600.0 + 10 * n: 50.0 - 2 * n for n in range(13)}  # two minutes; no shock from 730 s on
    falls |= {float(at): 26.0 for at in range(740, 960, 20)}
    soon, later = (evening(falls, [take("in", at, Side.BUY, 26.5)]) for at in (785, 880))
    assert match("patient_entry", soon, "in") == 0
    assert match("patient_entry", later, "in") == pytest.approx(0.8)


def test_value_in_a_break_needs_the_break_to_be_told() -> None:
    still = {600.0: 50.0} | {float(at): 49.0 for at in range(700, 900, 20)}
    acts = [take("in", 860, Side.BUY, 49.5)]
    resting = evening(still, acts, [told(100, period="Q2"), told(650, period="HT")])
    playing = evening(still, acts, [told(100, period="Q2")])
    silent = evening(still, acts)
    found = answer("halftime_value", silent, "in")
    assert found == Withheld("no feed told the phases of the game")
    assert match("halftime_value", playing, "in") == 0
    assert isinstance(answer("halftime_value", resting, "in"), Scored)


def test_a_trend_is_ridden_through_two_moves() -> None:
    twice = RISE | {800.0: 59.0, 804.0: 63.0}
    out = take("out", 1_000, Side.SELL, 62.5)
    rode = evening(twice, [IN, out])
    once = evening(RISE, [IN, take("out", 1_000, Side.SELL, 55.5)])
    added = evening(
        twice, [IN, take("m", 700, Side.BUY, 56.5), take("out", 1_000, Side.SELL, 62.5)]
    )
    assert match("trend_ride", rode, "out") > 0.7
    assert match("trend_ride", once, "out") == 0
    assert match("trend_ride", added, "out") == 0


def test_a_stop_that_was_written_down_is_kept() -> None:
    acts = [IN, take("out", 610, Side.SELL, 44.5)]
    kept = evening(FALL, acts, [told(520, "plan stop 44c")])
    other = evening(FALL, acts, [told(520, "plan stop 38c")])
    fresh = evening(FALL, acts, [told(590, "plan stop 44c")])
    assert match("disciplined_stop", kept, "out") == 1
    assert match("disciplined_stop", other, "out") == 0
    assert answer("disciplined_stop", fresh, "out") is None
    plans = {
        name: [one.plan for one in judge(of, [detector("panic_sell")], twins=0)]
        for name, of in (("kept", kept), ("other", other), ("fresh", fresh))
    }
    assert plans == {"kept": ["a plan that was written down"], "other": [""], "fresh": [""]}


def test_a_panic_is_faded_with_support_behind_the_price() -> None:
    quiet = {float(s): ladder(50 + s // 10 % 2) for s in range(0, 600, 2)}
    steps = {600.0 + n: ladder(51.0 - n, size=2_000) for n in range(9)}
    trades = [(s + 0.5, 50.0, 5.0, -1) for s in range(0, 600, 10)]
    trades += [(600.6 + n / 2, 45.0, 40.0, -1) for n in range(16)]
    acts = [take("in", 620, Side.BUY, 43.5), take("no", 900, Side.BUY, 43.5)]
    of = Evening(
        material(
            course(quiet | steps, trades, end=1_200),
            [one for one, _ in acts],
            [one for _, one in acts],
        )
    )
    (line,) = of.courses
    assert [one.kind for one in of.signals(line)] == ["panic_sell"]
    assert match("panic_fade", of, "in") > 0.5
    assert match("panic_fade", of, "no") == 0


def test_hesitation_needs_an_intent_a_wait_and_a_price_that_ran_away() -> None:
    mids = {float(s): 50 + (s - 700) / 20 for s in range(700, 790, 2)}
    acts = [take("o1", 780, Side.BUY, 55)]
    intent = told(710, "intent: buy the Owls")
    match = answer("hesitate", evening(mids, acts, [intent]), "o1")
    assert isinstance(match, Scored)
    assert match.match == 1.0
    assert match.inputs["since"] == 70
    passed = answer("hesitate", evening(mids, acts, [intent, told(730, "pass")]), "o1")
    assert isinstance(passed, Scored)
    assert passed.match == 0
    calm = answer("hesitate", evening({700.0: 50.0}, acts, [intent]), "o1")
    assert isinstance(calm, Scored)
    assert calm.match == 0
    assert isinstance(answer("hesitate", evening(mids, acts), "o1"), Withheld)


def test_a_second_entry_is_no_hesitation_about_the_first_intent() -> None:
    mids = {float(s): 50 + (s - 700) / 20 for s in range(700, 790, 2)}
    acts = [take("o1", 715, Side.BUY, 51), take("o2", 780, Side.BUY, 55)]
    match = answer("hesitate", evening(mids, acts, [told(710, "intent")]), "o2")
    assert isinstance(match, Scored)
    assert match.match == 0
