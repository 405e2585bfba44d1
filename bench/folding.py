"""Fold and verification of a long synthetic tape: lines a second, alone and with every check."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.mix import steady_tape
from bench.rows import Row, cpu_us, interleaved
from gametape.model.book import Level
from gametape.replay.certificate.verifying import verify_session
from gametape.replay.session import SessionFold
from gametape.replay.state import SessionState
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

SAMPLE_US = 200_000

Books = dict[str, tuple[list[Level], list[Level]]]


def fold(folder: SessionFolder) -> SessionState:
    """Read and fold every line."""
    moving = SessionFold()
    for line in read_tape(folder):
        moving.feed(line)
    return moving.state


def read(folder: SessionFolder) -> int:
    """Read every line and do nothing with it."""
    return sum(1 for _ in read_tape(folder))


def books(state: SessionState) -> Books:
    """Every book, whole."""
    held = {asset: state.book(asset) for asset in state.books}
    return {
        asset: (list(one.book.bids()), list(one.book.asks()))
        for asset, one in held.items()
        if one is not None
    }


def check_equal(folder: SessionFolder, state: SessionState) -> None:
    """The fold of the last segment alone ends in the books of the whole; all hashes agree."""
    last = folder.segments()[-1][0]
    moving = SessionFold()
    for line in read_tape(folder, start_segment=last):
        moving.feed(line)
    if books(moving.state) != books(state):
        raise ValueError("the last segment alone gives other books")
    certificate = verify_session(folder)
    tally = certificate.hash
    if not tally.checked or tally.matched != tally.checked:
        raise ValueError(f"{tally.matched} of {tally.checked} book hashes agree")


def run(*, quick: bool = False) -> list[Row]:
    """Measure; rows without goals of their own: the file of the Betfair game has one."""
    wanted = 100_000 if quick else 1_000_000
    with tempfile.TemporaryDirectory() as home:
        folder = steady_tape(Path(home), wanted)
        lines = read(folder)
        check_equal(folder, fold(folder))
        samples = interleaved(
            {
                "read only": lambda: cpu_us(lambda: read(folder), lines),
                "fold": lambda: cpu_us(lambda: fold(folder), lines),
                "fold and certificate, every hash": lambda: cpu_us(
                    lambda: verify_session(folder), lines
                ),
                "fold and certificate, a book's hash each 0.2 s": lambda: cpu_us(
                    lambda: verify_session(folder, SAMPLE_US), lines
                ),
            },
            3 if quick else 1,
        )
    return list(_rows(samples, lines))


def _rows(samples: dict[str, list[float]], lines: int) -> Iterator[Row]:
    for name, found in samples.items():
        us = sorted(found)[len(found) // 2]
        what = f"tape of {lines} lines: {name}"
        yield Row(what, f"{us:.2f} us/line", f"{1e6 / us:,.0f} lines per CPU second")
