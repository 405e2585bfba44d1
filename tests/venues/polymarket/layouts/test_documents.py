"""JSON files of any shape, read without losing a value."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.model.foreign import ForeignFile
from gametape.venues.polymarket.layouts.documents import (
    elements_in,
    fields_in,
    fields_of,
    scalar_of,
    sniff,
    time_of,
    units,
    wrapped,
)

Foreign = Callable[[str, bytes], ForeignFile]
OBJECTS = st.lists(
    st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), min_size=1),
    min_size=1,
    max_size=5,
)


def values(file: ForeignFile) -> list[object]:
    return [json.loads(raw) for unit in units(file) for raw in unit.values]


@given(OBJECTS)
def test_lines_arrays_and_documents_give_the_same_values(
    foreign: Foreign, objects: list[dict[str, object]]
) -> None:
    lines = "\n".join(json.dumps(one) for one in objects).encode()
    one_line = json.dumps(objects).encode()
    pretty = json.dumps(objects, indent=4).encode()
    for data in (lines, one_line, pretty, b"\xef\xbb\xbf" + pretty, lines + b"\n\n"):
        assert values(foreign("a.json", data)) == objects


@given(st.binary(max_size=300))
def test_any_bytes_are_read_and_sniffed(foreign: Foreign, data: bytes) -> None:
    file = foreign("a.json", data)
    sniff(data)
    raws = [raw for unit in units(file) for raw in unit.values]
    assert all(json.loads(raw) is not Ellipsis for raw in raws)
    assert len(raws) >= sum(bool(line.strip()) for line in data.splitlines()[:1])


def test_stray_text_between_lines_is_kept_where_it_stood(foreign: Foreign) -> None:
    data = b'remarks first\n{"a":1}\n"PONG"\n[{"b":2},{"b":3}]\n'
    assert values(foreign("a.txt", data)) == ["remarks first", {"a": 1}, "PONG", {"b": 2}, {"b": 3}]
    assert [unit.array for unit in units(foreign("a.txt", data))] == [False, False, False, True]


def test_a_torn_document_loses_no_line(foreign: Foreign) -> None:
    data = b'[\n{"a":1},\n{"b":'
    assert "".join(map(str, values(foreign("a.json", data)))) == '[{"a":1},{"b":'


def test_sniffing_shows_what_a_cut_head_shows() -> None:
    head = b'[{"id":"7","markets":[{"question":"who?","outc'
    assert sniff(head) == {"id": "7", "markets": [{"question": "who?"}]}
    assert sniff(b'{"a":{"b":1,"c":') == {"a": {"b": 1, "c": None}}
    assert sniff(b'a remark\n{"a":1}\n') == {"a": 1}
    assert sniff(b"{'a':1}\n{\"a\":1}\n") == {}
    assert sniff(b"") == sniff(b"[]") == sniff(b"[1,2]") == {}
    assert sniff(b"[" * 70_000) == {}
    assert sniff(b'{"a":' * 13_000) != {"b": 1}


def test_fields_and_elements_stay_verbatim() -> None:
    assert fields_of(b'{"a": 0.10,\n "b": [1,  2]}') == {"a": b"0.10", "b": b"[1,  2]"}
    assert elements_in(b'[{"p": 0.50}, 7]') == [b'{"p": 0.50}', b"7"]
    assert json.loads(wrapped(asset=b'"x"', row=b'{"p": 0.50}')) == {
        "asset": "x",
        "row": {"p": 0.5},
    }
    assert b"0.50" in wrapped(row=b'{"p": 0.50}')
    with pytest.raises(ParseError):
        fields_of(b'"text"')
    assert (fields_in(b'"text"'), elements_in(b'"text"')) == ({}, [b'"text"'])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1_765_450_842_197, 1_765_450_842_197_000),
        ("1765450842197", 1_765_450_842_197_000),
        (1_765_450_842, 1_765_450_842_000_000),
        (1_787_166_722_794_475_400, 1_787_166_722_794_475),
        ("2025-01-25 18:15:47.925 +0100", 1_737_825_347_925_000),
        ("2025-12-20T11:32:06.272330Z", 1_766_230_326_272_330),
        ("", None),
        ("soon", None),
        (True, None),
        (-5, None),
        (None, None),
        ([1], None),
    ],
)
def test_times_in_any_form(value: object, expected: int | None) -> None:
    assert time_of(value) == expected


def test_scalars() -> None:
    assert [scalar_of(raw) for raw in (b'"a"', b"7", b"0.5", b"null", b"[1]", b"{")] == [
        "a", 7, 0.5, None, None, None,
    ]  # fmt: skip
