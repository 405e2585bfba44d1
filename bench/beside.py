"""Rows of the measures that have commands of their own: columns, and the Betfair game."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench import betfair, columns
from bench.rows import Row
from gametape.simulate.evening import make_evening
from gametape.simulate.taping import EveningTape
from gametape.tape.session import SessionFolder

TARGET = 10.0
"""Ours on the Betfair NBA file against the object mode of betfairlightweight."""

EVENING_S = 600.0


def columns_rows(*, quick: bool = False) -> list[Row]:
    """R4's Parquet: a synthetic evening, of its natural length or (quick) squeezed."""
    with tempfile.TemporaryDirectory() as home:
        folder = SessionFolder.create(Path(home), "evening")
        EveningTape(make_evening(duration_s=EVENING_S if quick else None)).write(folder)
        found = columns.measure(folder)
    changes = f"{found.level_changes} level changes"
    return [
        Row(
            "R4: Parquet",
            f"{found.ours:.2f} B/level change",
            changes,
            goal=f"<= {columns.GOAL_BYTES:g} B",
            met=found.ours <= columns.GOAL_BYTES,
        ),
        Row(
            "R4: Parquet against pyarrow's defaults",
            f"{found.ours:.2f} B/level change",
            f"{found.default:.2f} B/level change",
            f"{found.ratio:.2f}",
            f"{found.ratio:.2f}",
            f"<= {columns.GOAL_RATIO:g}x",
            found.ratio <= columns.GOAL_RATIO,
        ),
    ]


def betfair_rows(*, quick: bool = False) -> list[Row]:
    """Ours against betfairlightweight on recorded files, which are not part of a clone."""
    found = betfair.run(3 if quick else 5)
    if not found:
        return [Row("Betfair files", "not measured", f"no files in {betfair.DATA.name}")]
    return [
        Row(
            f"Betfair {row.file}, {row.messages} messages",
            f"{row.ours_median:.1f} us/message",
            f"betfairlightweight, objects: {row.theirs_median:.1f} us/message",
            f"{row.ratio:.2f}",
            f"{row.theirs_min / row.ours_min:.2f}",
            f">= {TARGET:g}x" if row.file == "nba" else "",
            max(row.ratio, row.theirs_min / row.ours_min) >= TARGET if row.file == "nba" else None,
        )
        for row in found
    ]
