"""Recordings of others get the verdict that their faults deserve."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from gametape.record.foreign.importing import import_files
from gametape.replay.bookat import book_at
from gametape.replay.certificate.certificate import Certificate
from gametape.replay.certificate.verifying import verify_session
from gametape.tape.session import SessionFolder

DATA = Path(__file__).parents[2].parent / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"no recordings in {DATA}")


def verified(home: Path, *paths: Path) -> Certificate:
    report = import_files(home, paths)
    return verify_session(SessionFolder.open(home, report.session))


@pytest.mark.parametrize(
    "name", sorted(p.name for p in (DATA / "polymarket" / "ancestor_sessions").glob("*"))
)
def test_the_ancestors_recorded_nothing(tmp_path: Path, name: str) -> None:
    found = verified(tmp_path, DATA / "polymarket" / "ancestor_sessions" / name)
    assert found.verdict == "nothing recorded"
    assert "nothing is known of what happened between them" in found.warnings[0]
    assert "price_change" not in found.events


@pytest.mark.parametrize(
    ("path", "verdict", "words"),
    [
        ("polymarket/ws_market_excerpt", "whole", "frame numbers skip"),
        ("polymarket/known_bad/rest_fallback_only", "poor", "REST fallback"),
        ("polymarket/full_depth_books/1h", "poor", "Full books only"),
        ("polymarket/old_price_change", "poor", "no book to start from"),
        ("polymarket/tick_size_feed/sweeper_analysis.csv", "poor", "Times run back at 466"),
        ("polymarket/wc2026_semi_final", "poor", "no snapshot of any book"),
        ("polymarket/wallet_dumps/ent0n29", "poor", "27 of 4,000 rows repeat"),
        ("betfair/nba_cavaliers_timberwolves", "whole", "carry the same time"),
        ("betfair/cricket_t20_netherlands_png", "whole", "Silent for over two minutes"),
        ("betfair/tennis_hassan_haerteis", "whole", "Silent for over two minutes"),
        ("betfair/racing_mid_file_images", "whole", "replace the books"),
        ("kalshi/ws_frames_production", "whole", "errors of the venue"),
        ("kalshi/ws_session_with_fills", "whole", "carry no receive time"),
        ("kalshi/tennis_with_points", "poor", "which means not given"),
        ("games/nba_play_by_play", "poor", "no wall time"),
    ],
)
def test_each_set_gets_its_verdict_and_its_words(
    tmp_path: Path, path: str, verdict: str, words: str
) -> None:
    found = verified(tmp_path, DATA / path)
    assert found.verdict == verdict
    assert words in " ".join(found.warnings)
    assert found.unparsed == 0


def test_duplicates_filled_in_afterwards_are_said_to_be(tmp_path: Path) -> None:
    folder = DATA / "polymarket" / "known_bad" / "backfilled_duplicates"
    smallest = min(folder.rglob("*.parquet"), key=lambda path: path.stat().st_size)
    found = verified(tmp_path, smallest)
    assert found.verdict == "poor"
    assert found.latency_ms.p50 is None
    assert "repeat an earlier one exactly" in " ".join(found.warnings)


def test_the_excerpt_is_proved_by_its_hashes(tmp_path: Path) -> None:
    found = verified(tmp_path, DATA / "polymarket" / "ws_market_excerpt")
    assert (found.hash.checked, found.hash.matched) == (52, 52)
    assert (found.bbo.checked, found.bbo.matched) == (50, 50)


@pytest.mark.parametrize("lost", [range(900, 910), range(2000, 2001)])
def test_a_kalshi_session_with_lines_taken_out_has_a_hole_to_its_end(
    tmp_path: Path, lost: range
) -> None:
    """Deltas are relative: after a missed one no book is known before the next snapshot."""
    source = DATA / "kalshi" / "ws_session_with_fills" / "session.jsonl"
    lines = [line for line in source.read_bytes().splitlines() if line.strip()]
    kept = [line for number, line in enumerate(lines) if number not in lost]
    (tmp_path / "session.jsonl.gz").write_bytes(gzip.compress(b"\n".join(kept)))
    found = verified(tmp_path, tmp_path / "session.jsonl.gz")
    assert found.verdict in ("holes", "poor")
    assert found.gaps[-1].to_us == found.to_us
    assert found.coverage is not None
    assert found.coverage < 1


def test_betfair_books_at_a_moment_show_their_own_ladders(tmp_path: Path) -> None:
    report = import_files(tmp_path, [DATA / "betfair" / "nba_cavaliers_timberwolves"])
    folder = SessionFolder.open(tmp_path, report.session)
    view = book_at(folder, "2019-12-29T02:00:00Z", None, 3)
    assert view.valid
    assert view.native
    assert len(view.native.available_to_back) == 3
    assert len(view.native.available_to_lay) == 3
    assert view.bids[0] < view.asks[0]
