"""File to best prices after every message: gametape against betfairlightweight's object mode.

    PYTHONPATH=src python bench/betfair.py [REPEATS]

Both read the same plain file, parse every line, move the market's state forward and then look at
the best price to back and to lay of every runner. The prices of every message are compared first;
no time counts before they are equal. Runs are interleaved and measured in CPU time.
"""

from __future__ import annotations

import bz2
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import betfairlightweight
from betfairlightweight import StreamListener
from betfairlightweight.resources.bettingresources import MarketBook

from gametape.model.grid import NONE
from gametape.model.odds import ODDS
from gametape.replay.state import SessionState
from gametape.venues.betfair.stream import SOURCE, BetfairStreamDecoder

DATA = Path(__file__).parents[1].parent / "shared" / "data" / "betfair"
FILES = {
    "nba": DATA / "nba_cavaliers_timberwolves" / "1-166811431.bz2",
    "tennis": DATA / "tennis_hassan_haerteis" / "29788105",
    "cricket": DATA / "cricket_t20_netherlands_png" / "1.200806927",
    "racing": DATA / "racing_mid_file_images" / "1.205822330.bz2",
}

Best = tuple[str, float | None, float | None]
"""(selection, best odds to back, best odds to lay)."""


class Row(NamedTuple):
    """CPU microseconds a message, medians and minima, and the ratio of the medians."""

    file: str
    messages: int
    ours_median: float
    ours_min: float
    theirs_median: float
    theirs_min: float
    ratio: float


def ours(path: Path) -> Iterator[SessionState]:
    """The state after every message."""
    decoder, state = BetfairStreamDecoder(), SessionState()
    decode, apply, grid = decoder.decode, state.apply, decoder.grid
    with path.open("rb") as file:
        for seq, line in enumerate(file):
            apply(SOURCE, grid, seq, 0, decode(line, seq, 0))
            yield state


def theirs(path: Path) -> Iterator[list[MarketBook]]:
    """betfairlightweight's market books after every message, as its manual says."""
    client = betfairlightweight.APIClient("user", "password", app_key="key")
    stream = client.streaming.create_historical_generator_stream(
        file_path=str(path), listener=StreamListener(max_latency=None)
    )
    books: Iterator[list[MarketBook]] = stream.get_generator()()
    return books


def look_at_ours(path: Path) -> int:
    """Read both best prices of every runner after every message; the number of messages."""
    messages = 0
    for state in ours(path):
        messages += 1
        for connections in state.books.values():
            book = connections[SOURCE].book
            book.best_bid, book.best_ask  # noqa: B018
    return messages


def look_at_theirs(path: Path) -> int:
    """The same with betfairlightweight."""
    messages = 0
    for books in theirs(path):
        messages += 1
        for market in books:
            for runner in market.runners:
                backs, lays = runner.ex.available_to_back, runner.ex.available_to_lay
                backs and backs[0].price
                lays and lays[0].price
    return messages


def prices_of_ours(path: Path) -> Iterator[list[Best]]:
    """Best prices after every message."""
    for state in ours(path):
        yield sorted(
            (asset.split(":")[1], _odds(held.book.best_ask), _odds(held.book.best_bid))
            for asset, connections in state.books.items()
            for held in connections.values()
        )


def prices_of_theirs(path: Path) -> Iterator[list[Best]]:
    """The same with betfairlightweight."""
    for books in theirs(path):
        yield sorted(
            (
                str(runner.selection_id),
                runner.ex.available_to_back[0].price if runner.ex.available_to_back else None,
                runner.ex.available_to_lay[0].price if runner.ex.available_to_lay else None,
            )
            for market in books
            for runner in market.runners
        )


def _odds(cell: int) -> float | None:
    return None if cell == NONE else ODDS.hundredths(cell) / 100


def _cpu(work: Callable[[Path], int], path: Path) -> float:
    gc.collect()
    start = time.process_time()
    messages = work(path)
    return (time.process_time() - start) / messages * 1e6


def compare(name: str, path: Path, repeats: int) -> Row:
    """One file's row; raises ValueError when the two disagree about any price."""
    messages = 0
    for mine, other in zip(prices_of_ours(path), prices_of_theirs(path), strict=True):
        messages += 1
        if mine != other:
            raise ValueError(f"{name}, message {messages}: {mine} is not {other}")
    pairs = [(_cpu(look_at_ours, path), _cpu(look_at_theirs, path)) for _ in range(repeats)]
    mine_us, other_us = [a for a, _ in pairs], [b for _, b in pairs]
    medians = statistics.median(mine_us), statistics.median(other_us)
    return Row(
        name, messages, medians[0], min(mine_us), medians[1], min(other_us), medians[1] / medians[0]
    )


def run(repeats: int = 5) -> list[Row]:
    """Rows of all files that are there; prints them."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, source in FILES.items():
            if not source.exists():
                print(f"{name}: no {source}, skipped")
                continue
            data = source.read_bytes()
            plain = Path(folder) / name
            plain.write_bytes(bz2.decompress(data) if source.suffix == ".bz2" else data)
            row = compare(name, plain, repeats)
            print(
                f"{row.file:8} {row.messages:6} messages, equal prices; CPU us/message:"
                f" ours {row.ours_median:5.2f} (min {row.ours_min:5.2f}),"
                f" betfairlightweight {row.theirs_median:6.2f} (min {row.theirs_min:6.2f}),"
                f" ratio {row.ratio:4.1f}"
            )
            rows.append(row)
    return rows


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
