"""The ladder that people see is the book that `gametape book` prints, at hundreds of moments.

Sizes are compared as the ladder writes them: whole shares, short words from a million on. Levels
above and below the rows in sight cannot be compared; the best prices must be in sight.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from browser.looking import OpenPage
from browser.room import open_room
from browser.serving import Server, judge, tape_evening
from playwright.sync_api import Page

from gametape.record.foreign.importing import import_files
from gametape.replay.bookat import book_at
from gametape.replay.bookview import BookView, view_book
from gametape.replay.film.building import film_of
from gametape.replay.session import SessionFold
from gametape.tape.reader import read_tape
from gametape.tape.records import Hole, encode_record
from gametape.tape.session import SessionFolder
from gametape.tape.writer import TapeWriter

DATA = Path(__file__).parents[2].parent / "shared" / "data"
MOMENTS, PATIENCE_MS = 200, 30_000
"""Of a made-up game, and of each recording of others."""
TALL = {"viewport": {"width": 1100, "height": 1800}}
LADDER = """() => {
    const words = (of, what) => of.querySelector(what)?.textContent.trim() ?? '';
    const ladder = document.querySelector('section.ladder');
    return {
        why: ladder.querySelector('.why')?.textContent.trim() ?? '',
        rows: [...ladder.querySelectorAll('[role=row]')].map(row => {
            const [bid, ask] = row.querySelectorAll('[role=cell]');
            return [words(row, '[role=rowheader]'), words(bid, 'span'), words(ask, 'span')];
        }),
    };
}"""
GO_TO = """async (moment) => {
    const drawn = () => new Promise(requestAnimationFrame);
    const dialog = document.querySelector('dialog[aria-label="Go to a time"]');
    document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'g', bubbles: true}));
    while (!dialog.open) await drawn();
    const box = dialog.querySelector('input');
    box.value = moment;
    box.dispatchEvent(new Event('input', {bubbles: true}));
    box.form.requestSubmit();
    while (dialog.open) await drawn();
    await drawn();
}"""
"""What a person does with keys, in one call for each of the moments."""
Rows = dict[Decimal, tuple[str, str]]


def size_shown(size: Decimal) -> str:
    """A size of shares as the ladder writes it."""
    if size < 1:
        return "<1"
    if size < 1_000_000:
        return f"{size.quantize(Decimal(1), ROUND_HALF_UP):,}"
    millions = size / 1_000_000
    digits = Decimal("0.1") if millions < Decimal("9.95") else Decimal(1)
    return f"{millions.quantize(digits, ROUND_HALF_UP):f}".removesuffix(".0") + "M"


def rows_of(book: BookView) -> Rows:
    """Price (odds, where the venue has odds) and what stands in the bid and the ask column."""
    prices = [[price for price, _ in side] for side in (book.bids, book.asks)]
    if book.native is not msgspec.UNSET:
        native = (book.native.available_to_lay, book.native.available_to_back)
        prices = [[odds for odds, _ in side] for side in native]
    rows: Rows = {}
    for column, side in enumerate((book.bids, book.asks)):
        for price, (_, size) in zip(prices[column], side, strict=True):
            shown = list(rows.get(Decimal(price), ("", "")))
            shown[column] = size_shown(Decimal(size))
            rows[Decimal(price)] = (shown[0], shown[1])
    return rows


def difference(seen: dict[str, Any], book: BookView) -> str:
    """What the ladder says otherwise than the book, or nothing."""
    why = "" if book.valid else " · ".join(word for word in ("No data", book.reason) if word)
    if seen["why"] != why:
        return f"it says {seen['why']!r}, not {why!r}"
    if not book.valid:
        return ""
    shown = {Decimal(at.replace(",", "")): (bid, ask) for at, bid, ask in seen["rows"]}
    told, low, high = rows_of(book), min(shown), max(shown)
    wrong = [
        f"{price}: {shown.get(price)}, not {sizes}"
        for price, sizes in told.items()
        if low <= price <= high and shown.get(price) != sizes
    ]
    wrong += [
        f"{price}: {sizes}, not empty"
        for price, sizes in shown.items()
        if sizes != ("", "") and price not in told
    ]
    if told and not any(low <= price <= high for price in told):
        wrong.append("no level is in sight")
    return "; ".join(wrong)


def go_to(page: Page, at_us: int) -> None:
    """Go there in one call: it is done for hundreds of moments."""
    page.evaluate(GO_TO, str(at_us))


def books(folder: SessionFolder, asset: str, moments: list[int]) -> dict[int, BookView]:
    """The book at each moment, from one pass over the tape, as `book_at` makes it from the start.

    A hole that the tape tells of only afterwards is known to `gametape book`, which looks back, and
    not to the room, which knows what was known then: here the book stands as it was known then.
    """
    fold, views, left = SessionFold(), {}, sorted(moments)

    def view(at_us: int) -> BookView:
        held = fold.state.book(asset)
        return view_book(held, folder.slug, "", asset, at_us, 0, None)

    for line in read_tape(folder):
        while left and left[0] < line.t:
            at_us = left.pop(0)
            views[at_us] = view(at_us)
        fold.feed(line)
    for at_us in left:
        views[at_us] = view(at_us)
    for at_us in moments[::10]:
        told = book_at(folder, str(at_us), asset, 0)
        known = views[at_us]
        if not told.reason.startswith("hole: "):
            assert (told.valid, told.reason) == (known.valid, known.reason)
        assert (told.bids, told.asks, told.native) == (known.bids, known.asks, known.native)
    return views


def compare(open_page: OpenPage, server: Server, folder: SessionFolder, count: int) -> int:
    """Compare one outcome's ladder with its book; gives how many moments had levels to compare."""
    timeline, rng = film_of(folder).timeline(), Random(11)
    track = timeline.tracks[0]
    room = open_room(open_page, f"/s/{folder.slug}?m={track.asset}", server=server, **TALL)
    had = 0
    moments = [rng.randint(timeline.from_us, timeline.to_us) for _ in range(count)]
    told = books(folder, track.asset, moments)
    for at_us in moments:
        book = told[at_us]
        had += book.valid and bool(book.bids or book.asks)
        go_to(room.page, at_us)
        wrong = ""
        for _ in range(PATIENCE_MS // 20):
            wrong = difference(room.page.evaluate(LADDER), book)
            if not wrong:
                break
            room.page.wait_for_timeout(20)
        assert not wrong, f"{folder.slug} at {at_us}: {wrong}"
    return had


def holed(home: Path) -> tuple[SessionFolder, int, int]:
    """The beginning of a made-up game in which the market feed is cut; from when to when."""
    source = tape_evening(home.parent / "whole", "whole", duration_s=60)
    folder = SessionFolder.create(home, "holed")
    folder.manifest_path.write_bytes(source.manifest_path.read_bytes())
    lines = [line for line in read_tape(source) if line.k not in ("segment", "end")][:5_000]
    lost, back = lines[1_000].t, lines[2_000].t
    told = False
    with TapeWriter(folder) as tape:
        for line in lines:
            if line.t >= back and not told:
                hole = Hole(from_us=lost, to_us=back, cause="connection lost")
                tape.append("gap", "gametape.tape", encode_record(hole), back)
                told = True
            if not (line.k == "market" and lost < line.t < back):
                tape.append(line.k, line.c, bytes(line.raw), line.t)
    return folder, lost, back


def test_a_made_up_game_with_a_hole(
    open_page: OpenPage, serve: Callable[..., Server], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    folder, lost, back = holed(home)
    assert not book_at(folder, str((lost + back) // 2), None, 0).valid
    judge(home)
    had = compare(open_page, serve(home), folder, MOMENTS)
    assert MOMENTS // 4 < had < MOMENTS  # most have a book, those in the hole have none


@pytest.mark.parametrize(
    "name", ["betfair/nba_cavaliers_timberwolves", "polymarket/ws_market_excerpt"]
)
def test_recordings_of_others(
    open_page: OpenPage, serve: Callable[..., Server], tmp_path: Path, name: str
) -> None:
    if not (DATA / name).exists():
        pytest.skip(f"no recording in {DATA / name}")
    home = tmp_path / "home"
    home.mkdir()
    folder = SessionFolder.open(home, import_files(home, [DATA / name]).session)
    assert compare(open_page, serve(home), folder, MOMENTS) > MOMENTS // 2
