"""Made lines onto real tapes."""

from __future__ import annotations

from collections.abc import Sequence

from replay.made import MARKET, T0

from gametape.model.market import MarketRules, Outcome
from gametape.replay.opening import opening_books
from gametape.replay.session import SessionFold
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

RULES = MarketRules(
    market=MARKET,
    question="Will it hold?",
    outcomes=(Outcome("yes", "Yes"), Outcome("no", "No")),
    slug="will-it-hold",
    event_slug="made-evening",
)


def record(folder: SessionFolder, lines: Sequence[Line], segment_us: int = 600_000_000) -> None:
    """Write made lines as a recorder would: each segment opens with the books of the fold."""
    fold = SessionFold()
    with TapeWriter(
        folder, opening=lambda: opening_books(fold.state), segment_us=segment_us
    ) as tape:
        for line in lines:
            seq = tape.append(line.k, line.c, line.raw, line.t, line.p)
            fold.feed(Line(t=line.t, q=seq, k=line.k, c=line.c, p=line.p, m=line.m))
            tape.flush()


def describe(folder: SessionFolder, sources: Sequence[str] = ("polymarket.market",)) -> None:
    """A manifest with one market."""
    Manifest(
        session=folder.slug,
        venue="polymarket",
        title="A made evening",
        created_us=T0,
        markets=[RULES],
        sources=list(sources),
    ).save(folder.manifest_path)
