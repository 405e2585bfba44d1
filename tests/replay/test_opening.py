"""Reading from any segment gives the books that reading from the start gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from replay.made import FEED, TWIN, Script, book, change
from replay.onto import record

from gametape.replay.session import SessionFold
from gametape.replay.state import SessionState
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

prices = st.sampled_from(["0.40", "0.41", "0.5", "0.999"])
sizes = st.sampled_from(["0", "1", "2.5"])
assets = st.sampled_from(["yes", "no"])
feeds = st.sampled_from([FEED, TWIN])
moves = st.one_of(
    st.tuples(st.just("book"), feeds, assets, st.dictionaries(prices, sizes, max_size=3)),
    st.tuples(st.just("change"), feeds, assets, prices, sizes),
    st.tuples(st.sampled_from(["down", "stale", "up", "rotated"]), feeds),
    st.tuples(st.just("hole"), st.integers(1, 20), st.sampled_from([(), ("yes",), (FEED,)])),
)


def script_of(found: list[tuple[Any, ...]]) -> Script:
    script = Script()
    for at, move in enumerate(found, 1):
        if move[0] == "book":
            script.frame(at, book(at, move[3], {}, move[2]), move[1])
        elif move[0] == "change":
            script.frame(at, change(at, (move[2], "BUY", *move[3:])), move[1])
        elif move[0] == "hole":
            script.hole(at, at - move[1], at - 0.5, "messages missed", move[2])
        else:
            script.link(at, move[0], move[1])
    return script


def books_of(state: SessionState) -> Iterator[tuple[object, ...]]:
    for asset, candidates in state.books.items():
        for name, held in candidates.items():
            levels = tuple(held.book.bids()), tuple(held.book.asks())
            yield asset, name, levels, held.valid, held.reason, held.market, held.seq


@settings(max_examples=25, deadline=None)
@given(st.lists(moves, min_size=5, max_size=25))
def test_a_later_segment_stands_alone(found: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as home:
        folder = SessionFolder.create(Path(home), "made")
        record(folder, script_of(found).lines, segment_us=4_000_000)
        numbers = [number for number, _ in folder.segments()]
        assert len(numbers) >= 2
        folds = {number: SessionFold() for number in numbers}
        for number, fold in folds.items():
            for line in read_tape(folder, start_segment=number):
                fold.feed(line)
        whole = sorted(books_of(folds[0].state))
        for fold in folds.values():
            assert sorted(books_of(fold.state)) == whole


def test_opening_books_are_no_events_of_their_own() -> None:
    with TemporaryDirectory() as home:
        folder = SessionFolder.create(Path(home), "made")
        script = Script()
        for at in range(1, 12):
            script.frame(at, book(at, {"0.5": "1"}, {"0.6": "1"}))
        record(folder, script.lines, segment_us=4_000_000)
        fold = SessionFold()
        fresh = [
            (line.k, len(fold.feed(line).fresh)) for line in read_tape(folder, start_segment=1)
        ]
        assert ("books", 0) in fresh
        assert ("books", 1) not in fresh
