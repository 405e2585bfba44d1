"""Channel messages with nothing around them, in an envelope, in a document, or as literals."""

import json
from collections.abc import Callable, Sequence

import pytest

from gametape.model.decoder import Decoder
from gametape.model.events import BookSnapshot, Event, LevelChange, MarketResolved, Trade
from gametape.model.foreign import ForeignFile, Layout
from gametape.model.frames import Frame, Kind
from gametape.venues.polymarket.layouts.envelopes import EnvelopedMessages
from gametape.venues.polymarket.layouts.messages import BareMessages
from gametape.venues.polymarket.layouts.metadata import Metadata
from gametape.venues.polymarket.layouts.python_literal import (
    PythonLiteralDecoder,
    PythonLiterals,
)
from gametape.venues.polymarket.layouts.wrappers import Wrapped
from gametape.venues.polymarket.market import MarketDecoder

Foreign = Callable[[str, bytes], ForeignFile]
Recorded = Callable[[str], ForeignFile]
Load = Callable[[Layout, ForeignFile], tuple[list[Frame], list[str]]]
Decoded = Callable[[Decoder, Sequence[Frame]], tuple[list[Event], dict[str, int]]]

AT = 1_700_000_000_000
BOOK = {"event_type": "book", "market": "0xm", "asset_id": "11", "timestamp": str(AT),
        "hash": "ab", "bids": [{"price": "0.50", "size": "1.0"}], "asks": []}  # fmt: skip
CHANGE = {"event_type": "price_change", "market": "0xm", "timestamp": str(AT + 5),
          "price_changes": [{"asset_id": "11", "price": "0.5", "size": "2",
                             "side": "BUY"}]}  # fmt: skip
ORDER = {"event_type": "order", "type": "PLACEMENT", "id": "0x1", "market": "0xm",
         "timestamp": str(AT + 7), "original_size": "5", "size_matched": "0"}  # fmt: skip


def dumped(*values: object, indent: int | None = None) -> bytes:
    return "\n".join(json.dumps(value, indent=indent) for value in values).encode()


def test_bare_lines_take_the_time_of_the_venue(foreign: Foreign, load: Load) -> None:
    data = dumped(BOOK, [CHANGE, CHANGE], ORDER) + b"\nPONG\n"
    frames, warnings = load(BareMessages(), foreign("evening.jsonl", data))
    assert [(frame.recv_us // 1000 - AT, frame.part) for frame in frames] == [
        (0, None), (5, 0), (5, 1), (7, None), (7, None),
    ]  # fmt: skip
    assert [frame.source for frame in frames] == [
        *["polymarket.market"] * 3, "polymarket.user", "polymarket.market",
    ]  # fmt: skip
    assert frames[3].kind is Kind.USER
    assert frames[-1].raw == b'"PONG"'
    assert b'"0.50"' in frames[0].raw
    assert warnings == ["There is no receive time in this file: times are the venue's."]


def test_a_document_of_messages_is_the_same(foreign: Foreign, load: Load) -> None:
    for data in (dumped([BOOK, CHANGE], indent=2), dumped([BOOK, CHANGE])):
        frames, _ = load(BareMessages(), foreign("evening.json", data))
        assert [json.loads(frame.raw) for frame in frames] == [BOOK, CHANGE]


@pytest.mark.parametrize(
    "fields",
    [
        {"buys": [], "sells": [{"price": "0.5", "size": "1"}], "timestamp": str(AT)},
        {"changes": [{"price": "0.5", "size": "1", "side": "BUY"}]},
        {"price": "0.5", "size": "1", "side": "BUY", "hash": "ab"},
        {"old_tick_size": "0.01", "new_tick_size": "0.001"},
    ],
)
def test_messages_of_older_schemas_are_recognised(
    foreign: Foreign, load: Load, fields: dict[str, object]
) -> None:
    frames, _ = load(
        BareMessages(), foreign("a.json", dumped({"asset_id": "1", "market": "0xm"} | fields))
    )
    assert len(MarketDecoder().decode(frames[0].raw, 0, 0)) == 1


ENVELOPES = [
    {"t": AT * 1000, "m": CHANGE},
    {"recv_ms": AT, "raw": CHANGE},
    {"f": 5, "recv_ms": AT, "raw": CHANGE},
    {"recv_ts_ns": AT * 1_000_000, "raw": json.dumps(CHANGE)},
    {"ts_mono_ns": 155418621290204, "ts_wall_ns": AT * 1_000_000, "fonte": "ws", "payload": CHANGE},
    {"ts": AT / 1000, "data": CHANGE},
    {"received_at": "2023-11-14T22:13:20Z", "message": CHANGE},
]


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_an_envelope_gives_its_time_and_its_message(
    foreign: Foreign, load: Load, envelope: dict[str, object]
) -> None:
    frames, warnings = load(EnvelopedMessages(), foreign("a.jsonl", dumped(envelope, envelope)))
    assert [(frame.recv_us, json.loads(frame.raw)) for frame in frames] == [(AT * 1000, CHANGE)] * 2
    assert warnings == []


def test_an_array_or_a_text_in_an_envelope_keeps_its_parts(foreign: Foreign, load: Load) -> None:
    lines = [{"t": AT, "m": [BOOK, CHANGE]}, {"t": AT + 1, "m": "PONG"}, {"t": AT + 2, "m": "[]"}]
    frames, _ = load(EnvelopedMessages(), foreign("a.jsonl", dumped(*lines)))
    assert [(frame.raw[:8], frame.part) for frame in frames] == [
        (b'{"event_', 0), (b'{"event_', 1), (b'"PONG"', None), (b"[]", 0),
    ]  # fmt: skip


def test_a_stray_line_between_envelopes_is_kept(
    foreign: Foreign, load: Load, decoded: Decoded
) -> None:
    data = dumped({"t": AT, "m": CHANGE}, {"started": True}, {"t": AT + 9, "m": CHANGE})
    frames, _ = load(EnvelopedMessages(), foreign("a.jsonl", data))
    events, refused = decoded(MarketDecoder(), frames)
    assert (len(frames), len(events), sum(refused.values())) == (3, 2, 1)


def test_times_that_run_back_and_skipped_frame_numbers_are_told(
    foreign: Foreign, load: Load
) -> None:
    numbers = [(5, 0), (6, 40), (9, 20), (10, 60), (11, 80)]
    lines = [{"f": number, "recv_ms": AT + at, "raw": CHANGE} for number, at in numbers]
    _, warnings = load(EnvelopedMessages(), foreign("a.jsonl", dumped(*lines)))
    assert warnings == [
        "The recorder's frame numbers skip 2: those frames were lost or left out.",
        "Times run back at 1 of 5 messages, at worst by 20 ms.",
    ]


def test_what_stands_around_messages_in_a_document_is_kept(foreign: Foreign, load: Load) -> None:
    document = {"remark": "captured", "line": {"ts_wall_ns": AT * 10**6, "payload": CHANGE}}
    frames, _ = load(Wrapped(), foreign("a.json", dumped(document, indent=2)))
    assert [(frame.source, frame.recv_us) for frame in frames] == [
        ("polymarket.market", AT * 1000), ("polymarket.kept", AT * 1000),
    ]  # fmt: skip
    assert json.loads(frames[1].raw) == {"remark": "captured"}
    pages = {"data": [BOOK, BOOK], "next_cursor": "LTE="}
    frames, _ = load(Wrapped(), foreign("b.json", dumped(pages, indent=2)))
    assert [frame.source for frame in frames] == [*["polymarket.market"] * 2, "polymarket.kept"]


def test_python_literals_stand_as_texts_and_decode_as_messages(
    foreign: Foreign, load: Load, decoded: Decoded
) -> None:
    data = f"{[BOOK]}\n{CHANGE}\n{json.dumps(CHANGE)}\n\n{{'broken': \n".encode()
    frames, warnings = load(PythonLiterals(), foreign("log.txt", data))
    assert [frame.source for frame in frames] == [
        *["polymarket.python-literal"] * 2, *["polymarket.market"] * 2,
    ]  # fmt: skip
    assert json.loads(frames[1].raw) == str(CHANGE)
    assert [frame.recv_us // 1000 - AT for frame in frames] == [0, 5, 5, 5]
    events, refused = decoded(PythonLiteralDecoder(), frames[:2])
    assert [type(event) for event in events] == [BookSnapshot, LevelChange]
    assert not refused
    assert warnings == ["2 of 4 lines are Python literals, not JSON; times are the venue's."]


def test_event_and_market_descriptions_become_rules(foreign: Foreign, load: Load) -> None:
    event = {"id": "1", "slug": "a-b", "title": "A v B", "updatedAt": "2023-11-14T22:13:20Z",
             "markets": [{"id": "2", "question": "A?", "conditionId": "0xm"}]}  # fmt: skip
    clob: dict[str, object] = {
        "condition_id": "0xm",
        "tokens": [],
        "accepting_order_timestamp": None,
    }
    frames, _ = load(Metadata(), foreign("event.json", dumped([event], indent=1)))
    assert [(frame.kind, frame.source, frame.recv_us) for frame in frames] == [
        (Kind.RULES, "polymarket.gamma", AT * 1000)
    ]
    frames, _ = load(Metadata(), foreign("market.json", dumped(clob)))
    assert frames[0].source == "polymarket.clob"
    frames, _ = load(Wrapped(), foreign("search.json", dumped({"events": [event], "tags": []})))
    assert [frame.source for frame in frames] == ["polymarket.gamma", "polymarket.kept"]


@pytest.mark.parametrize(
    "value",
    [
        {"type": "orderbook_delta", "sid": 1, "msg": {"market_ticker": "X"}},
        {"op": "mcm", "pt": 1, "mc": []},
        {"timestamp": 1, "type": "book", "data": {"bids": [[0.5, 1]], "asks": [], "market": "m",
                                                  "asset_id": "1", "timestamp": 1}},
        {"data": [{"id": 1, "tournament": "x"}]},
        [1, 2, 3],
        "text",
    ],
)  # fmt: skip
def test_files_of_others_are_left_to_others(foreign: Foreign, value: object) -> None:
    file = foreign("a.json", dumped(value))
    for layout in (BareMessages(), EnvelopedMessages(), Wrapped(), PythonLiterals(), Metadata()):
        assert not layout.recognises(file)


def test_the_literal_decoder_lets_only_parse_errors_out(
    survives: Callable[[Callable[[bytes], object], Sequence[bytes]], None],
) -> None:
    decoder = PythonLiteralDecoder()
    samples = [json.dumps(str(message)).encode() for message in (BOOK, [CHANGE], BOOK)]
    survives(lambda raw: decoder.decode(raw, 0, 0), samples)


def test_recorded_literals(recorded: Recorded, load: Load, decoded: Decoded) -> None:
    folder = "message_fixtures/polypy/stream/data/test_server_"
    frames, _ = load(PythonLiterals(), recorded(f"{folder}messages.txt"))
    literals = [frame for frame in frames if frame.source == "polymarket.python-literal"]
    assert (len(frames), len(literals)) == (10, 9)
    events, refused = decoded(PythonLiteralDecoder(), literals)
    changes = [event for event in events if isinstance(event, LevelChange)]
    assert len(changes) == 7
    assert {(change.best_bid, change.best_ask) for change in changes} == {(None, None)}
    assert not refused
    frames, _ = load(PythonLiterals(), recorded(f"{folder}unknown_event_type.txt"))
    events, refused = decoded(PythonLiteralDecoder(), frames)
    assert refused == {"message type 'test' is unknown.": 1}
    frames, _ = load(PythonLiterals(), recorded(f"{folder}multiple_last_trade_price.txt"))
    events, _ = decoded(PythonLiteralDecoder(), frames)
    assert sum(isinstance(event, Trade) for event in events) == 3


def test_the_recorded_excerpt(recorded: Recorded, load: Load) -> None:
    file = recorded("ws_market_excerpt/session_btc_excerpt.jsonl")
    frames, warnings = load(EnvelopedMessages(), file)
    assert len(frames) == 27
    assert max(frames, key=lambda frame: frame.recv_us).recv_us % 1000 == 0
    assert warnings == ["The recorder's frame numbers skip 7: those frames were lost or left out."]


def test_the_recorded_resolution_is_read_out_of_its_document(
    recorded: Recorded, load: Load, decoded: Decoded
) -> None:
    file = recorded("message_fixtures/pulsearb/clob_ws_market_resolved.json")
    frames, _ = load(Wrapped(), file)
    events, _ = decoded(MarketDecoder(), frames[:1])
    assert [type(event) for event in events] == [MarketResolved]
    assert frames[0].recv_us == 1_787_166_722_794_475
