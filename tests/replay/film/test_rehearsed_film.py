"""Film of what the recorder wrote, while a venue misbehaved, equals the fold of its tape."""

from __future__ import annotations

from random import Random

import msgspec
import pytest
from record.rehearsing import Rehearsal, rehearse
from replay.film.test_building import same_book

from gametape.replay.film.building import film_of
from gametape.replay.film.following import FilmFollower
from gametape.replay.film.stored import Film
from gametape.replay.playhead import Playhead
from gametape.replay.session import SessionFold
from gametape.replay.timeline import Lists
from gametape.tape.lines import Line
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

FAULTS = ("arrays@w0.5+1", "duplicates@w1+1", "reset@w1.5+1", "missed@w3+1", "freeze@w4.5+3")
SECONDS = 7.0
MICRO = 1_000_000


async def play(rehearsal: Rehearsal) -> None:
    recorder = await rehearsal.recorder()
    await rehearsal.record_until(recorder, lambda told: told.elapsed_us >= SECONDS * MICRO)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> SessionFolder:
    return rehearse(tmp_path_factory.mktemp("rehearsal"), play, *FAULTS, speed=30.0).folder


@pytest.fixture(scope="module")
def lines(folder: SessionFolder) -> list[Line]:
    return list(read_tape(folder))


@pytest.fixture(scope="module")
def film(folder: SessionFolder) -> Film:
    return film_of(folder)


def test_books_and_trust_are_those_of_the_fold(film: Film, lines: list[Line]) -> None:
    timeline = film.timeline()
    head, fold, rng = Playhead(timeline, film), SessionFold(), Random(1)
    moments = sorted(rng.randint(timeline.from_us, timeline.to_us) for _ in range(200))
    fed, reasons = 0, set()
    for at_us in moments:
        while fed < len(lines) and lines[fed].t <= at_us:
            fold.feed(lines[fed])
            fed += 1
        facts = rng.choice(timeline.tracks)
        held = fold.state.book(facts.asset)
        head.seek(at_us)
        book = head.moment(facts.asset).book
        if held is None:
            assert not book.valid
            continue
        reasons.add(book.reason)
        assert (book.bids, book.asks) == (list(held.book.bids()), list(held.book.asks()))
        assert (book.valid, book.reason) == (held.valid, held.reason)
    assert len(reasons) > 1
    assert timeline.gaps
    assert timeline.fills or timeline.orders


def test_with_hindsight_it_is_the_commands_book(
    film: Film, folder: SessionFolder, lines: list[Line]
) -> None:
    timeline = film.timeline()
    head, rng = Playhead(timeline, film), Random(2)
    first = {asset: entries[0].at_us for asset, entries in timeline.validity.items()}
    for _ in range(25):
        facts = rng.choice(timeline.tracks)
        head.seek(rng.randint(first[facts.asset], timeline.to_us + MICRO))
        same_book(folder, head.moment(facts.asset, hindsight=True), facts.grid)


def test_following_it_gives_the_same_film(
    film: Film, folder: SessionFolder, lines: list[Line]
) -> None:
    follower = FilmFollower(folder.slug, Manifest.load(folder.manifest_path), film.facts.both)
    for number, line in enumerate(lines):
        follower.feed(line)
        if number % 500 == 0:
            follower.news(line.t)
    follower.news(0)
    ours, stored = follower.hello("v"), film.timeline()
    for name in Lists.__struct_fields__:
        assert msgspec.json.encode(getattr(ours, name)) == msgspec.json.encode(
            getattr(stored, name)
        )
    assert (ours.assets, ours.markets) == (stored.assets, stored.markets)
    assert [(one.asset, one.rows) for one in ours.tracks] == [
        (one.asset, one.rows) for one in stored.tracks
    ]
    for one in stored.tracks:
        live, kept = follower.track(one.index), film.track(one.index)
        assert live.times.tolist() == kept.times.tolist()
        assert live.seek(stored.to_us) == kept.seek(stored.to_us)
        assert (live.bids(), live.asks()) == (kept.bids(), kept.asks())
