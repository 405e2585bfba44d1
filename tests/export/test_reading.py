"""Readers of exported tables take foreign bytes: rows or ParseError, nothing else."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.export.reading import read_table
from gametape.export.schema import BY_NAME
from gametape.export.writing import FORMATS, write_table

ROW = ("s", 1, 2, 3, 4, "cause", "[]")
HEAD = b"session,sequence,at_us,from_us,to_us,cause,scope\r\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("foreign")


@given(data=st.binary(max_size=80), form=st.sampled_from(FORMATS), headed=st.booleans())
def test_any_bytes(place: Path, data: bytes, form: str, headed: bool) -> None:
    path = place / f"gaps.{form}"
    path.write_bytes(HEAD + data if headed else data)
    with contextlib.suppress(ParseError):
        list(read_table(path))


@given(at=st.integers(0, 4_000), bit=st.integers(0, 7), form=st.sampled_from(FORMATS))
def test_flipped_bits(place: Path, at: int, bit: int, form: str) -> None:
    path = place / f"gaps.{form}"
    write_table(path, BY_NAME["gaps"], [ROW] * 3, "csv" if form == "csv" else form)  # type: ignore[arg-type]
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= 1 << bit
    path.write_bytes(data)
    with contextlib.suppress(ParseError):
        list(read_table(path))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("other.csv", ""),
        ("gaps.csv", "a,b\n"),
        ("gaps.csv", HEAD.decode() + "s,1,2\n"),
        ("gaps.csv", HEAD.decode() + "s,x,2,3,4,c,[]\n"),
        ("gaps.csv", HEAD.decode() + f"s,{2**63},2,3,4,c,[]\n"),
        ("gaps.csv", HEAD.decode() + "s,1,2,3,4,c,{\n"),
        ("gaps.csv", HEAD.decode() + f"s,1,2,3,4,c,{'[' * 100_000}\n"),
        ("gaps.jsonl", '{"session": "s"}\n'),
        ("gaps.jsonl", "[]\n"),
        ("gaps.parquet", "PAR1"),
        ("gaps.nowhere", ""),
    ],
)
def test_what_is_no_table_is_said(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    if "nowhere" not in name:
        path.write_text(text)
    with pytest.raises(ParseError):
        list(read_table(path))
