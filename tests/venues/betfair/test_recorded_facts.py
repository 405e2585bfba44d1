"""Facts 25 to 32 of the recordings' README, on the recordings."""

import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Any

import pytest

from gametape.model.book import OrderBook
from gametape.model.events import (
    BookSnapshot,
    Event,
    GameEvent,
    LevelChange,
    MarketResolved,
    RulesRead,
    Trade,
)
from gametape.model.foreign import ForeignFile
from gametape.model.odds import ODDS
from gametape.venues.betfair.files import StreamLines
from gametape.venues.betfair.stream import BetfairStreamDecoder

FILES = {
    "nba": "nba_cavaliers_timberwolves/1-166811431.bz2",
    "tennis": "tennis_hassan_haerteis/29788105",
    "racing": "racing_mid_file_images/1.205822330.bz2",
    "cricket": "cricket_t20_netherlands_png/1.200806927",
}
Read = Callable[[str], list[Sequence[Event]]]


def decoded(lines: list[bytes]) -> list[Sequence[Event]]:
    decoder = BetfairStreamDecoder()
    return [decoder.decode(line, number, 0) for number, line in enumerate(lines, 1)]


@pytest.fixture(scope="module")
def messages(recording: Callable[[str], bytes]) -> Read:
    """The events of every message of a file, by its name in FILES."""

    @lru_cache
    def read(name: str) -> list[Sequence[Event]]:
        return decoded(recording(FILES[name]).splitlines())

    return read


def folded(told: list[Sequence[Event]]) -> Iterator[tuple[Sequence[Event], dict[str, OrderBook]]]:
    """Events of each message with the books after it."""
    books: dict[str, OrderBook] = {}
    for events in told:
        for event in events:
            if isinstance(event, BookSnapshot):
                book = books.setdefault(event.asset, OrderBook(ODDS.cells))
                book.replace(event.bids, event.asks)
            elif isinstance(event, LevelChange):
                books[event.asset].set_level(event.side, event.cell, event.size)
        yield events, books


def all_of(kind: type[Event], told: list[Sequence[Event]]) -> list[Any]:
    return [event for events in told for event in events if isinstance(event, kind)]


def levels(books: dict[str, OrderBook]) -> int:
    return sum(1 for book in books.values() for side in (book.bids(), book.asks()) for _ in side)


@pytest.mark.parametrize(
    ("name", "spread", "between"),
    [("nba", 2649, 238), ("tennis", 2783, 150), ("racing", 1086, 35), ("cricket", 0, 0)],
)
def test_25_whole_messages_never_cross_a_ladder_but_their_parts_do(
    messages: Read, recording: Callable[[str], bytes], name: str, spread: int, between: int
) -> None:
    assert not any(
        books[asset].crossed
        for events, books in folded(messages(name))
        for asset in {event.asset for event in events if isinstance(event, LevelChange)}
    )
    torn: list[bytes] = []
    split = 0
    for line in recording(FILES[name]).splitlines():
        message = json.loads(line)
        entries = [entry for change in message["mc"] for entry in change.get("rc", ())]
        split += len({entry["id"] for entry in entries}) < len(entries)
        if any(change.get("img") for change in message["mc"]):
            torn.append(line)
            continue
        for change in message["mc"]:
            parts = [{**change, "rc": [entry]} for entry in change.get("rc", ())]
            torn += [json.dumps({**message, "mc": [part]}).encode() for part in parts or [change]]
    assert split == spread
    crossed = sum(book.crossed for _, books in folded(decoded(torn)) for book in books.values())
    assert crossed == between


def test_26_images_hold_the_full_ladder_and_replace_the_book(messages: Read) -> None:
    told = messages("racing")
    assert sum(any(isinstance(e, BookSnapshot) for e in events) for events in told[1:]) == 9
    same_prices = same_sizes = 0
    before: dict[str, tuple[dict[int, int], dict[int, int]]] = {}
    for number, (events, books) in enumerate(folded(told[:90])):
        image = {
            e.asset: (dict(e.bids), dict(e.asks)) for e in events if isinstance(e, BookSnapshot)
        }
        if number and image:
            assert 67 <= sum(len(side) for sides in image.values() for side in sides) <= 113
            assert image.keys() == before.keys()
            same_sizes += image == before
            same_prices += all(
                new.keys() == old.keys()
                for asset in image
                for new, old in zip(image[asset], before[asset], strict=True)
            )
        before = {asset: (dict(b.bids()), dict(b.asks())) for asset, b in books.items()}
    assert (same_prices, same_sizes) == (9, 4)


@pytest.mark.parametrize("name", ["nba", "tennis", "cricket"])
def test_26_the_other_files_start_from_empty_books(messages: Read, name: str) -> None:
    told = messages(name)
    assert {(s.bids, s.asks) for s in all_of(BookSnapshot, told[:1])} == {((), ())}
    assert all_of(BookSnapshot, told[1:]) == []


@pytest.mark.parametrize(
    ("name", "warnings"),
    [
        ("nba", ["2 messages carry the same time as the one before them."]),
        (
            "racing",
            [
                "5 messages carry the same time as the one before them.",
                "9 whole-market images stand in mid-file and replace the books.",
            ],
        ),
        ("tennis", []),
        ("cricket", []),
    ],
)
def test_27_no_file_goes_back_in_time(
    recording: Callable[[str], bytes],
    foreign: Callable[[str, bytes], ForeignFile],
    name: str,
    warnings: list[str],
) -> None:
    data = recording(FILES[name])
    said: list[str] = []
    layout = StreamLines()
    assert layout.recognises(foreign(name, data))
    frames = list(layout.frames(foreign(name, data), said))
    assert said == warnings
    assert [frame.raw for frame in frames] == data.splitlines()
    assert all(a.recv_us <= b.recv_us for a, b in pairwise(frames))


@pytest.mark.parametrize(
    ("name", "absent"), [("nba", 93), ("tennis", 1), ("cricket", 0), ("racing", 80)]
)
def test_28_absent_levels_may_be_deleted(messages: Read, name: str, absent: int) -> None:
    found, books = 0, dict[str, OrderBook]()
    for event in (event for events in messages(name) for event in events):
        if isinstance(event, LevelChange):
            book = books[event.asset]
            found += not event.size and not book.size_at(event.side, event.cell)
            book.set_level(event.side, event.cell, event.size)
        elif isinstance(event, BookSnapshot):
            books[event.asset] = OrderBook(ODDS.cells)
            books[event.asset].replace(event.bids, event.asks)
    assert found == absent


def test_29_nba_states_and_winner(messages: Read) -> None:
    told = messages("nba")
    states = [(e.text, e.venue_us) for e in all_of(GameEvent, told)]
    assert states == [
        ("open", 1577499783086_000),
        ("suspended", states[1][1]),
        ("in play", 1577581823073_000),
        ("suspended", 1577590801687_000),
        ("closed", 1577590901894_000),
    ]
    assert states[1][1] == 1577581805318_000, "01:10:05.318"
    in_play = [e.rules for e in all_of(RulesRead, told) if e.rules.taker_delay_us]
    assert in_play[0].taker_delay_us == 5_000_000
    assert in_play[-1].payouts == (Decimal(1), Decimal(0))
    assert in_play[-1].outcomes[0].label == "Cleveland Cavaliers"
    assert [e.winner for e in all_of(MarketResolved, told)] == ["1.166811431:60424"]


def test_29_nba_prices_after_the_end_are_no_trades(messages: Read) -> None:
    told = messages("nba")
    trades = [t for t in all_of(Trade, told) if t.asset.endswith(":60424")]
    live = [t for t in trades if t.venue_us >= 1577581823073_000]
    assert ODDS.odds_text(live[-1].cell) == "1.01"
    assert max(Decimal(ODDS.odds_text(t.cell)) for t in live) >= Decimal("3.95")
    assert all_of(Trade, told[11354:]) == []
    *_, (_, books) = folded(told[:11355])
    assert levels(books) == 0, "line 11,355 empties the ladder"


@pytest.mark.parametrize(
    ("name", "entries", "deletions", "most"),
    [
        ("nba", 18_722, 6_519, 80),
        ("cricket", 21_879, 2_448, 167),
        ("tennis", 14_974, 4_187, 68),
        ("racing", 27_320, None, 903),
    ],
)
def test_29_to_31_level_entries(
    messages: Read, name: str, entries: int, deletions: int | None, most: int
) -> None:
    told = messages(name)
    changes = all_of(LevelChange, told)
    in_images = sum(len(s.bids) + len(s.asks) for s in all_of(BookSnapshot, told))
    assert len(changes) + in_images == entries
    assert deletions is None or sum(not change.size for change in changes) == deletions
    assert max(levels(books) for events, books in folded(told) if events) == most


@pytest.mark.parametrize(
    ("name", "silences"),
    [
        ("nba", (51.4, 44.9, 43.8)),
        ("cricket", (81.8, 78.1, 59.8)),
        ("tennis", (65.5, 34.0, 17.2)),
    ],
)
def test_29_to_31_longest_silences_in_play(
    messages: Read, recording: Callable[[str], bytes], name: str, silences: tuple[float, ...]
) -> None:
    states = all_of(GameEvent, messages(name))
    start = next(e.venue_us for e in states if e.text == "in play")
    times = [json.loads(line)["pt"] * 1000 for line in recording(FILES[name]).splitlines()]
    live = [time for time in times if time >= start]
    longest = sorted((b - a for a, b in pairwise(live)), reverse=True)[:3]
    assert tuple(round(us / 1e6, 1) for us in longest) == silences


def test_30_cricket_scores_lie_in_order_inside_the_markets_span(
    recording: Callable[[str], bytes], foreign: Callable[[str, bytes], ForeignFile]
) -> None:
    spans = {}
    for path in (FILES["cricket"], "cricket_t20_netherlands_png/sportsdata/1.200806927"):
        said: list[str] = []
        frames = list(StreamLines().frames(foreign(path, recording(path)), said))
        assert said == []
        spans[frames[0].source] = [frame.recv_us for frame in frames]
    market, scores = spans["betfair.stream"], spans["betfair.cricket"]
    assert (scores[0], scores[-1]) == (1657535556281_000, 1657550505957_000)
    assert market[0] < scores[0]
    assert scores[-1] < market[-1]
    assert len(set(market) & set(scores)) == 3


def test_30_and_31_winners(messages: Read) -> None:
    winners = {name: [e.winner for e in all_of(MarketResolved, messages(name))] for name in FILES}
    assert winners["cricket"] == ["1.200806927:228749"]
    assert winners["tennis"] == ["1.170370562:9625043"], "Haerteis"
    assert len(winners["racing"]) == 3
    (closed,) = [e.rules for e in all_of(RulesRead, messages("racing")) if e.rules.closed]
    assert sum(closed.payouts) == 3
    assert len(closed.payouts) == len(closed.outcomes)


@pytest.mark.parametrize("name", FILES)
def test_32_the_last_message_closes_an_empty_market(messages: Read, name: str) -> None:
    *_, (events, books) = folded(messages(name))
    assert [e.text for e in events if isinstance(e, GameEvent)] == ["closed"]
    assert levels(books) == 0


@pytest.mark.parametrize("name", FILES)
def test_every_size_is_a_whole_stake(messages: Read, name: str) -> None:
    changes = all_of(LevelChange, messages(name))
    for cell, same in groupby(sorted(changes, key=lambda e: e.cell), key=lambda e: e.cell):
        assert all(e.size % ODDS.size(cell, 1) == 0 for e in same)
