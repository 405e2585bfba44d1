"""Flush sums: exactly the flushes that are as they were written are trusted."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from gametape.tape.flushes import close_flush, whole_flushes, without_sums
from gametape.tape.lines import decode_lines, encode_line

RAWS = st.sampled_from(
    [b"{}", b"1", b"null", b'"PONG"', b"[1,2]", b'{"a":1,"f":5}', b'{"f":5}', b'{"a":\n1}', b"\xff"]
)
FLUSHES = st.lists(st.lists(RAWS, min_size=1, max_size=4), min_size=1, max_size=4)


def flushed(raws: list[bytes], first: int) -> bytes:
    lines = [encode_line(1, first + at, "market", "a#1", raw) for at, raw in enumerate(raws)]
    buffer = bytearray(b"".join(lines))
    close_flush(buffer)
    return bytes(buffer)


@given(FLUSHES, st.data())
def test_a_cut_leaves_exactly_the_flushes_before_it(
    flushes: list[list[bytes]], data: st.DataObject
) -> None:
    texts = [flushed(raws, 10 * number) for number, raws in enumerate(flushes)]
    whole = b"".join(texts)
    cut = data.draw(st.integers(0, len(whole)))
    kept = [text for at, text in enumerate(texts) if len(b"".join(texts[: at + 1])) <= cut]
    found = whole_flushes(whole[:cut])
    assert found.text == b"".join(kept)
    assert not found.failed
    assert found.torn == (len(found.text) < cut)


@given(FLUSHES, st.data())
def test_a_changed_byte_costs_its_own_flush_or_the_two_it_joins(
    flushes: list[list[bytes]], data: st.DataObject
) -> None:
    texts = [flushed(raws, 10 * number) for number, raws in enumerate(flushes)]
    whole = bytearray(b"".join(texts))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= 1 << data.draw(st.integers(0, 7))
    found = whole_flushes(bytes(whole))
    hit = next(n for n in range(len(texts)) if at < len(b"".join(texts[: n + 1])))
    must = [text for n, text in enumerate(texts) if n not in (hit, hit + 1)]
    may = [text for n, text in enumerate(texts) if n != hit]
    assert found.text in (b"".join(must), b"".join(may))
    assert found.failed or found.torn


@given(FLUSHES)
def test_sums_change_nothing_in_the_lines(flushes: list[list[bytes]]) -> None:
    for raws in flushes:
        text = flushed(raws, 0)
        lines, bad = decode_lines(text)
        assert bad == 0
        assert [line.raw for line in lines] == raws
        assert "f" in json.loads(text.splitlines()[-1])
        plain = [encode_line(1, at, "market", "a#1", raw) for at, raw in enumerate(raws)]
        assert without_sums(text) == b"".join(plain)
