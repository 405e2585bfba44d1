"""Where blocks end depends on the rows alone, and never splits a message."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from replay.film.made_rows import CELLS, ROWS, T0, Row, arrays, folded

from gametape.replay.film.blocks import decode_block
from gametape.replay.film.layout import BID
from gametape.replay.film.stack import RowStack, increments
from gametape.replay.film.writing import Encoded


def message_ends(rows: list[Row]) -> list[int]:
    return [at for at in range(1, len(rows)) if rows[at][1] != rows[at - 1][1]] + [len(rows)]


@given(ROWS.filter(bool), st.randoms(use_true_random=False))
def test_blocks_are_the_same_however_the_rows_came(rows: list[Row], chance: object) -> None:
    at_once = RowStack(CELLS, 16)
    at_once.add(arrays(rows))
    expected = list(at_once.blocks(all_of_them=True))
    stack, whole, start = RowStack(CELLS, 16), arrays(rows), 0
    found: list[Encoded] = []
    for end in message_ends(rows):
        if chance.random() < 0.5 or end == len(rows):  # type: ignore[attr-defined]
            stack.add(whole[start:end])
            found += stack.blocks()
            start = end
    rest = stack.unfinished()
    assert found + ([rest] if rest else []) == expected
    assert found + list(stack.blocks(all_of_them=True)) == expected


@given(ROWS.filter(bool))
def test_blocks_hold_whole_messages_and_open_with_their_books(rows: list[Row]) -> None:
    stack = RowStack(CELLS, 16)
    stack.add(arrays(rows))
    ends, at = set(message_ends(rows)), 0
    for data, entry in stack.blocks(all_of_them=True):
        block = decode_block(data, entry, CELLS, "none")
        slots, sizes = (column.tolist() for column in block.before.keyframe())
        levels = {divmod(slot, CELLS): size for slot, size in zip(slots, sizes, strict=True)}
        assert levels == folded(rows[:at])
        at += entry.rows
        assert at in ends
        assert entry.rows >= 16 or at == len(rows)
    assert at == len(rows) == stack.rows


@given(ROWS.filter(bool))
def test_increments_hold_all_rows_and_no_book(rows: list[Row]) -> None:
    blocks = [decode_block(data, entry, CELLS, "none")
              for data, entry in increments(arrays(rows), CELLS, 16)]  # fmt: skip
    assert all(not len(block.before.keys) for block in blocks)
    assert [size for block in blocks for size in block.rows().sizes.tolist()] == [
        row[4] for row in rows
    ]


def test_a_far_jump_in_the_numbers_begins_a_block() -> None:
    rows = [(T0, 1, BID, 5, 1), (T0, (1 << 32) + 1, BID, 6, 1), (T0, (1 << 32) + 2, BID, 7, 1)]
    stack = RowStack(CELLS, 16)
    stack.add(arrays(rows))
    assert [entry.first_seq for _, entry in stack.blocks(all_of_them=True)] == [1, (1 << 32) + 1]
