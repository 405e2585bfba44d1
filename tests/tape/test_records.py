"""The tape's own records: they come back equal, and only ParseError comes out of noise."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.tape.records import (
    KIND_OF,
    ClockRecord,
    End,
    Hole,
    Link,
    NoteRecord,
    OpeningBook,
    Previous,
    Record,
    SegmentHead,
    Tag,
    decode_record,
    encode_record,
)

RECORDS: list[Record] = [
    Link(connection="polymarket.market#1", state="down", detail="reset", assets=("1", "2")),
    Link(connection="polymarket.market#1", state="up"),
    Hole(from_us=1, to_us=2, cause="reconnect", scope=("1",)),
    NoteRecord(text="he fouled out", at_us=5),
    ClockRecord(offset_us=-30, round_trip_us=9),
    ClockRecord(step_us=10**6),
    Tag(tag="g", label="goal", ago_us=2_000_000, at_us=7),
    SegmentHead(
        format=1,
        session="s",
        segment=3,
        made_by="gametape 0.1.0",
        reader="0.1.0",
        restart=True,
        previous=Previous(segment=2, q=9, t=8, closed=False, damage="torn tail"),
    ),
    OpeningBook(
        asset="1",
        market="0x1",
        valid=True,
        bids=(("0.52", "1420"), ("0.51", "3.5")),
        asks=(),
        tick=Decimal("0.01"),
        last_trade=Decimal("0.52"),
        venue_us=3,
    ),
    End(reason="stopped"),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_records_come_back(record: Record) -> None:
    raw = encode_record(record)
    assert b"\n" not in raw
    assert decode_record(KIND_OF[type(record)], raw) == record


def test_every_record_is_tried() -> None:
    assert {type(record) for record in RECORDS} == set(KIND_OF)


def test_prices_and_sizes_are_text() -> None:
    assert b'"bids":[["0.52","1420"],["0.51","3.5"]]' in encode_record(RECORDS[8])


def test_kinds_of_venues_are_none_of_ours() -> None:
    with pytest.raises(ParseError, match="market"):
        decode_record("market", b"{}")


@given(kind=st.sampled_from(sorted(KIND_OF.values())), noise=st.binary(max_size=80))
def test_only_our_error_comes_out_of_noise(kind: str, noise: bytes) -> None:
    for raw in (noise, b'{"asset":"' + noise + b'"}', b"[" * 3000):
        with contextlib.suppress(ParseError):
            decode_record(kind, raw)
    with pytest.raises(ParseError):
        decode_record(kind, b"\xff" + noise)


@given(record=st.sampled_from(RECORDS), data=st.data())
def test_only_our_error_comes_out_of_mutated_records(record: Record, data: st.DataObject) -> None:
    raw = bytearray(encode_record(record))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ParseError):
        decode_record(KIND_OF[type(record)], bytes(raw))
