"""Sessions of the ancestor: what they claim, and the little they hold."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.model.events import BookSnapshot, Event, GameEvent
from gametape.model.foreign import ForeignFile
from gametape.model.frames import Frame, Kind
from gametape.venues.ancestor.decoder import AncestorDecoder
from gametape.venues.ancestor.files import LAYOUTS
from gametape.venues.polymarket.layouts import LAYOUTS as OTHERS

SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "polymarket" / "ancestor_sessions"
AT = 1_768_858_436_755

BOOK = {"timestamp": AT, "type": "book", "data": {
    "type": "book", "timestamp": AT, "asset_id": "11", "market": "161587",
    "bids": [[0.01, 50], [0.06, 5421.51]], "asks": []}}  # fmt: skip
SCORE = {"timestamp": AT + 9000, "type": "game_event",
         "data": {"eventType": "score", "description": "Home team scores (7-0)"}}  # fmt: skip
METADATA = {"id": "s", "marketId": "161587", "marketTitle": "A v B", "tokenId": "11",
            "startTime": AT, "endTime": AT + 60_000, "status": "STOPPED", "eventCount": 300,
            "stats": {"totalEvents": 0, "trades": 0}}  # fmt: skip
TYPED = {"id": "trade_1", "timestamp": AT, "side": "BUY", "price": 0.52, "size": 50,
         "tokenId": "11", "outcome": "YES", "notes": "early momentum"}  # fmt: skip


def foreign(name: str, data: bytes) -> ForeignFile:
    def lines() -> Iterator[bytes]:
        yield from data.splitlines()

    return ForeignFile(name, "session", data[:65_536], lines, lambda: data)


def load(file: ForeignFile) -> tuple[list[Frame], list[str]]:
    (layout,) = LAYOUTS
    assert layout.recognises(file)
    assert not any(other.recognises(file) for other in OTHERS)
    warnings: list[str] = []
    return list(layout.frames(file, warnings)), warnings


def events_of(frames: Sequence[Frame]) -> list[Event]:
    decoder = AncestorDecoder()
    return [event for frame in frames for event in decoder.decode(frame.raw, 0, frame.recv_us)]


def test_books_and_typed_game_events() -> None:
    data = "\n".join(json.dumps(line) for line in (BOOK, BOOK, SCORE)).encode()
    frames, warnings = load(foreign("events.jsonl", data))
    assert [frame.kind for frame in frames] == [Kind.MARKET, Kind.MARKET, Kind.GAME]
    book, _, score = events_of(frames)
    assert isinstance(book, BookSnapshot)
    assert (book.bids, book.asks) == (((100, 50_000_000), (600, 5_421_510_000)), ())
    assert (book.asset, book.market, book.venue_us) == ("11", "161587", AT * 1000)
    assert isinstance(score, GameEvent)
    assert (score.name, score.text) == ("score", "Home team scores (7-0)")
    assert warnings == [
        "3 lines over 9 s: 2 books, 0 price changes and 0 trades. Nothing between two books was "
        "recorded; 2 of them are one-sided.",
        "1 game event was typed in, not received from a game feed.",
        "1 of 3 lines repeat an earlier one exactly; they are kept.",
    ]


def test_claims_of_the_metadata_are_told_and_give_no_events() -> None:
    frames, warnings = load(foreign("metadata.json", json.dumps(METADATA, indent=2).encode()))
    assert (events_of(frames), frames[0].recv_us) == ([], AT * 1000)
    assert warnings == [
        "The metadata claims 60 s of recording, 300 events and, in its statistics, nothing at "
        "all; the events tell what there is."
    ]


def test_typed_trades_are_kept_but_no_venue_said_them() -> None:
    frames, warnings = load(foreign("trades.json", json.dumps([TYPED, TYPED]).encode()))
    assert (len(frames), events_of(frames)) == (2, [])
    assert warnings == ["2 trades typed in by hand: kept, but no venue confirmed it."]
    assert load(foreign("trades.json", b"[]\n")) == ([], [])
    assert not LAYOUTS[0].recognises(foreign("empty.json", b"[]"))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([BOOK, SCORE, METADATA, TYPED]), st.data())
def test_only_parse_errors_come_out(line: dict[str, object], data: st.DataObject) -> None:
    raw = bytearray(json.dumps(line).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    _survives(bytes(raw))
    _survives(bytes(raw[: data.draw(st.integers(0, len(raw)))]))


def _survives(raw: bytes) -> None:
    file = foreign("events.jsonl", raw)
    with suppress(ParseError):
        AncestorDecoder().decode(raw, 0, 0)
    if LAYOUTS[0].recognises(file):
        assert list(LAYOUTS[0].frames(file, []))


def test_the_recorded_sessions_recorded_almost_nothing() -> None:
    if not SHARED.exists():
        pytest.skip(f"no recordings in {SHARED}")
    folders = sorted(SHARED.iterdir())
    kinds: dict[type[Event], int] = {}
    one_sided = crossed = trades = 0
    said: list[str] = []
    for folder in folders:
        for name in ("events.jsonl", "metadata.json", "trades.json"):
            frames, warnings = load(foreign(name, (folder / name).read_bytes()))
            said += [f"{folder.name} {warning}" for warning in warnings]
            trades += name == "trades.json" and len(frames)
            for event in events_of(frames):
                kinds[type(event)] = kinds.get(type(event), 0) + 1
                if isinstance(event, BookSnapshot):
                    one_sided += (not event.bids) != (not event.asks)
                    crossed += bool(event.bids and event.asks) and (
                        max(event.bids)[0] >= min(event.asks)[0]
                    )
    assert len(folders) == 11
    assert kinds == {BookSnapshot: 558, GameEvent: 6}
    assert (one_sided, crossed, trades) == (258, 0, 6)
    assert not any("run back" in one for one in said)
    nba = [one for one in said if "clippers" in one]
    assert any("352 lines over 2,627 s: 352 books, 0 price changes" in one for one in nba)
    assert any("176 lines over 13 s" in one for one in nba)
    assert any("claims 4,314 s of recording, 300 events" in one for one in nba)
    assert any("claims 713 s of recording, 100 events" in one for one in nba)
