"""Frames of the market channel taken apart without changing a byte of what they say."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.venues.polymarket.wire import one_line, read_messages, split_frame, text_raw

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_an_array_frame_is_split_into_its_elements_verbatim() -> None:
    frame = b'[ {"price":"0.10", "size":"1.0"},{"b":[1,2]} ]'
    assert split_frame(frame) == [b'{"price":"0.10", "size":"1.0"}', b'{"b":[1,2]}']


def test_an_object_frame_is_its_own_only_part() -> None:
    frame = b'{"event_type":"book","bids":[]}'
    assert split_frame(frame) == [frame]


@pytest.mark.parametrize(
    "text", [b"PONG", b"NO NEW ASSETS", b"INVALID OPERATION", b"", b"{broken", b"[1,"]
)
def test_what_is_not_json_is_kept_as_a_string(text: bytes) -> None:
    (part,) = split_frame(text)
    assert json.loads(part) == text.decode()


def test_bytes_that_are_not_text_are_kept_visibly() -> None:
    assert json.loads(text_raw(b"\xff\xfePONG")) == "��PONG"


def test_json_with_broken_text_inside_is_kept_as_a_string() -> None:
    for frame in (b'{"market":"\x80"}', b'[{"market":"\x80"}]'):
        (part,) = split_frame(frame)
        assert json.loads(part) == frame.decode("utf-8", "replace")


def test_an_empty_array_is_not_lost() -> None:
    assert split_frame(b"[]") == [b"[]"]


@given(st.lists(st.dictionaries(st.text(), JSON, max_size=3), min_size=1, max_size=4))
def test_splitting_keeps_every_element_on_one_line(elements: list[object]) -> None:
    pretty = json.dumps(elements, indent=2).encode()
    parts = split_frame(pretty)
    assert [json.loads(part) for part in parts] == elements
    assert not any(b"\n" in part or b"\r" in part for part in parts)


def test_line_breaks_between_tokens_become_spaces_of_the_same_length() -> None:
    assert one_line(b'{\r\n"a":1\n}') == b'{  "a":1 }'


@pytest.mark.parametrize("text", [b'"PONG"', b'"NO NEW ASSETS"', b'""', b"[]"])
def test_frames_of_the_protocol_itself_hold_no_messages(text: bytes) -> None:
    assert read_messages(text) == []


def test_an_unknown_text_is_refused_because_it_may_be_a_refusal() -> None:
    with pytest.raises(ParseError, match="INVALID OPERATION"):
        read_messages(b'"INVALID OPERATION"')


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ('"bids":[],"asks":[]', "book"),
        ('"buys":[]', "book"),
        ('"price_changes":[]', "price_change"),
        ('"changes":[]', "price_change"),
        ('"price":"0.5","size":"1","side":"BUY","hash":"ab"', "price_change"),
        ('"price":"0.5","size":"1","side":"BUY"', "last_trade_price"),
        ('"new_tick_size":"0.001"', "tick_size_change"),
        ('"id":"7","price":"0.5","size":"1","side":"BUY"', ""),
        ('"event_type":"news"', "news"),
    ],
)
def test_a_type_left_out_is_told_from_the_fields(fields: str, kind: str) -> None:
    (message,) = read_messages(f"{{{fields}}}".encode())
    assert message.kind() == kind
