"""CSV rows as JSON objects of exact texts."""

import csv
import io
import json
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from gametape.model.foreign import ForeignFile
from gametape.venues.polymarket.layouts.tables import EXTRA, csv_rows, header_of

Foreign = Callable[[str, bytes], ForeignFile]
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0\x0b\x0c\x1c\x1d\x1e\x85"))
ROWS = st.lists(st.tuples(CELLS.filter(bool), CELLS, CELLS), min_size=1, max_size=5)


def written(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


@given(ROWS)
def test_every_cell_comes_back_exactly(foreign: Foreign, rows: list[tuple[str, str, str]]) -> None:
    data = written([("a", "b", "c"), *rows])
    read = list(csv_rows(foreign("a.csv", data)))
    assert [tuple(texts.values()) for texts, _ in read] == rows
    assert all(json.loads(raw) == texts for texts, raw in read)


@given(st.binary(max_size=200))
def test_any_bytes_give_rows_of_json(foreign: Foreign, data: bytes) -> None:
    header_of(data)
    for _, raw in csv_rows(foreign("a.csv", b"a,b\n" + data)):
        json.loads(raw)


def test_line_breaks_inside_quotes_belong_to_the_cell(foreign: Foreign) -> None:
    data = b'a,b\n1,"two\nlines"\n3,4\n'
    assert [texts for texts, _ in csv_rows(foreign("a.csv", data))] == [
        {"a": "1", "b": "two\nlines"}, {"a": "3", "b": "4"},
    ]  # fmt: skip


def test_a_stray_quote_costs_only_its_own_row(foreign: Foreign) -> None:
    data = b'a,b\n1,"broken\n' + b"".join(b"%d,x\n" % n for n in range(100))
    rows = list(csv_rows(foreign("a.csv", data)))
    assert (rows[0], len(rows)) == (({}, b'"1,\\"broken"'), 101)
    assert rows[-1][0] == {"a": "99", "b": "x"}


def test_short_and_long_rows_lose_nothing(foreign: Foreign) -> None:
    rows = [raw for _, raw in csv_rows(foreign("a.csv", b"\xef\xbb\xbfa,b\n1\n\n1,2,3,4\n"))]
    assert [json.loads(raw) for raw in rows] == [
        {"a": "1"}, {"a": "1", "b": "2", EXTRA: ["3", "4"]},
    ]  # fmt: skip
