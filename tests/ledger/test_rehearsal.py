"""An evening traded at the loopback venue, recorded, and accounted: the venue keeps books too."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from record.rehearsing import Rehearsal, rehearse

from gametape.analyze.evening.evening import Evening as AnalysedEvening
from gametape.analyze.material.filmed import material_of
from gametape.ledger.account import account
from gametape.ledger.exposure import exposure
from gametape.ledger.reconciling import Holding, compare, holdings
from gametape.model.events import FillUpdate
from gametape.model.times import SECOND
from gametape.model.trading import ChangeKind, Fill, FillStatus, Role
from gametape.record.foreign.wallet import join_wallet
from gametape.replay.film.building import film_of
from gametape.replay.playhead import Playhead
from gametape.replay.session import SessionFold
from gametape.replay.state import SessionState
from gametape.simulate.script import Action, MovePairs, Script
from gametape.tape.reader import read_tape
from gametape.venues.polymarket.rest import PolymarketRest, open_http
from gametape.venues.polymarket.wallet import SOURCE as WALLET_SOURCE
from gametape.venues.polymarket.wallet import WalletDecoder


class Evening:
    """What was recorded, and what the venue says of the same trader."""

    def __init__(self) -> None:
        self.rehearsal: Rehearsal | None = None
        self.positions: list[dict[str, Any]] = []
        self.before: SessionState = SessionState()
        self.after: SessionState = SessionState()
        self.rows: list[Fill] = []


def folded(rehearsal: Rehearsal) -> SessionState:
    fold = SessionFold(rehearsal.venue.credentials.wallet)
    for line in read_tape(rehearsal.folder):
        fold.feed(line)
    return fold.state


def history(rehearsal: Rehearsal) -> list[Fill]:
    """The wallet's own rows, as they stand on the tape."""
    decoder = WalletDecoder(rehearsal.venue.credentials.wallet)
    return [
        event.fill
        for line in read_tape(rehearsal.folder)
        if line.c.startswith(WALLET_SOURCE)
        for event in decoder.decode(bytes(line.m), line.q, line.t)
        if isinstance(event, FillUpdate)
    ]


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Evening:
    told = Evening()
    home: Path = tmp_path_factory.mktemp("home")

    async def play(rehearsal: Rehearsal) -> None:
        recorder = await rehearsal.recorder()
        running = asyncio.create_task(recorder.run())
        await rehearsal.venue.finished()
        await asyncio.sleep(1.5)
        recorder.stop("the evening is over")
        await asyncio.wait_for(running, 30)
        told.before = folded(rehearsal)
        trader = rehearsal.venue.credentials
        async with httpx.AsyncClient() as client:
            answer = await client.get(
                f"{rehearsal.urls.data}/v2/positions", params={"user": trader.wallet.lower()}
            )
        told.positions = answer.json()["data"]
        async with open_http() as http:
            rest = PolymarketRest(rehearsal.urls, http, lambda: 0)
            await join_wallet(rehearsal.folder, rest, trader.wallet.lower())
        told.after = folded(rehearsal)
        told.rows = history(rehearsal)

    told.rehearsal = rehearse(home, play, speed=60.0, duration_s=480.0, besides=pairs_moved)
    return told


def pairs_moved(script: Script) -> list[Action]:
    """Pairs made and unmade in the first market, and what is left fetched when it was decided."""
    market = script.markets[0].market
    early = script.duration_us // 10
    end_us = max(action.at_us for action in script.actions())
    return [
        MovePairs(at_us=early, market=market, kind="SPLIT", size=40_000_000),
        MovePairs(at_us=2 * early, market=market, kind="MERGE", size=15_000_000),
        MovePairs(at_us=3 * early, market=market, kind="MERGE", size=10**12),  # more than is held
        MovePairs(at_us=end_us + 1_000_000, market=market, kind="REDEEM"),
    ]


def micros(number: float) -> int:
    return round(number * 10**6)


def test_there_was_an_evening(evening: Evening) -> None:
    assert len(evening.before.fills) >= 5
    assert len(evening.positions) >= 2


def test_holdings_are_the_venues(evening: Evening) -> None:
    changes = evening.after.position_changes.values()
    ours = holdings(evening.before.fills.values(), changes, evening.before.rules)
    theirs = {
        row["token_id"]: Holding(
            micros(row["current_size"]), micros(row["total_size"]), None,
            micros(row["realized_pnl"]),
        )
        for row in evening.positions
    }  # fmt: skip
    assert compare(ours, theirs, tolerance=2) == []


def test_the_account_comes_to_the_venues_profit(evening: Evening) -> None:
    changes = evening.after.position_changes.values()
    told = account(evening.before.fills.values(), evening.before.rules, changes)
    assert told.problems == ()
    held = holdings(evening.before.fills.values(), changes)
    for line in told.lines:
        mine = {line.asset: line.held, line.opposite: line.held_opposite}
        if line.settled is None:
            assert all(held[asset].size == size for asset, size in mine.items() if size)
    settled = {line.market for line in told.lines if line.settled is not None}
    stated = sum(
        micros(row["total_pnl"]) - micros(row["entry_fees_usdc"])
        for row in evening.positions
        if row["condition_id"] in settled
    )
    ours = sum(line.net for line in told.lines if line.market in settled)
    # The venue charges level by level; a taker hears one average price, and the fee is computed
    # there: a few hundred-thousandths of a dollar apart for each such fill.
    takers = sum(fill.role is Role.TAKER for fill in evening.before.fills.values())
    assert abs(ours - stated) <= 50 * takers + 2 * len(evening.positions)


def test_pairs_that_moved_reach_the_film_and_the_evening(evening: Evening) -> None:
    """The wallet's history tells of a split, a merge and a redemption; nothing tells it live."""
    assert evening.rehearsal is not None
    assert evening.before.position_changes == {}
    film = film_of(evening.rehearsal.folder)
    timeline = film.timeline()
    told = [(one.kind, one.size, one.cash) for one in timeline.changes]
    market = evening.rehearsal.script.markets[0].market
    payouts = evening.before.rules[market].payouts
    assert payouts is not None
    assert sorted(told)[:1] == [("MERGE", 15_000_000, 15_000_000)]
    assert sorted(told)[2:] == [("SPLIT", 40_000_000, 40_000_000)]
    assert sorted(told)[1][0] == "REDEEM"
    assert all(one.market == market and one.happened_us < one.at_us for one in timeline.changes)
    judged = AnalysedEvening(material_of(timeline, film.track))
    plain = account(evening.before.fills.values(), evening.before.rules)
    ours = {line.market: line for line in judged.account.lines}[market]
    theirs = {line.market: line for line in plain.lines}[market]
    # Pairs are no exposure: what was won is the same, and so are the decisions.
    assert [leg.net for leg in ours.legs] == [leg.net for leg in theirs.legs]
    assert ours.cash == theirs.cash  # pairs that stayed were paid a dollar at the end
    assert judged.account.net == plain.net


def test_the_room_at_the_end_of_the_tape_has_redeemed_it_all(evening: Evening) -> None:
    assert evening.rehearsal is not None
    film = film_of(evening.rehearsal.folder)
    head = Playhead(film.timeline(), film)
    head.seek(head.timeline.to_us)
    plain = account(evening.before.fills.values(), evening.before.rules)
    redeemed = {one.market for one in head.timeline.changes if one.kind is ChangeKind.REDEEM}
    assert redeemed
    for line in plain.lines:
        moment = head.moment(line.asset)
        if line.settled is not None:
            assert moment.pnl.total is not None
            assert abs(moment.pnl.total - line.net) <= 1
            assert (not moment.positions) == (line.market in redeemed)


def test_the_film_room_tells_the_same_total(evening: Evening) -> None:
    state = evening.before
    told = account(state.fills.values(), state.rules)
    for line in told.lines:
        fills = [fill for fill in state.standing_fills() if fill.market == line.market]
        worth = exposure(fills, state.rules[line.market], {})
        if line.settled is not None:
            assert worth.total is not None
            assert abs(worth.total - line.net) <= 1
        else:
            assert worth.cash == line.cash


def test_joining_the_wallet_afterwards_counts_nothing_twice(evening: Evening) -> None:
    histories = evening.rows
    confirmed = [
        fill for fill in evening.before.fills.values() if fill.status is FillStatus.CONFIRMED
    ]
    assert histories
    assert confirmed
    assert all(fill.precision_us == SECOND for fill in histories)
    before = account(evening.before.fills.values(), evening.before.rules)
    # The fold leaves the rows out; so does the ledger, for fills gathered from anywhere.
    after = account([*evening.before.fills.values(), *histories], evening.after.rules)
    assert after.problems == ()
    assert after.lines == before.lines
    assert evening.after.standing_fills() == evening.before.standing_fills()
