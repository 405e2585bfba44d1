"""Lines: whatever goes in comes out byte for byte, and every line stands alone."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gametape.model.frames import Kind
from gametape.tape.lines import Line, decode_lines, encode_line, text_frame

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
DEEP = b"[" * 4000 + b"]" * 4000


def one(text: bytes) -> Line:
    (line,), bad = decode_lines(text)
    assert bad == 0
    return line


@given(raw=st.binary(max_size=200))
@example(raw=b"")
@example(raw=b'{"a":1,"f":12}')
@example(raw=b'{"a":\n1}')
@example(raw=b'{"a":\r1}')
@example(raw=b' {"a":1}')
@example(raw=b'{"a":1} ')
@example(raw=b'{"a":1}{"b":2}')
@example(raw=b'{"a":"\xff"}')
@example(raw=b'"\xed\xa0\x80"')
@example(raw=b"PONG")
@example(raw=b'1},"q":7,"x":{"a":1')
@example(raw=DEEP)
def test_any_bytes_come_back_from_one_line_of_json(raw: bytes) -> None:
    text = encode_line(5, 6, "market", "a#1", raw)
    assert text.endswith(b"\n")
    assert text.count(b"\n") == 1
    assert b"\r" not in text
    line = one(text)
    assert line.raw == raw
    assert (line.t, line.q, line.k, line.c, line.p) == (5, 6, "market", "a#1", None)
    if raw != DEEP:
        plain = json.loads(text)
        assert list(plain)[:4] == ["t", "q", "k", "c"]


@given(value=JSON_VALUES)
def test_compact_json_stands_in_its_line_as_it_came(value: object) -> None:
    raw = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if any(0xD800 <= ord(char) < 0xE000 for char in str(value)):
        return
    text = encode_line(1, 0, "market", "a#1", raw)
    assert text == b'{"t":1,"q":0,"k":"market","c":"a#1","m":' + raw + b"}\n"
    assert one(text).raw == raw


@given(
    t=st.integers(-(2**62), 2**62),
    q=st.integers(0, 2**62),
    kind=st.sampled_from(Kind),
    connection=st.text(st.characters(exclude_categories=["Cs"])),
    part=st.none() | st.integers(0, 10**6),
)
def test_the_envelope_comes_back(
    t: int, q: int, kind: Kind, connection: str, part: int | None
) -> None:
    line = one(encode_line(t, q, kind, connection, b"{}", part))
    assert (line.t, line.q, line.k, line.c, line.p) == (t, q, kind.value, connection, part)


def test_the_source_is_the_connection_without_its_number() -> None:
    assert one(encode_line(1, 0, "market", "polymarket.market#12", b"{}")).source == (
        "polymarket.market"
    )


@pytest.mark.parametrize("text", ["PONG", "", 'a"b', "zwölf\n", "\u2028", "\ud800"])
def test_a_text_frame_is_a_json_string(text: str) -> None:
    raw = text_frame(text)
    assert json.loads(raw) == text
    assert one(encode_line(1, 0, "market", "a#1", raw)).raw == raw


def test_a_line_nested_deeper_than_the_readers_stack_is_read_all_the_same() -> None:
    text = b'{"t":1,"q":2,"k":"market","c":"a#1","p":3,"m":%b,"f":77}\n' % DEEP
    line = one(text)
    assert (line.raw, line.q, line.p) == (DEEP, 2, 3)


def test_lines_that_are_none_are_counted_and_the_others_kept() -> None:
    good = encode_line(1, 0, "market", "a#1", b"{}")
    lines, bad = decode_lines(good + b'{"t":"x"}\n' + b"\xff\xff\n" + good)
    assert [line.q for line in lines] == [0, 0]
    assert bad == 2


@given(st.binary(max_size=300))
def test_random_bytes_never_raise(noise: bytes) -> None:
    decode_lines(noise)


@given(st.data())
def test_mutated_lines_never_raise(data: st.DataObject) -> None:
    text = bytearray(encode_line(1, 0, "market", "a#1", b'{"a":"\xc3\xa9"}', 3))
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    decode_lines(bytes(text))
