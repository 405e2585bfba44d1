"""Every set of the shared recordings imports, and is judged as its README says."""

from __future__ import annotations

import bz2
import gzip
import json
import shutil
import tarfile
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from record.imported import SHARED, Imported, Load

from gametape.errors import UsageError
from gametape.replay.bookat import book_at
from gametape.replay.session import SessionFold
from gametape.tape.reader import read_tape

# Folder; messages (and what else is kept: what stands around the rows of a file, notes and
# commands beside a capture); unparsed; verdict; a part of each warning that must be there.
SETS: dict[str, tuple[int, int, str, tuple[str, ...]]] = {
    "betfair/nba_cavaliers_timberwolves": (11_357, 0, "whole", ("2 messages carry the same time",)),
    "betfair/cricket_t20_netherlands_png": (18_529 + 2_170, 0, "whole", ()),
    "betfair/tennis_hassan_haerteis": (11_110, 0, "whole", ()),
    "betfair/racing_mid_file_images": (5_654, 0, "whole", ("9 whole-market images",)),
    "betfair/order_stream_samples": (23, 0, "poor", ("no snapshot of any book",)),
    "betfair/market_stream_samples": (33 + 20 + 17, 0, "whole", ()),
    "kalshi/ws_session_with_fills": (2_898 + 6, 0, "whole", ("carry no receive time",)),
    "kalshi/ws_frames_production": (74, 0, "whole", ("3 frames are errors", "Unknown channel")),
    "kalshi/ws_fixtures_demo/event_markets": (5 + 7 + 15 + 17 + 2, 0, "whole", ()),
    "kalshi/ws_fixtures_demo/perps": (21 + 5_000 + 2 + 3, 0, "poor", ("perpetual contracts",)),
    "kalshi/tennis_with_points": (
        3_958 + 198 + 560 + 3,
        0,
        "poor",
        ("177 of 198 points stand at", "2,936 prints carry a bid and ask of 0.0"),
    ),
    "games/nba_play_by_play": (510 + 1, 0, "poor", ("actionNumber repeats 23 times",)),
    "games/tennis_slam_points": (1_032 + 4, 0, "poor", ("4 matches share this file",)),
    "games/soccer_statsbomb": (4_027 + 2, 0, "poor", ("run back on the game's clock: 1",)),
    "games/nba_events_gamma": (50 + 1, 0, "nothing recorded", ("50 descriptions",)),
    "games/tennis_events_gamma": (6 + 1, 0, "nothing recorded", ("lta_fixtures.json",)),
    "polymarket/ws_market_excerpt": (27, 0, "whole", ("frame numbers skip 7",)),
    "polymarket/full_depth_books": (600 + 5_247, 0, "poor", ("Whole books only", "5 of 1,580")),
    "polymarket/resolved_15m_books": (
        25_545 + 12,
        0,
        "poor",
        ("crossed: 22, one-sided: 1,992", "Times run back at 10"),
    ),
    "polymarket/tick_size_feed": (
        16_855 + 803 + 75,
        0,
        "poor",
        ("lost its connection 214 times", "146 of 292 tick changes", "466 of", "160,887 ms"),
    ),
    "polymarket/known_bad/rest_fallback_only": (
        36_596 + 65,
        0,
        "poor",
        ("Every price row is a REST fallback", "36,596 of 36,596 rows hold the placeholder"),
    ),
    "polymarket/known_bad/backfilled_duplicates": (
        50_000 + 31_000,
        0,
        "poor",
        (
            "wfo_mm_last7/2026-03-18/general.parquet is byte for byte the same as "
            "vps_march2026/processed/2026-03-12/general.parquet",
            "27,600 of 50,000 rows repeat",
            "3,596 of 31,000 rows repeat",
            "50,000 rows have no sequence number",
            "Receive time equals venue time on 50,000 of 50,000 rows",
        ),
    ),
    "polymarket/wallet_dumps/polycopy": (100 + 500 + 50 + 2 + 1, 0, "poor", ("500 rows of 390",)),
    "polymarket/wallet_dumps/ent0n29": (4_000 + 707 + 1, 0, "poor", ("27 of 4,000 rows repeat",)),
    # The README counts the points of the 102 histories that have two or more; one has a single one.
    "polymarket/sports_price_histories": (
        17_371 + 1 + 103 + 99 + 546,
        0,
        "poor",
        ("546 of them are marked dry_run", "Too coarse"),
    ),
    "polymarket/wc2026_semi_final": (4_997 + 4_993 + 4_994 + 1, 0, "poor", ("no book",)),
    "polymarket/old_price_change": (3_829, 0, "poor", ("silence is 67 hours", "no book to start")),
    "polymarket/message_fixtures/nautilus/captured/ws_messages": (12, 0, "whole", ()),
    "polymarket/message_fixtures/ssmd": (20, 0, "poor", ()),
    # Three lines of plain words, one message of an unknown type: put there by the project.
    "polymarket/message_fixtures/polypy": (51, 4, "whole", ("Python literals",)),
    "polymarket/message_fixtures/hugompt": (17, 0, "poor", ()),
    "polymarket/message_fixtures/polycopy_rest": (79, 0, "nothing recorded", ()),
    "polymarket/message_fixtures/pulsearb": (7, 0, "nothing recorded", ()),
    "polymarket/message_fixtures/nautilus/adapter_test_data": (51, 0, "whole", ("Of no known",)),
    "polymarket/message_fixtures/nautilus/captured/http_responses": (129, 0, "poor", ()),
}


@pytest.mark.parametrize("place", SETS)
def test_a_set_imports_and_is_judged_as_its_readme_says(place: str, shared: Load) -> None:
    session = shared(place)
    frames, unparsed, verdict, said = SETS[place]
    certificate = session.certificate
    assert (session.report.frames, certificate.frames) == (frames, frames)
    assert certificate.unparsed == unparsed
    assert certificate.verdict == verdict
    assert certificate.ended == "closed"
    words = "\n".join(certificate.warnings)
    assert [part for part in said if part not in words] == []
    assert set(session.report.warnings) <= set(certificate.warnings)
    assert session.manifest.created_us == session.lines[0].t


def test_no_set_is_forgotten() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"no recordings in {SHARED}")
    apart = ("journals", "polymarket/ancestor_sessions")  # tests of their own, below
    covered = (*SETS, *apart)
    files = {path.relative_to(SHARED).as_posix() for path in SHARED.rglob("*") if path.is_file()}
    left = {name for name in files if not name.startswith(tuple(f"{one}/" for one in covered))}
    assert left <= {"README.md", "SHA256SUMS"}


def test_the_ancestors_sessions_recorded_nothing(shared: Load) -> None:
    if not SHARED.is_dir():
        pytest.skip(f"no recordings in {SHARED}")
    places = sorted((SHARED / "polymarket/ancestor_sessions").iterdir())
    sessions = [shared(place.relative_to(SHARED).as_posix()) for place in places]
    assert len(sessions) == 11
    assert {session.certificate.verdict for session in sessions} == {"nothing recorded"}
    assert sum(session.report.frames for session in sessions) == 564 + 11 + 6
    told = Counter[str]()
    for session in sessions:
        told.update(session.certificate.events)
        words = "\n".join(session.certificate.warnings)
        assert "in its statistics, nothing at all" in words
        assert "0 price changes and 0 trades" in words
    assert told == {"book": 558, "game_event": 6}
    game = shared("polymarket/ancestor_sessions/2026-01-19-clippers-vs-wizards-wgdth2")
    assert game.manifest.title == "Clippers vs. Wizards"
    assert game.manifest.venue == "polymarket"
    claims = "The metadata claims 4,314 s of recording, 300 events"
    assert any(claims in words for words in game.certificate.warnings)
    assert any("352 lines over 2,627 s" in words for words in game.certificate.warnings)


@pytest.mark.parametrize("place", ["journals/tradenote", "journals/tradetally"])
def test_journals_of_stock_traders_are_no_recordings(place: str, shared: Load) -> None:
    with pytest.raises(UsageError, match=r"Of no known layout: .*Known are: .*betfair"):
        shared(place)


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
    assert all(not list(book.book.bids()) for book in books(fold))
    assert session.certificate.coverage_of == "in play"
    live = [e for line in session.lines for e in line_events(line.raw) if e.get("inPlay")]
    assert session.certificate.from_us == 1577499783086000
    assert live


def line_events(raw: bytes) -> Iterator[dict[str, Any]]:
    for change in json.loads(raw)["mc"]:
        if "marketDefinition" in change:
            yield change["marketDefinition"]


def folded(session: Imported) -> SessionFold:
    fold = SessionFold()
    for line in read_tape(session.folder):
        fold.feed(line)
    return fold


def books(fold: SessionFold) -> Iterator[Any]:
    for candidates in fold.state.books.values():
        yield from candidates.values()


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


# --- packed ---------------------------------------------------------------------------------


def packed(place: str, folder: Path, how: str) -> Path:
    """A set as others might have sent it."""
    source = SHARED / place
    if how == "tar":
        with tarfile.open(folder / "set.tar", "w") as archive:
            archive.add(source, arcname=source.name)
        return folder / "set.tar"
    if how == "tar.gz":
        with tarfile.open(folder / "set.tar.gz", "w:gz") as archive:
            archive.add(source, arcname=source.name)
        return folder / "set.tar.gz"
    pack = gzip.compress if how == "gz" else bz2.compress
    shutil.copytree(source, folder / source.name)
    for path in [path for path in (folder / source.name).rglob("*") if path.is_file()]:
        if path.suffix != ".bz2":
            path.with_name(f"{path.name}.{how}").write_bytes(pack(path.read_bytes()))
            path.unlink()
    return folder / source.name


@pytest.mark.parametrize("how", ["tar", "tar.gz", "gz", "bz2"])
@pytest.mark.parametrize(
    "place",
    [
        "betfair/racing_mid_file_images",
        "kalshi/ws_frames_production",
        "polymarket/ancestor_sessions/2026-01-19-clippers-vs-wizards-c4uzbo",
        "polymarket/ws_market_excerpt",
        "polymarket/full_depth_books/15m",
        "games/tennis_slam_points",
    ],
)
def test_a_packed_set_is_the_same_session(
    place: str, how: str, shared: Load, load: Load, tmp_path: Path
) -> None:
    plain = shared(place)
    other = load(packed(place, tmp_path, how))
    assert [(n.t, n.c, n.raw) for n in other.lines] == [(n.t, n.c, n.raw) for n in plain.lines]
    assert other.certificate.events == plain.certificate.events
    assert other.certificate.verdict == plain.certificate.verdict


@pytest.mark.parametrize("how", ["tar", "gz"])
@pytest.mark.parametrize(
    "place",
    ["polymarket/known_bad/rest_fallback_only", "polymarket/resolved_15m_books"],
)
def test_databases_and_parquet_files_may_be_packed_too(
    place: str, how: str, shared: Load, load: Load, tmp_path: Path
) -> None:
    plain = shared(place)
    assert load(packed(place, tmp_path, how)).report.frames == plain.report.frames
