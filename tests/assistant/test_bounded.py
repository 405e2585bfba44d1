"""Answers of a bounded size: every row can be reached, whatever its size."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from gametape.assistant.bounded import LIMIT, page


@given(st.lists(st.sampled_from([10, 3_000, LIMIT // 2, LIMIT, 3 * LIMIT]), max_size=12))
def test_following_the_pages_reaches_every_row(sizes: list[int]) -> None:
    rows = [{"id": number, "text": "x" * size} for number, size in enumerate(sizes)]
    seen: list[int | None] = []
    offset: int | None = 0
    while offset is not None:
        answer = page("rows", rows, offset)
        assert len(answer) <= LIMIT
        told = msgspec.json.decode(answer)
        assert told["total"] == len(rows)
        seen += [row.get("id") for row in told["rows"]]
        following = told.get("next_offset")
        assert following is None or following > offset
        offset = following
    assert len(seen) == len(rows)
    assert {at for at, one in enumerate(seen) if one is None} == {
        at for at, size in enumerate(sizes) if size >= LIMIT
    }
