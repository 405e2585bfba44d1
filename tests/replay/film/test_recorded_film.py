"""Film of recordings of others equals the fold of their events at two hundred moments."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from replay.film.test_building import same_book

from gametape.record.foreign.importing import import_files
from gametape.replay.film.building import film_of
from gametape.replay.playhead import Playhead
from gametape.replay.session import SessionFold
from gametape.replay.timeline import TrackFacts
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

DATA = Path(__file__).parents[3].parent / "shared" / "data"
MOMENTS = 200


@pytest.mark.parametrize(
    "name",
    [
        "betfair/nba_cavaliers_timberwolves",
        "betfair/racing_mid_file_images",
        "polymarket/ws_market_excerpt",
        "polymarket/full_depth_books/1h",
        "kalshi/ws_session_with_fills",
    ],
)
def test_the_books_are_those_of_the_fold_at_two_hundred_moments(tmp_path: Path, name: str) -> None:
    if not (DATA / name).exists():
        pytest.skip(f"no recording in {DATA / name}")
    folder = SessionFolder.open(tmp_path, import_files(tmp_path, [DATA / name]).session)
    film = film_of(folder)
    timeline = film.timeline()
    head = Playhead(timeline, film)
    fold = SessionFold(Manifest.load(folder.manifest_path).wallet)
    lines, rng = list(read_tape(folder)), Random(4)
    moments = sorted(rng.randint(timeline.from_us, timeline.to_us) for _ in range(MOMENTS))
    fed = 0
    compared: list[tuple[int, TrackFacts]] = []
    for at_us in moments:
        while fed < len(lines) and lines[fed].t <= at_us:
            fold.feed(lines[fed])
            fed += 1
        facts = rng.choice(timeline.tracks)
        held = fold.state.book(facts.asset)
        head.seek(at_us)
        book = head.moment(facts.asset).book
        if held is None:
            assert (book.valid, book.bids, book.asks) == (False, [], [])
            continue
        compared.append((at_us, facts))
        assert (book.bids, book.asks) == (list(held.book.bids()), list(held.book.asks()))
        assert (book.valid, book.reason) == (held.valid, held.reason)
    assert len(compared) > MOMENTS // 10
    for at_us, facts in rng.sample(compared, 3):
        head.seek(at_us)
        same_book(folder, head.moment(facts.asset, hindsight=True), facts.grid)
