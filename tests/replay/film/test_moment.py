"""What is known at a moment: nothing of it comes from later, and it is what the fold knows."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import msgspec
import pytest
from replay.film.golden_faults import APART, MIRROR, NO, UP, YES, faults, odds, wide
from replay.film.golden_sessions import T0, GoldenSession, basketball, random_moments

from gametape.ledger.exposure import Quoted, exposure
from gametape.model.grid import UNIFORM
from gametape.replay.film.following import FilmFollower
from gametape.replay.film.moment import Moment
from gametape.replay.playhead import Playhead
from gametape.replay.session import SessionFold
from gametape.tape.lines import Line

SESSIONS = [basketball, faults, odds, wide]
SECOND = 1_000_000


def playhead(session: GoldenSession, lines: list[Line]) -> Playhead:
    follower = FilmFollower("made", session.manifest, session.both, block_rows=200)
    for line in lines:
        follower.feed(line)
    follower.news(0)
    return Playhead(follower.hello("v", live=False), follower)


def at(head: Playhead, asset: str, at_us: int, *, hindsight: bool = False) -> Moment:
    head.seek(at_us)
    return head.moment(asset, hindsight=hindsight)


@pytest.mark.parametrize("make", SESSIONS)
def test_no_moment_knows_what_came_after_it(make: Callable[[], GoldenSession]) -> None:
    """The moment in the whole session is the moment in the session cut off at it."""
    session, rng = make(), Random(8)
    whole = playhead(session, session.lines)
    assets = sorted(whole.timeline.assets)
    for at_us in random_moments(session.lines, 10, 6):
        known: list[Line] = []
        for line in session.lines:
            if line.t > at_us:
                break
            known.append(line)
        cut = playhead(session, known)
        asset = rng.choice(assets)
        seen, told = at(whole, asset, at_us), at(cut, asset, at_us)
        if asset not in cut.timeline.assets:
            # Which market an asset belongs to is no news about the game.
            told = msgspec.structs.replace(told, market=seen.market)
        assert msgspec.json.encode(seen) == msgspec.json.encode(told)


def test_own_orders_fills_and_the_game_are_those_of_the_fold() -> None:
    session = faults()
    head, fold = playhead(session, session.lines), SessionFold("0xme")
    for number, line in enumerate(session.lines):
        fold.feed(line)
        later = session.lines[number + 1 : number + 2]
        if later and later[0].t <= line.t:
            continue  # in the middle of a moment, or before times that run back
        if any(one.t > line.t for one in session.lines[:number]):
            continue
        state = fold.state
        moment = at(head, YES, line.t)
        assert moment.seq is None or moment.seq <= line.q
        assert (moment.game.score, moment.game.ended or False) == (
            state.game.score,
            state.game.ended,
        )
        assert moment.game.text == state.game.text
        size: dict[str, int] = {}
        for fill in state.standing_fills():
            if fill.market == MIRROR:
                sign = 1 if fill.side == "BUY" else -1
                size[fill.asset] = size.get(fill.asset, 0) + sign * fill.size
        assert moment.positions == size
        last = state.last_trades.get(YES)
        assert last is None or moment.last_trade is not None


def test_an_order_rests_until_it_is_cancelled_and_a_stale_answer_does_not_revive_it() -> None:
    session = faults()
    head, t = playhead(session, session.lines), T0 + 3 * SECOND
    assert [one.order_id for one in at(head, YES, t + 100).orders] == ["o1", "o2"]
    assert [one.matched for one in at(head, NO, t + 9).orders] == [12_500_000, 0]
    assert [one.order_id for one in at(head, YES, t + 400).orders] == ["o1"]
    assert at(head, YES, t - 1).orders == []


def test_a_fill_that_failed_is_gone_and_one_confirmed_does_not_fall_back() -> None:
    session = faults()
    head, t = playhead(session, session.lines), T0 + 3 * SECOND
    assert at(head, YES, t + 75).positions == {YES: 12_500_000, NO: 8_000_000}
    assert at(head, YES, t + 150).positions == {YES: 12_500_000}
    fills = [entry for entry in head.timeline.fills if entry.key == "t1/o1"]
    assert [entry.status for entry in fills] == ["MATCHED", "CONFIRMED"]
    assert at(head, UP, t + 150).positions == {UP: -6_000_000}


def test_the_money_is_the_ledgers_at_the_books_of_the_moment() -> None:
    session = faults()
    head, t = playhead(session, session.lines), T0 + 3 * SECOND + 75
    yes, no = at(head, YES, t), at(head, NO, t)
    assert yes.pnl == no.pnl
    rules = head.known.rules(MIRROR, t)
    books = {
        asset: Quoted(moment.book.bids, moment.book.asks, UNIFORM)
        for asset, moment in ((YES, yes), (NO, no))
    }
    money = exposure(head.known.fills(MIRROR, t), rules, books)
    assert (yes.pnl.cash, yes.pnl.value, yes.pnl.fees) == (money.cash, money.value, money.fees)
    # 12.5 YES at 0.50 and 8 NO at 0.473333: 8 pairs at a dollar, 4.5 YES into the bid at 0.50.
    assert yes.pnl.value is not None
    assert yes.pnl.value < 8_000_000 + 4_500_000 * 0.50


def test_a_settled_market_pays_out() -> None:
    session = faults()
    head = playhead(session, session.lines)
    traded, won, paid = (at(head, YES, T0 + 9 * SECOND + step) for step in (4, 5, 50))
    assert traded.pnl.value != 12_500_000
    assert won.pnl.value == 12_500_000  # the winner was named, the payouts are read later
    assert paid.pnl.value == 12_500_000
    assert head.timeline.resolved[0].winner == YES


def test_a_mirrored_outcome_is_the_first_turned_round() -> None:
    session = faults()
    head = playhead(session, session.lines)
    for at_us in random_moments(session.lines, 60, 12):
        yes, no = at(head, YES, at_us), at(head, NO, at_us)
        assert no.book.bids == [(10_000 - cell, size) for cell, size in yes.book.asks]
        assert no.book.asks == [(10_000 - cell, size) for cell, size in yes.book.bids]
        assert (no.book.valid, no.book.reason) == (yes.book.valid, yes.book.reason)
        if yes.last_trade is not None:
            assert no.last_trade is not None
            assert no.last_trade.cell == 10_000 - yes.last_trade.cell
            assert no.last_trade.side != yes.last_trade.side


def test_hindsight_knows_holes_that_were_told_later_and_the_end() -> None:
    session = faults()
    head = playhead(session, session.lines)
    inside = T0 + 5 * SECOND + 100  # the other connection's book was believed then
    assert at(head, YES, inside).book.valid
    doubted = at(head, YES, inside, hindsight=True).book
    assert (doubted.valid, doubted.reason) == (False, "hole: connection lost")
    end = head.timeline.to_us
    assert at(head, UP, end, hindsight=True).book.valid
    assert at(head, UP, end + 1).book.valid
    assert "ended by then" in at(head, UP, end + 1, hindsight=True).book.reason


def test_an_asset_nobody_told_of_is_empty() -> None:
    head = playhead(faults(), faults().lines)
    moment = at(head, "nobody", T0 + SECOND)
    assert (moment.market, moment.book.valid, moment.book.seq) == ("", False, None)
    assert (moment.last_trade, moment.positions) == (None, {})


def test_before_the_first_line_nothing_is_known() -> None:
    head = playhead(faults(), faults().lines)
    moment = at(head, UP, T0 - 1)
    assert (moment.seq, moment.market, moment.orders) == (None, APART, [])
    assert moment.book.reason == "no book of this asset by then"
