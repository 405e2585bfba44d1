"""The measures' sessions as the page gets them: a gzipped track, and a timeline with marks."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np

from bench.film_rows import Market
from gametape.model.grid import UNIFORM
from gametape.replay.film.seconds import SecondsFold
from gametape.replay.film.stack import RowStack
from gametape.replay.film.writing import new_header, track_bytes

FILLS, EVENTS, HOLE_S = 14, 53, 75
LEVEL = 6


def write_set(made: Market, folder: Path) -> None:
    """`timeline.json` and `0.track` (codec none, gzipped) of a set."""
    folder.mkdir()
    rows = made.rows
    header = new_header(
        session="bench", asset="yes", market="m", grid=UNIFORM.name, cells=UNIFORM.cells,
        codec="none", basis="bench",
    )  # fmt: skip
    stack, seconds = RowStack(UNIFORM.cells), SecondsFold()
    stack.add(rows)
    seconds.add(rows)
    whole = track_bytes(header, stack.blocks(all_of_them=True), seconds.finish())
    (folder / "0.track").write_bytes(gzip.compress(whole, LEVEL, mtime=0))
    (folder / "timeline.json").write_text(json.dumps(timeline(made, len(whole))))


def timeline(made: Market, size: int) -> dict[str, Any]:
    """One market with fills, game events and a hole, as the spec's own test data had."""
    times = made.rows.times
    begin, end = int(times[0]), int(times[-1])
    seqs = made.rows.seqs
    at = [int(one) for one in np.linspace(begin, end, EVENTS + 2)[1:-1]]
    hole = begin + (end - begin) // 2
    return {
        "session": "bench", "title": "bench", "venue": "made", "version": "1", "live": False,
        "from_us": begin, "to_us": end, "clock": "receiver",
        "markets": [{
            "market": "m", "question": "", "slug": "a-b", "event_slug": "a-b", "type": "",
            "line": "", "neg_risk": False, "tick": f"{made.tick / 10_000:g}", "min_size": None,
            "taker_delay_us": None, "game_start_us": None, "fees": None,
            "outcomes": [{"asset": "yes", "label": "Yes"}],
        }],
        "tracks": [{
            "index": 0, "asset": "yes", "market": "m", "label": "Yes", "grid": "uniform",
            "rows": len(times), "bytes": size,
        }],
        "assets": {"yes": {"track": 0, "mirror": False}},
        "validity": {"yes": [
            {"seq": 0, "at_us": begin, "valid": True, "reason": ""},
            {"seq": 1, "at_us": hole, "valid": False, "reason": "connection down"},
            {"seq": 2, "at_us": hole + HOLE_S * 1_000_000, "valid": True, "reason": ""},
        ]},
        "game": [_event(number, one) for number, one in enumerate(at)],
        "fills": [_fill(number, one) for number, one in enumerate(at[2::4][:FILLS])],
        "rules": [], "gaps": [], "links": [], "orders": [], "odd_trades": [], "changes": [],
        "notes_on_tape": [], "clock_readings": [], "resolved": [],
        "last_seq": int(seqs[-1]),
    }  # fmt: skip


def _event(number: int, at_us: int) -> dict[str, Any]:
    return {
        "seq": number, "at_us": at_us, "happened_us": None, "name": "score", "text": "A v B",
        "game": "a-b", "score": f"{2 * number}-{number}", "period": f"Q{1 + number // 14}",
        "game_clock": "", "status": "InProgress", "team": "", "live": True, "ended": False,
        "tag": False,
    }  # fmt: skip


def _fill(number: int, at_us: int) -> dict[str, Any]:
    return {
        "seq": number, "at_us": at_us, "key": f"{number}/o", "asset": "yes", "market": "m",
        "side": "BUY" if number % 2 == 0 else "SELL", "price": "0.5", "cell": 5_000,
        "size": 70_000_000, "fee": 0, "role": "TAKER", "status": "CONFIRMED",
        "matched_us": at_us, "precision_us": 1,
    }  # fmt: skip
