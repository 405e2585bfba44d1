"""docs/tape-format.md is true: its example, its short reader and its commands are run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest

from gametape.tape.lines import decode_lines
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder
from gametape.tape.zstd_frames import read_piece

DOCUMENT = (Path(__file__).parents[2] / "docs" / "tape-format.md").read_text()


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def example(folder: SessionFolder) -> bytes:
    data = bytes.fromhex(block("hex"))
    folder.segment_path(0).write_bytes(data)
    return data


@pytest.fixture
def their_reader() -> Callable[[bytes], Iterator[dict[str, object]]]:
    names: dict[str, object] = {}
    exec(block("python"), names)
    return cast(Callable[[bytes], Iterator[dict[str, object]]], names["read_segment"])


def test_a_tape_of_version_1_is_read_for_ever(folder: SessionFolder, example: bytes) -> None:
    text = block("jsonl").encode()
    expected, bad = decode_lines(text)
    assert bad == 0
    assert [(line.t, line.q, line.k, line.c, line.p, line.raw) for line in read_tape(folder)] == [
        (line.t, line.q, line.k, line.c, line.p, line.raw) for line in expected
    ]
    at, shown = 0, b""
    while at < len(example):
        piece = read_piece(example, at)
        at, shown = piece.end, shown + piece.text
    assert shown == text


def test_a_stranger_reads_it_with_the_page_alone(
    example: bytes,
    folder: SessionFolder,
    their_reader: Callable[[bytes], Iterator[dict[str, object]]],
) -> None:
    assert list(their_reader(example)) == [json.loads(text) for text in block("jsonl").splitlines()]
    for cut in range(len(example)):
        folder.segment_path(0).write_bytes(example[:cut])
        ours = [line.q for line in read_tape(folder)]
        assert [line["q"] for line in their_reader(example[:cut])] == ours


@pytest.mark.skipif(
    shutil.which("zstdcat") is None or shutil.which("jq") is None, reason="no zstdcat or jq here"
)
def test_the_commands_of_the_page_run(folder: SessionFolder, example: bytes) -> None:
    commands = [line for line in block("").splitlines() if line.startswith("zstdcat")]
    assert len(commands) == 5
    said = [
        subprocess.run(
            command, shell=True, cwd=folder.root, capture_output=True, text=True, check=True
        ).stdout
        for command in commands
    ]
    assert said[0] == ""
    assert said[1].splitlines()[1].split("\t")[1:] == ["link", "gametape.recorder#0"]
    assert json.loads(said[2]) == {"connection": "polymarket.market#1", "state": "up"}
    assert json.loads(said[3]) == {"end": 1, "link": 1, "market": 5, "segment": 1}
    assert json.loads(said[4])["price"] == "0.52"
