"""Every set of the shared recordings imports, and is judged as its README says."""

from __future__ import annotations

from collections import Counter

import pytest
from record.imported import SHARED, Load

from gametape.errors import UsageError

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
    with pytest.raises(UsageError, match=r"Of no known layout: .*layouts of Polymarket, Betfair"):
        shared(place)
