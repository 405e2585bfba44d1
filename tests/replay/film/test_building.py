"""Film on disk equals `gametape book` at any moment, and is made again when it must be."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random

import msgspec
import pytest
from replay.film.golden_faults import faults
from replay.film.golden_sessions import GoldenSession, basketball, random_moments
from replay.made import T0, Script, book, change
from replay.onto import describe, record

from gametape.errors import TapeError
from gametape.model.amounts import micro_text
from gametape.replay.bookat import book_at
from gametape.replay.film.building import film_of
from gametape.replay.film.fold import GRIDS
from gametape.replay.film.moment import Moment
from gametape.replay.film.stored import Film, current_film, film_folder
from gametape.replay.playhead import Playhead
from gametape.simulate.evening import make_evening
from gametape.simulate.taping import EveningTape
from gametape.tape.lines import Line
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder


def recorded(
    home: Path, name: str, session: GoldenSession, segment_us: int = 600_000_000
) -> SessionFolder:
    folder = SessionFolder.create(home, name)
    record(folder, session.lines, segment_us=segment_us)
    session.manifest.sources = ["polymarket.market"]
    session.manifest.save(folder.manifest_path)
    return folder


def evening(home: Path) -> SessionFolder:
    folder = SessionFolder.create(home, "evening")
    script = make_evening("tennis", seed=5, duration_s=60.0, rate=0.3)
    EveningTape(script).write(folder, segment_lines=3_000)
    return folder


def same_book(folder: SessionFolder, moment: Moment, grid_name: str) -> None:
    """The moment's book is what `gametape book` says of it."""
    view = book_at(folder, str(moment.at_us), moment.asset, 0)
    grid = GRIDS[grid_name]
    ours = moment.book
    assert [(grid.text(cell), micro_text(size)) for cell, size in ours.bids] == view.bids
    assert [(grid.text(cell), micro_text(size)) for cell, size in ours.asks] == view.asks
    assert (ours.valid, ours.reason) == (view.valid, view.reason)


def equals_the_command(folder: SessionFolder, moments: list[int], seed: int) -> None:
    """At each moment, for an asset with a track of its own."""
    film = film_of(folder)
    timeline = film.timeline()
    head, rng = Playhead(timeline, film), Random(seed)
    for at_us in moments:
        facts = rng.choice(timeline.tracks)
        head.seek(at_us)
        same_book(folder, head.moment(facts.asset, hindsight=True), facts.grid)


def test_a_synthetic_evening_equals_the_command_at_any_moment(tmp_path: Path) -> None:
    folder = evening(tmp_path)
    equals_the_command(folder, random_moments(list(read_tape(folder)), 40, 1), 1)


@pytest.mark.parametrize(("make", "segment_us"), [(faults, 2_000_000), (basketball, 20_000_000)])
def test_an_evening_with_faults_equals_the_command(
    tmp_path: Path, make: Callable[[], GoldenSession], segment_us: int
) -> None:
    session = make()
    folder = recorded(tmp_path, "faulty", session, segment_us)
    lines = list(read_tape(folder))
    moments = [at for at in random_moments(lines, 40, 2) if at >= lines[0].t]
    equals_the_command(folder, moments, 2)


def small(home: Path, minutes: int = 30) -> SessionFolder:
    script = Script()
    script.frame(1, book(1, {"0.50": "1"}, {"0.60": "1"}))
    for minute in range(1, minutes):
        at = minute * 60
        script.frame(at, change(at, ("yes", "BUY", "0.50", str(minute))))
    folder = SessionFolder.create(home, "small")
    record(folder, script.lines)
    describe(folder)
    return folder


def test_it_is_made_once_and_again_when_the_tape_has_changed(tmp_path: Path) -> None:
    folder = small(tmp_path)
    film = film_of(folder)
    stamp = (film.root / "film.json").stat().st_mtime_ns
    assert film_of(folder).version == film.version
    assert (film.root / "film.json").stat().st_mtime_ns == stamp
    record(folder, [Line(T0 + 10**10, 0, "market", "polymarket.market#1", None,
                         small_change())])  # fmt: skip
    assert current_film(folder) is None
    again = film_of(folder)
    assert again.version != film.version
    assert again.facts.rows == film.facts.rows + 1


def small_change() -> msgspec.Raw:
    return msgspec.Raw(json.dumps(change(1, ("yes", "BUY", "0.50", "77"))).encode())


def test_it_can_be_deleted_and_comes_back_the_same(tmp_path: Path) -> None:
    folder = small(tmp_path)
    film = film_of(folder)
    before = {path.name: path.read_bytes() for path in film.root.iterdir()}
    for path in film.root.iterdir():
        path.unlink()
    film_of(folder)
    assert {path.name: path.read_bytes() for path in film.root.iterdir()} == before
    assert set(before) == {"0.track", "0.track.gz", "timeline.json", "film.json", "lock"}


def test_the_twin_for_the_page_is_the_track(tmp_path: Path) -> None:
    film = film_of(small(tmp_path))
    plain = gzip.decompress(film.twin_path(0).read_bytes())
    assert film.timeline().tracks[0].bytes == film.twin_path(0).stat().st_size
    assert plain.startswith(b"GTRACK1\n")
    with pytest.raises(TapeError, match="no track 1"):
        film.track_path(1)


def test_what_is_left_of_another_film_is_cleared_away(tmp_path: Path) -> None:
    folder = small(tmp_path)
    root = film_folder(folder)
    root.mkdir(parents=True)
    for name in ("7.track", "7.track.gz", ".3.track.new"):
        (root / name).write_bytes(b"x")
    film_of(folder)
    assert {path.name for path in root.iterdir()} == {
        "0.track", "0.track.gz", "timeline.json", "film.json", "lock",
    }  # fmt: skip


def test_progress_rises_to_one(tmp_path: Path) -> None:
    told: list[float] = []
    film_of(evening(tmp_path), told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 3
    assert 0 < told[0] < 0.9


def test_several_that_ask_at_once_share_one_making(tmp_path: Path) -> None:
    folder = evening(tmp_path)
    makings: list[int] = []
    films: list[Film] = []

    def ask(number: int) -> None:
        films.append(film_of(folder, lambda done: makings.append(number)))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({film.version for film in films}) == 1
    assert len(set(makings)) == 1


def test_a_market_that_is_no_mirror_gets_two_tracks(tmp_path: Path) -> None:
    film = film_of(recorded(tmp_path, "apart", faults()))
    assert film.facts.both == ["0xbb"]
    assert len(film.timeline().tracks) == 3


def test_a_damaged_tape_makes_film_of_what_is_left(tmp_path: Path) -> None:
    folder = small(tmp_path)
    _, path = folder.segments()[1]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    timeline = film_of(folder).timeline()
    assert any(entry.reason.startswith("tape: ") for entry in timeline.validity["yes"])


def test_a_session_without_a_manifest_has_film_of_all_outcomes(tmp_path: Path) -> None:
    folder = small(tmp_path)
    folder.manifest_path.unlink()
    timeline = film_of(folder).timeline()
    assert (timeline.title, timeline.venue) == ("small", "")
    (market,) = timeline.markets  # nobody described it: its asset tells that there is one
    assert (market.question, [one.asset for one in market.outcomes]) == (market.market, ["yes"])
    assert [track.asset for track in timeline.tracks] == ["yes"]


def test_an_empty_tape_has_empty_film(tmp_path: Path) -> None:
    folder = SessionFolder.create(tmp_path, "empty")
    describe(folder)
    timeline = film_of(folder).timeline()
    assert (timeline.tracks, timeline.from_us, timeline.to_us) == ([], 0, 0)


def test_nothing_heavy_is_loaded_on_the_way_from_tape_to_book(tmp_path: Path) -> None:
    """A start must be light: no data engine, no database, no compiler (performance.md W1)."""
    folder = small(tmp_path)
    film_of(folder)
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from gametape.replay.film.building import film_of\n"
        "from gametape.replay.playhead import Playhead\n"
        "from gametape.tape.session import SessionFolder\n"
        f"film = film_of(SessionFolder(Path({str(folder.root)!r})), again=True)\n"
        "head = Playhead(film.timeline(), film)\n"
        "head.seek(head.timeline.to_us)\n"
        "assert head.moment('yes').book.bids\n"
        "heavy = {'pyarrow', 'pandas', 'duckdb', 'sqlalchemy', 'polars', 'numba', 'scipy',\n"
        "         'fastapi', 'litestar'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
