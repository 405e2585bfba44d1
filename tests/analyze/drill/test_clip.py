"""A blind clip holds nothing of later than its moment and nothing that says which evening it is."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import zstandard

from gametape.analyze.drill.clip import LEAD_US, MOMENT_US, clip_of
from gametape.ledger.steps import Line
from gametape.replay.film.building import film_of
from gametape.replay.film.stored import Film
from gametape.replay.film.track import Track
from gametape.simulate.corpus.taped import tape_planted
from gametape.tape.flushes import close_flush, without_sums
from gametape.tape.session import SessionFolder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> SessionFolder:
    folder = SessionFolder.create(tmp_path_factory.mktemp("clip"), "owls-foxes")
    tape_planted(folder, seed=2, rate=0.03)
    return folder


@pytest.fixture(scope="module")
def film(folder: SessionFolder) -> Film:
    return film_of(folder)


def line_of(film: Film) -> Line:
    market = film.timeline().markets[0]
    return Line(market.market, market.outcomes[0].asset, market.outcomes[1].asset)


def moments(film: Film) -> list[int]:
    timeline = film.timeline()
    span = timeline.to_us - timeline.from_us
    return [timeline.from_us + span * part // 10 for part in (1, 4, 7)] + [timeline.fills[0].at_us]


def test_it_ends_at_the_moment_and_the_book_there_is_that_of_the_film(film: Film) -> None:
    line = line_of(film)
    for at_us in moments(film):
        clip = clip_of(film, line, at_us)
        assert clip.timeline.to_us == MOMENT_US
        assert clip.timeline.from_us >= MOMENT_US - LEAD_US
        cut, whole = Track.load(clip.tracks[0]), film.track(clip_track(film, line))
        cut.seek(MOMENT_US)
        whole.seek(at_us)
        assert (cut.bids(), cut.asks()) == (whole.bids(), whole.asks())
        assert cut.header.to_us <= MOMENT_US


def clip_track(film: Film, line: Line) -> int:
    return film.timeline().assets[line.asset].track


def test_a_tape_that_ended_at_the_moment_gives_the_same_bytes(
    folder: SessionFolder, film: Film, tmp_path: Path
) -> None:
    at_us = moments(film)[1]
    ended = SessionFolder.create(tmp_path, "another-name")
    ended.manifest_path.write_bytes(folder.manifest_path.read_bytes())
    cut_tape(folder, ended, at_us)
    line = line_of(film)
    one, two = clip_of(film, line, at_us), clip_of(film_of(ended), line, at_us)
    assert one.tracks == two.tracks
    # a session's end is its own; everything that was told by then is equal
    assert msgspec.json.encode(one.timeline) == msgspec.json.encode(
        msgspec.structs.replace(two.timeline, to_us=one.timeline.to_us)
    )


def cut_tape(source: SessionFolder, target: SessionFolder, at_us: int) -> None:
    """The same lines byte for byte, as far as they had been received: a tape that was cut off."""
    for _, path in source.segments():
        with path.open("rb") as packed:
            plain = zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True)
            lines = plain.read().splitlines(True)
        kept = [line for line in lines if msgspec.json.decode(line, type=Received).t <= at_us]
        if kept:
            place = target.root / path.relative_to(source.root)
            place.parent.mkdir(parents=True, exist_ok=True)
            text = bytearray(without_sums(b"".join(kept)))
            close_flush(text)  # what is no whole flush is not believed
            place.write_bytes(zstandard.ZstdCompressor().compress(bytes(text)))


class Received(msgspec.Struct):
    """When a line was received."""

    t: int


def test_it_says_neither_when_nor_who_nor_whose(film: Film) -> None:
    timeline = film.timeline()
    at_us = moments(film)[-1]
    clip = clip_of(film, line_of(film), at_us)
    told = msgspec.json.encode(clip.timeline) + b"".join(clip.tracks)
    secrets = [timeline.session, timeline.title, timeline.version]
    for market in timeline.markets:
        secrets += [market.market, market.question, market.slug, market.event_slug]
        secrets += [word for one in market.outcomes for word in (one.asset, one.label)]
    secrets += [one.key for one in timeline.fills] + [one.order_id for one in timeline.orders]
    secrets += [str(at_us)[:7]]  # the time to within some minutes, in whatever unit
    for secret in secrets:
        assert len(secret) < 2 or secret.encode() not in told, secret
    told_of = clip.timeline
    assert [*told_of.fills, *told_of.orders, *told_of.resolved] == []
    assert all(one.payouts is None for one in clip.timeline.rules)


def test_what_comes_after_goes_on_where_the_clip_ended(film: Film) -> None:
    at_us = moments(film)[1]
    before, after = (
        clip_of(film, line_of(film), at_us, to_us) for to_us in (None, at_us + 300_000_000)
    )
    short, long = Track.load(before.tracks[0]), Track.load(after.tracks[0])
    assert long.rows > short.rows
    assert long.times[: short.rows].tolist() == short.times.tolist()
    assert long.header.to_us <= MOMENT_US + 300_000_000
