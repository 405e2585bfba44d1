"""The market stream decoder, rule by rule, on messages made here."""

import contextlib
import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from damaged import damaged
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.model.book import OrderBook, Side
from gametape.model.events import (
    BookSnapshot,
    Event,
    GameEvent,
    LevelChange,
    LinkChange,
    MarketResolved,
    RulesRead,
    Trade,
)
from gametape.model.odds import ODDS
from gametape.venues.betfair.stream import BetfairStreamDecoder

Make = Callable[..., bytes]
Define = Callable[..., dict[str, Any]]


def fold(events: Iterable[Event], books: dict[str, OrderBook]) -> dict[str, OrderBook]:
    for event in events:
        if isinstance(event, BookSnapshot):
            books.setdefault(event.asset, OrderBook(ODDS.cells)).replace(event.bids, event.asks)
        elif isinstance(event, LevelChange):
            books[event.asset].set_level(event.side, event.cell, event.size)
    return books


def only(kind: type[Event], events: Iterable[Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


@pytest.fixture
def opened(mcm: Make, definition: Define) -> BetfairStreamDecoder:
    """A decoder that has seen market 1.5 begin as an official file begins it."""
    decoder = BetfairStreamDecoder()
    decoder.decode(mcm({"id": "1.5", "marketDefinition": definition(), "img": False}), 1, 0)
    return decoder


def test_available_to_back_is_an_ask_and_available_to_lay_a_bid(
    opened: BetfairStreamDecoder, mcm: Make
) -> None:
    raw = mcm({"id": "1.5", "rc": [{"id": 11, "atb": [[1.8, 289.05]], "atl": [[1.82, 3]]}]})
    back, lay = opened.decode(raw, 2, 5)
    assert back == LevelChange(
        seq=2,
        recv_us=5,
        venue_us=1_600_000_000_000_000,
        asset="1.5:11",
        market="1.5",
        side=Side.SELL,
        cell=ODDS.cell("1.8"),
        size=520_290_000,
    )
    assert isinstance(lay, LevelChange)
    assert (lay.side, ODDS.odds_text(lay.cell), lay.size) == (Side.BUY, "1.82", 5_460_000)


def test_a_definition_without_an_image_opens_empty_books(mcm: Make, definition: Define) -> None:
    decoder = BetfairStreamDecoder()
    raw = mcm({"id": "1.5", "marketDefinition": definition()})
    snapshots = only(BookSnapshot, decoder.decode(raw, 1, 0))
    assert [(s.asset, s.bids, s.asks) for s in snapshots] == [
        ("1.5:11", (), ()),
        ("1.5:22", (), ()),
    ]
    assert only(BookSnapshot, decoder.decode(raw, 2, 0)) == []


def test_a_stream_joined_in_the_middle_has_changes_but_no_book(
    mcm: Make, definition: Define
) -> None:
    decoder = BetfairStreamDecoder()
    change = {"id": "1.5", "rc": [{"id": 11, "atb": [[1.8, 2]], "trd": [[1.8, 40]]}]}
    events = list(decoder.decode(mcm(change), 1, 0))
    events += decoder.decode(mcm({"id": "1.5", "marketDefinition": definition()}), 2, 0)
    assert len(only(LevelChange, events)) == 1
    assert only(BookSnapshot, events) == []
    assert only(Trade, events) == []


def test_a_resumed_stream_does_not_open_empty_books(mcm: Make, definition: Define) -> None:
    raw = mcm({"id": "1.5", "marketDefinition": definition()}, ct="RESUB_DELTA")
    assert only(BookSnapshot, BetfairStreamDecoder().decode(raw, 1, 0)) == []


def test_an_image_replaces_the_book_and_is_merged_over_its_entries(
    opened: BetfairStreamDecoder, mcm: Make
) -> None:
    books = {asset: OrderBook(ODDS.cells) for asset in ("1.5:11", "1.5:22")}
    before = mcm({"id": "1.5", "rc": [{"id": r, "atb": [[1.5, 10]]} for r in (11, 22)]})
    fold(opened.decode(before, 2, 0), books)
    entries = [
        {"id": 11, "atb": [[1.8, 2], [1.79, 3]]},
        {"id": 11, "atl": [[1.82, 4]]},
        {"id": 11, "atb": [[1.78, 5]]},
    ]
    image = opened.decode(mcm({"id": "1.5", "img": True, "rc": entries}), 3, 0)
    fold(image, books)
    assert len(only(BookSnapshot, image)) == len(image) == 2
    assert ODDS.native(books["1.5:11"].asks()) == [("1.8", "2"), ("1.79", "3"), ("1.78", "5")]
    assert ODDS.native(books["1.5:11"].bids()) == [("1.82", "4")]
    assert list(books["1.5:22"].asks()) == [], "an image without a runner empties it"


def test_the_same_market_twice_in_one_message_is_applied_in_order(
    opened: BetfairStreamDecoder, mcm: Make
) -> None:
    twice = [{"id": "1.5", "rc": [{"id": 11, "atb": [[2, stake]]}]} for stake in (5, 7)]
    assert [e.size for e in only(LevelChange, opened.decode(mcm(*twice), 2, 0))] == [
        10_000_000,
        14_000_000,
    ]


def test_markets_of_one_message_keep_apart(opened: BetfairStreamDecoder, mcm: Make) -> None:
    both = [{"id": market, "rc": [{"id": 11, "atb": [[2, 1]]}]} for market in ("1.5", "1.6")]
    changes = only(LevelChange, opened.decode(mcm(*both), 2, 0))
    assert [(e.market, e.asset) for e in changes] == [("1.5", "1.5:11"), ("1.6", "1.6:11")]


def test_a_handicap_makes_a_runner_of_its_own(opened: BetfairStreamDecoder, mcm: Make) -> None:
    entries = [{"id": 11, "hc": hc, "atb": [[2, 1]]} for hc in (0, -1.5, 1.5)]
    events = opened.decode(mcm({"id": "1.5", "rc": entries}), 2, 0)
    assert [e.asset for e in only(LevelChange, events)] == ["1.5:11", "1.5:11:-1.5", "1.5:11:1.5"]
    assert [e.asset for e in only(BookSnapshot, events)] == ["1.5:11:-1.5", "1.5:11:1.5"]


def test_quoted_selections_are_the_same_runners(opened: BetfairStreamDecoder, mcm: Make) -> None:
    events = opened.decode(mcm({"id": "1.5", "rc": [{"id": "11", "atb": [[2, 1]]}]}), 2, 0)
    assert [e.asset for e in events if isinstance(e, LevelChange)] == ["1.5:11"]
    assert len(events) == 1


def volumes(decoder: BetfairStreamDecoder, mcm: Make, *volume: float) -> list[Any]:
    events: list[Event] = []
    for v in volume:
        events += decoder.decode(mcm({"id": "1.5", "rc": [{"id": 11, "trd": [[4, v]]}]}), 3, 0)
    return only(Trade, events)


def test_half_of_each_rise_of_the_volume_was_traded(
    opened: BetfairStreamDecoder, mcm: Make
) -> None:
    first, second = volumes(opened, mcm, 10, 10.05, 10.05)
    assert (first.price, first.cell, first.size) == (
        ODDS.price(first.cell),
        ODDS.cell("4"),
        20 * 10**6,
    )
    assert second.size == 100_000, "2.5 pence at odds of 4"
    assert first.side is None


def test_a_falling_volume_is_a_correction(opened: BetfairStreamDecoder, mcm: Make) -> None:
    assert [t.size for t in volumes(opened, mcm, 10, 4, 0)] == [20 * 10**6]
    assert [t.size for t in volumes(opened, mcm, 2)] == [4 * 10**6]


def test_volume_before_the_start_is_where_counting_begins(mcm: Make) -> None:
    decoder = BetfairStreamDecoder()
    assert [t.size for t in volumes(decoder, mcm, 100, 102)] == [4 * 10**6]


def test_volume_in_an_image_is_no_trade(opened: BetfairStreamDecoder, mcm: Make) -> None:
    image = {"id": "1.5", "img": True, "rc": [{"id": 11, "trd": [[4, 100]]}]}
    assert only(Trade, opened.decode(mcm(image), 2, 0)) == []
    assert [t.size for t in volumes(opened, mcm, 102)] == [4 * 10**6]


def test_a_last_price_alone_is_no_trade(opened: BetfairStreamDecoder, mcm: Make) -> None:
    assert opened.decode(mcm({"id": "1.5", "rc": [{"id": 11, "ltp": 2.0, "tv": 0}]}), 2, 0) == []


def test_best_offers_by_place_become_whole_books(mcm: Make, definition: Define) -> None:
    decoder, books = BetfairStreamDecoder(), dict[str, OrderBook]()
    image = {"id": 11, "batb": [[0, 1.8, 2], [1, 1.79, 3]], "batl": [[0, 1.82, 4]]}
    first = {"id": "1.5", "img": True, "marketDefinition": definition(), "rc": [image]}
    fold(decoder.decode(mcm(first), 1, 0), books)
    assert ODDS.native(books["1.5:11"].asks()) == [("1.8", "2"), ("1.79", "3")]
    change = {"id": 11, "batb": [[0, 1.81, 1], [1, 1.8, 2], [2, 1.79, 3]], "batl": [[0, 0, 0]]}
    fold(decoder.decode(mcm({"id": "1.5", "rc": [change]}), 2, 0), books)
    assert ODDS.native(books["1.5:11"].asks()) == [("1.81", "1"), ("1.8", "2"), ("1.79", "3")]
    assert list(books["1.5:11"].bids()) == []


def test_a_full_ladder_outranks_offers_by_place_and_those_the_displayed_ones(mcm: Make) -> None:
    decoder = BetfairStreamDecoder()
    decoder.decode(mcm({"id": "1.5", "img": True, "rc": [{"id": 11}, {"id": 22}]}), 1, 0)
    raw = mcm({"id": "1.5", "rc": [{"id": 22, "batb": [[0, 2, 1]], "bdatb": [[0, 2.02, 9]]}]})
    (snapshot,) = only(BookSnapshot, decoder.decode(raw, 2, 0))
    assert ODDS.native(snapshot.asks) == [("2", "1")]
    raw = mcm({"id": "1.5", "rc": [{"id": 22, "bdatb": [[0, 2.04, 9]]}]})
    assert decoder.decode(raw, 3, 0) == []
    both = {"id": 11, "atb": [[2, 1]], "batb": [[0, 2, 1]]}
    assert len(decoder.decode(mcm({"id": "1.5", "rc": [both]}), 4, 0)) == 1


def test_places_without_their_start_are_no_book(mcm: Make) -> None:
    raw = mcm({"id": "1.5", "rc": [{"id": 11, "batb": [[0, 2, 1]]}]})
    assert BetfairStreamDecoder().decode(raw, 1, 0) == []


def test_rules_state_and_winner_come_from_the_definition(mcm: Make, definition: Define) -> None:
    decoder = BetfairStreamDecoder()
    runners = [
        {"id": 11, "status": "LOSER", "sortPriority": 1},
        {"id": 22, "status": "WINNER", "sortPriority": 2},
    ]
    story = [
        definition(),
        definition(version=2),
        definition(inPlay=True, betDelay=5),
        definition(inPlay=True, betDelay=5, status="SUSPENDED"),
        definition(inPlay=True, betDelay=5, status="CLOSED", runners=runners),
    ]
    events: list[Event] = []
    for seq, told in enumerate(story):
        events += decoder.decode(mcm({"id": "1.5", "marketDefinition": told}), seq, 0)
    assert [e.seq for e in only(RulesRead, events)] == [0, 2, 4]
    states = [(e.seq, e.text, e.live, e.ended) for e in only(GameEvent, events)]
    assert states == [
        (0, "open", False, False),
        (2, "in play", True, False),
        (3, "suspended", True, False),
        (4, "closed", True, True),
    ]
    assert [e.winner for e in only(MarketResolved, events)] == ["1.5:22"]


def test_heartbeats_and_answers_carry_nothing(mcm: Make) -> None:
    decoder = BetfairStreamDecoder()
    heartbeat = b'{"op":"mcm","id":2,"clk":"AA","pt":1600000000000,"ct":"HEARTBEAT"}'
    assert decoder.decode(heartbeat, 1, 0) == []
    assert decoder.decode(b'{"op":"status","statusCode":"SUCCESS"}', 2, 0) == []


def test_lateness_is_remarked_once_and_once_when_it_ends(mcm: Make) -> None:
    decoder = BetfairStreamDecoder()
    told = [
        decoder.decode(mcm(**more), 1, 0) for more in ({}, {"status": 503}, {"status": 503}, {})
    ]
    assert [len(events) for events in told] == [0, 1, 0, 1]
    late, again = told[1][0], told[3][0]
    assert isinstance(late, LinkChange)
    assert "503" in late.detail
    assert isinstance(again, LinkChange)
    assert {late.state, again.state} == {"subscribed"}, "late data are no break of the book"


def test_a_connection_opens_and_closes_with_its_reason() -> None:
    decoder = BetfairStreamDecoder()
    (up,) = decoder.decode(b'{"op":"connection","connectionId":"c-1"}', 1, 0)
    refused = {
        "op": "status",
        "statusCode": "FAILURE",
        "errorCode": "TIMEOUT",
        "errorMessage": "idle",
        "connectionClosed": True,
    }
    (down,) = decoder.decode(json.dumps(refused).encode(), 2, 0)
    assert isinstance(up, LinkChange)
    assert isinstance(down, LinkChange)
    assert (up.state, up.detail) == ("up", "c-1")
    assert (down.state, down.detail) == ("down", "TIMEOUT: idle")


def test_a_message_off_the_ladder_is_refused_and_its_market_forgotten(
    opened: BetfairStreamDecoder, mcm: Make, definition: Define
) -> None:
    with pytest.raises(ParseError, match=r"1\.005"):
        opened.decode(mcm({"id": "1.5", "rc": [{"id": 11, "atb": [[1.005, 2]]}]}), 2, 0)
    raw = mcm({"id": "1.5", "marketDefinition": definition()})
    assert only(BookSnapshot, opened.decode(raw, 3, 0)) == []
    image = mcm({"id": "1.5", "img": True})
    assert len(only(BookSnapshot, opened.decode(image, 4, 0))) == 2


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"op":"ocm"}',
        b'{"pt":1}',
        b'{"op":"mcm","mc":[{"id":"1","rc":[{"id":1,"atb":[[2,-1]]}]}]}',
        b'{"op":"mcm","mc":[{"id":"1","rc":[{"id":1,"atb":[[2,1e99]]}]}]}',
        b'{"op":"mcm","mc":[{"id":"1","rc":[{"id":1,"atb":[[2]]}]}]}',
        b'{"op":"mcm","mc":[{"id":"1","rc":[{"id":"x","atb":[[2,1]]}]}]}',
        b'{"op":"mcm","mc":[{"id":"1","marketDefinition":{"marketTime":"soon"}}]}',
        b'{"op":"mcm","pt":99999999999999999999}',
        b'{"op":"mcm","mc":' + b"[" * 100_000,
    ],
)
def test_other_bytes_are_parse_errors(raw: bytes) -> None:
    with pytest.raises(ParseError):
        BetfairStreamDecoder().decode(raw, 1, 0)


rungs = st.integers(0, ODDS.cells - 1).map(lambda cell: ODDS.hundredths(cell) / 100)
pennies = st.integers(0, 10**9)


@given(st.lists(st.tuples(st.sampled_from(["atb", "atl"]), rungs, pennies), max_size=30))
def test_books_hold_the_last_stake_told_of_each_level(
    told: list[tuple[str, float, int]],
) -> None:
    decoder, books = BetfairStreamDecoder(), dict[str, OrderBook]()
    image: dict[str, Any] = {"id": "1.5", "img": True, "rc": [{"id": 11}]}
    messages = [{"op": "mcm", "mc": [image]}]
    for side, odds, amount in told:
        change = {"id": 11, side: [[odds, amount / 100]]}
        messages.append({"op": "mcm", "mc": [{"id": "1.5", "rc": [change]}]})
    for seq, message in enumerate(messages):
        fold(decoder.decode(json.dumps(message).encode(), seq, 0), books)
    last = {(side, odds): amount for side, odds, amount in told}
    expected = {
        (side, f"{odds:g}", f"{amount / 100:.2f}")
        for (side, odds), amount in last.items()
        if amount
    }
    book = books["1.5:11"]
    found = {
        (side, odds, f"{float(stake):.2f}")
        for side, levels in (("atb", book.asks()), ("atl", book.bids()))
        for odds, stake in ODDS.native(levels)
    }
    assert found == expected
    assert [cell for cell, _ in book.asks()] == sorted(cell for cell, _ in book.asks())


@given(st.binary(max_size=80))
def test_random_bytes_are_parse_errors(raw: bytes) -> None:
    with pytest.raises(ParseError):
        BetfairStreamDecoder().decode(raw, 1, 0)


VALID = json.dumps(
    {
        "op": "mcm",
        "pt": 1_600_000_000_000,
        "status": 503,
        "mc": [
            {
                "id": "1.5",
                "img": True,
                "marketDefinition": {
                    "marketTime": "2020-09-13T12:30:00.000Z",
                    "betDelay": 5,
                    "runners": [{"id": 1, "hc": 0.5, "status": "WINNER"}],
                },
                "rc": [
                    {"id": 1, "atb": [[1.8, 2.5]], "atl": [[1.82, 3]], "trd": [[1.8, 7]]},
                    {"id": "2", "hc": 0.5, "batb": [[0, 1.8, 3]], "bdatl": [[0, 990, 3]]},
                ],
            }
        ],
    }
).encode()


@given(damaged(VALID))
def test_damaged_messages_decode_or_are_parse_errors(raw: bytes) -> None:
    decoder = BetfairStreamDecoder()
    assert len(decoder.decode(VALID, 1, 0)) == 5
    with contextlib.suppress(ParseError):
        decoder.decode(raw, 2, 0)
