"""Self-made sessions for the golden files: all that a fold can stumble over, in little room."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec

from gametape.model.amounts import micro_text
from gametape.model.book import OrderBook
from gametape.model.grid import UNIFORM
from gametape.model.market import FeeSchedule, MarketRules, Outcome
from gametape.replay.session import OWN_KINDS, SessionFold
from gametape.simulate.evening import make_evening
from gametape.simulate.taping import EveningTape
from gametape.tape import records
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

T0 = 1_790_000_000_000_000
FEED, TWIN = "polymarket.market#1", "polymarket.market#2"
USER, SPORTS = "polymarket.user#1", "polymarket.sports#1"


class GoldenSession(NamedTuple):
    """A session as a tape would hold it; `both` are its markets that are no mirror."""

    manifest: Manifest
    lines: list[Line]
    block_rows: int
    both: tuple[str, ...] = ()


class Pen:
    """Writes lines one after the other; times are microseconds after T0."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def raw(self, at_us: int, kind: str, connection: str, raw: bytes, part: int | None) -> None:
        """A message as it arrived."""
        line = Line(T0 + at_us, len(self.lines), kind, connection, part, msgspec.Raw(raw))
        self.lines.append(line)

    def said(
        self, at_us: int, body: object, connection: str = FEED, part: int | None = None
    ) -> None:
        """A message of the venue's."""
        kind = {USER: "user", SPORTS: "game"}.get(connection, "market")
        self.raw(at_us, kind, connection, json.dumps(body).encode(), part)

    def own(self, at_us: int, record: records.Record) -> None:
        """A line the recorder wrote of itself."""
        kind = str(records.KIND_OF[type(record)])
        connection = records.TAG_SOURCE if kind == "game" else "gametape.recorder#0"
        self.raw(at_us, kind, connection, records.encode_record(record), None)


def book(asset: str, market: str, bids: dict[str, str], asks: dict[str, str]) -> dict[str, object]:
    """A `book` message."""

    def levels(side: dict[str, str]) -> list[dict[str, str]]:
        return [{"price": price, "size": size} for price, size in side.items()]

    return {
        "event_type": "book", "asset_id": asset, "market": market,
        "bids": levels(bids), "asks": levels(asks),
    }  # fmt: skip


def changes(market: str, entries: Iterable[tuple[str, str, str, str]]) -> dict[str, object]:
    """A `price_change` message of (asset, side, price, size)."""
    return {
        "event_type": "price_change",
        "market": market,
        "price_changes": [
            {"asset_id": asset, "side": side, "price": price, "size": size}
            for asset, side, price, size in entries
        ],
    }


def mirrored(market: str, yes: str, no: str, side: str, price: str, size: str) -> dict[str, object]:
    """A change of one outcome with what it means for the other."""
    other = {"BUY": "SELL", "SELL": "BUY"}[side]
    return changes(market, [(yes, side, price, size), (no, other, f"{1 - Decimal(price):f}", size)])


def trade(asset: str, market: str, side: str, price: str, size: str) -> dict[str, object]:
    """A `last_trade_price` message."""
    return {
        "event_type": "last_trade_price", "asset_id": asset, "market": market, "side": side,
        "price": price, "size": size,
    }  # fmt: skip


def rules_of(market: str, yes: str, no: str, fee: str | None = "0.05") -> MarketRules:
    """A market of two outcomes."""
    return MarketRules(
        market=market,
        question=f"Golden market {market[-2:]}?",
        outcomes=(Outcome(yes, "Herons"), Outcome(no, "Otters")),
        slug=f"golden-{market[-2:]}",
        event_slug="golden-evening",
        tick=Decimal("0.01"),
        min_size=5_000_000,
        fees=None if fee is None else FeeSchedule(Decimal(fee)),
    )


def manifest_of(name: str, markets: Iterable[MarketRules], venue: str = "polymarket") -> Manifest:
    """A manifest that names these markets."""
    return Manifest(
        session=f"golden-{name}", venue=venue, title=f"Golden: {name}", created_us=T0,
        markets=list(markets), made_by="gametape golden",
    )  # fmt: skip


def basketball() -> GoldenSession:
    """A synthetic evening whose feed breaks twice; what came meanwhile was missed."""
    markets = ["moneyline", "later-total"]
    script = make_evening("basketball", seed=7, duration_s=100.0, rate=0.05, markets=markets)
    with tempfile.TemporaryDirectory() as home:
        folder = SessionFolder.create(Path(home), "golden-basketball")
        EveningTape(script).write(folder)
        manifest = Manifest.load(folder.manifest_path)
        lines = [line for line in read_tape(folder) if line.k not in ("segment", "books", "end")]
    manifest.made_by = "gametape golden"
    pen, truth = Pen(), SessionFold(manifest.wallet)
    breaks = [(len(lines) * 3 // 10, 250), (len(lines) * 7 // 10, 400)]
    down_us: int | None = None
    for number, line in enumerate(lines):
        truth.feed(line)
        at_us = line.t - T0
        for start, missed in breaks:
            if number == start:
                pen.own(at_us, records.Link(connection=FEED, state="down", detail="cable out"))
                down_us = line.t
            if down_us is not None and number == start + missed:
                pen.own(at_us, records.Link(connection=FEED, state="up"))
                for told in _books_of(truth):
                    pen.said(at_us, told)
                hole = records.Hole(from_us=down_us, to_us=line.t, cause="connection lost")
                pen.own(at_us + 50_000, hole)
                down_us = None
        if line.k not in OWN_KINDS and (down_us is None or line.k != "market"):
            pen.raw(at_us, line.k, line.c, line.raw, line.p)
    return GoldenSession(manifest, pen.lines, 1_000)


def _books_of(fold: SessionFold) -> Iterator[dict[str, object]]:
    for asset in fold.state.books:
        held = fold.state.book(asset)
        assert held is not None
        yield book(asset, held.market, _texts(held.book, "bids"), _texts(held.book, "asks"))


def _texts(held: OrderBook, side: str) -> dict[str, str]:
    levels = held.bids() if side == "bids" else held.asks()
    return {UNIFORM.text(cell): micro_text(size) for cell, size in levels}


def random_moments(lines: list[Line], count: int, seed: int) -> list[int]:
    """Moments before, in, at the edges of and after a session."""
    rng = Random(seed)
    first, last = lines[0].t, max(line.t for line in lines)
    moments = [first - 1, first, last, last + 1, last + 60_000_000]
    moments += [rng.randint(first, last) for _ in range(count // 2)]
    # Exactly at lines, and just beside them, is where an off-by-one shows.
    some = [rng.choice(lines).t for _ in range(count - len(moments))]
    return sorted(moments + [t + rng.choice((-1, 0, 0, 1)) for t in some])
