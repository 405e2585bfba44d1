"""What the README of the shared recordings measured, seen again through imported sessions."""

from __future__ import annotations

import bz2
import json
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from record.imported import SHARED, Imported, Load

from gametape.replay.bookat import book_at
from gametape.replay.session import SessionFold
from gametape.tape.reader import read_tape

# --- Betfair --------------------------------------------------------------------------------

NBA = "betfair/nba_cavaliers_timberwolves"
CLEVELAND = 60424
Ladder = dict[str, str]


def replayed(at_ms: int) -> tuple[Ladder, Ladder]:
    """Back and lay ladder of Cleveland by then, from the raw file: odds to stake."""
    back: dict[Decimal, Decimal] = {}
    lay: dict[Decimal, Decimal] = {}
    for line in bz2.decompress((SHARED / NBA / "1-166811431.bz2").read_bytes()).splitlines():
        message = json.loads(line, parse_float=Decimal)
        if message["pt"] > at_ms:
            break
        for entry in (entry for change in message["mc"] for entry in change.get("rc", ())):
            if entry["id"] == CLEVELAND:
                for ladder, name in ((back, "atb"), (lay, "atl")):
                    ladder.update({Decimal(p): Decimal(s) for p, s in entry.get(name, ())})
    return tuple(  # type: ignore[return-value]
        {f"{p.normalize():f}": f"{s.normalize():f}" for p, s in ladder.items() if s}
        for ladder in (back, lay)
    )


@pytest.mark.parametrize(
    "at_ms",
    [1577540000000, 1577581805318, 1577581823073, 1577585000000, 1577588888888, 1577590801000],
)
def test_the_book_of_the_nba_game_equals_a_replay_of_the_raw_file(at_ms: int, shared: Load) -> None:
    view = book_at(shared(NBA).folder, str(at_ms), "Cleveland Cavaliers", 0)
    back, lay = replayed(at_ms)
    assert len(back) + len(lay) > 5
    assert view.valid
    native = view.native
    assert native
    assert (dict(native.available_to_back), dict(native.available_to_lay)) == (back, lay)
    assert [price for price, _ in native.available_to_back] == sorted(back, key=Decimal)[::-1]
    assert [price for price, _ in native.available_to_lay] == sorted(lay, key=Decimal)


def test_the_nba_game_is_named_placed_and_ended_as_it_was(shared: Load) -> None:
    session = shared(NBA)
    manifest = session.manifest
    assert manifest.title == "Cleveland Cavaliers @ Minnesota Timberwolves: Moneyline"
    assert (manifest.venue, manifest.clock) == ("betfair", "venue")
    assert [market.resolution for market in manifest.markets] == ["won by Cleveland Cavaliers"]
    assert manifest.imported_from == ["nba_cavaliers_timberwolves"]
    fold = folded(session)
    # 1.01 is where Cleveland's last price ends, as a share 1/1.01.
    assert fold.state.last_trades[f"1.166811431:{CLEVELAND}"].price == Decimal("0.990099")
    held = [book for books in fold.state.books.values() for book in books.values()]
    assert len(held) == 2
    assert not any([*book.book.bids(), *book.book.asks()] for book in held)
    assert session.certificate.coverage_of == "in play"
    assert session.certificate.from_us == 1577499783086000


def folded(session: Imported) -> SessionFold:
    fold = SessionFold()
    for line in read_tape(session.folder):
        fold.feed(line)
    return fold


def test_cricket_and_its_scores_stand_on_one_clock(shared: Load) -> None:
    session = shared("betfair/cricket_t20_netherlands_png")
    lines = session.lines
    assert all(before.t <= after.t for before, after in pairwise(lines))
    sources = Counter(line.source for line in lines)
    assert sources == {"betfair.stream": 18_529, "betfair.cricket": 2_170}
    first = next(line.t for line in lines if line.source == "betfair.cricket")
    assert first == 1657535556281000
    assert session.certificate.coverage_of == "in play"
    assert session.certificate.crossed == 0


# --- Polymarket -----------------------------------------------------------------------------


def test_every_hash_and_best_price_of_the_excerpt_is_proved(shared: Load) -> None:
    certificate = shared("polymarket/ws_market_excerpt").certificate
    assert (certificate.hash.checked, certificate.hash.matched) == (52, 52)
    assert (certificate.bbo.checked, certificate.bbo.matched) == (50, 50)
    p50 = certificate.latency_ms.p50
    assert p50 is not None
    assert 344 <= p50 <= 497


def test_the_last_full_depth_book(shared: Load) -> None:
    session = shared("polymarket/full_depth_books")
    view = book_at(session.folder, "1765451396393", "1h/btc/1765450800up", 1)
    assert (view.bids, view.asks) == ([("0.57", "60.4")], [("0.58", "73.41")])


def own_cash(session: Imported, source: str) -> tuple[int, Decimal]:
    """How many fills the rows of a source tell, and the sum of size times price."""
    fold = SessionFold()
    count, cash = 0, Decimal(0)
    for line in read_tape(session.folder):
        step = fold.feed(line)
        for event in step.events if line.source == source else ():
            fill = event.fill  # type: ignore[union-attr]
            count += 1
            cash += fill.price * fill.size
    return count, cash / 1_000_000


@pytest.mark.parametrize(
    ("place", "source", "rows", "cash", "fills"),
    [
        ("polymarket/wallet_dumps/polycopy", "polymarket.wallet", 100, "17545.5128", 100),
        # Of 27 repeats 26 are a page met again; the last stands beside its double, as twins do.
        ("polymarket/wallet_dumps/ent0n29", "polymarket.wallet", 4_000, "76073.95", 3_974),
        ("polymarket/tick_size_feed", "polymarket.wallet-csv", 803, "521089.44291", 803),
    ],
)
def test_fills_of_the_wallets_add_up(
    place: str, source: str, rows: int, cash: str, fills: int, shared: Load
) -> None:
    session = shared(place)
    count, spent = own_cash(session, source)
    assert count == rows
    wanted = Decimal(cash)
    assert spent.quantize(wanted) == wanted
    assert session.certificate.own_fills.fills == fills


def test_the_trades_of_everybody_are_nobodys_own(shared: Load) -> None:
    session = shared("polymarket/wallet_dumps/polycopy")
    rows = [json.loads(line.raw) for line in session.lines if line.source.endswith("data-trades")]
    assert Counter(row["side"] for row in rows) == {"BUY": 302, "SELL": 198}
    assert session.certificate.events["trade"] == 500


def test_the_world_cup_event_names_its_session(shared: Load) -> None:
    manifest = shared("polymarket/wc2026_semi_final").manifest
    assert manifest.title == "England vs. Argentina"
    assert manifest.event_slug == "fifwc-eng-arg-2026-07-15"
    assert len(manifest.markets) == 3


# --- Kalshi ---------------------------------------------------------------------------------

SESSION = "kalshi/ws_session_with_fills"
ENDS = {
    "MIA": (("0.16", "183331.88"), ("0.17", "38870.4")),
    "GSW": (("0.47", "6291.37"), ("0.48", "23945.9")),
    "CLE": (("0.25", "57333.19"), ("0.26", "8890.38")),
}
"""Best bid and ask: a NO bid is a YES ask at one minus its price."""


@pytest.mark.parametrize("team", ENDS)
def test_the_last_books_of_the_kalshi_session(team: str, shared: Load) -> None:
    view = book_at(shared(SESSION).folder, "1782873420598498", f"KXNEXTTEAMNBA-26LJAM-{team}", 1)
    assert view.valid
    assert (view.bids[0], view.asks[0]) == ENDS[team]


def test_a_kalshi_session_without_some_lines_has_gaps(load: Load, tmp_path: Path) -> None:
    if not SHARED.is_dir():
        pytest.skip(f"no recordings in {SHARED}")
    lines = (SHARED / SESSION / "session.jsonl").read_bytes().splitlines(keepends=True)
    deltas = [n for n, line in enumerate(lines) if b"orderbook_delta" in line]
    cut = {*deltas[700:710], *deltas[2000:2003]}
    path = tmp_path / "session.jsonl"
    path.write_bytes(b"".join(line for n, line in enumerate(lines) if n not in cut))
    session = load(path)
    certificate = session.certificate
    assert certificate.frames == 2_898 - 13
    assert certificate.verdict == "poor"
    (gap,) = certificate.gaps  # nothing sends the books again: the hole goes on to the end
    assert "messages 709 to 718" in gap.cause
    last_us = next(line.t for line in session.lines if json.loads(line.raw).get("seq") == 708)
    assert last_us - 1 <= gap.from_us <= last_us
    assert gap.to_us == certificate.to_us
    view = book_at(session.folder, str(certificate.to_us), "KXNEXTTEAMNBA-26LJAM-GSW", 1)
    assert not view.valid
    assert "Kalshi subscription 1 missing" in view.reason
