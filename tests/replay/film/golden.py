"""Writes the golden files that hold both implementations of the film to the same answers.

    python -m replay.film.golden OUT      (from the folder tests)

A folder a session: its tracks (codec none), `timeline.json`, `moments.json` (what is known at
moments: [{asset, at_us, hindsight, moment}]) and `stops.json` (where the playhead goes next).
All of it is made from lines that this repository makes itself.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import msgspec
from replay.film import golden_faults
from replay.film.golden_sessions import GoldenSession, basketball, random_moments

from gametape.replay.film.following import FilmFollower
from gametape.replay.playhead import Playhead, Stop

SESSIONS: dict[str, Callable[[], GoldenSession]] = {
    "basketball": basketball,
    "faults": golden_faults.faults,
    "odds": golden_faults.odds,
    "wide": golden_faults.wide,
}
MOMENTS = 210
STOPS = 60
VERSION = "golden"


def render(name: str) -> dict[str, bytes]:
    """The files of a golden session, by name."""
    session = SESSIONS[name]()
    follower = FilmFollower(
        session.manifest.session, session.manifest, session.both, session.block_rows
    )
    for line in session.lines:
        follower.feed(line)
    follower.finish()
    assert not follower.broken, follower.broken
    follower.news(session.lines[-1].t)
    timeline = follower.hello(VERSION, live=False)
    files = {f"{track.index}.track": follower.snapshot(track.index) for track in timeline.tracks}
    bookmarks = [session.lines[len(session.lines) * part // 7].t for part in range(1, 7)]
    head = Playhead(timeline, follower, bookmarks)
    files["timeline.json"] = _json(timeline)
    files["moments.json"] = _json(_moments(head, session))
    files["stops.json"] = _json({"bookmarks": bookmarks, "stops": _stops(head, session)})
    return files


def _moments(head: Playhead, session: GoldenSession) -> list[dict[str, Any]]:
    """The moments of every asset in turn, in no order, every third with hindsight."""
    assets = sorted(head.timeline.assets)
    found: list[dict[str, Any]] = []
    for number, at_us in enumerate(random_moments(session.lines, MOMENTS, 3)):
        asset = assets[number % len(assets)]
        hindsight = number % 3 == 2
        head.seek(at_us)
        moment = head.moment(asset, hindsight=hindsight)
        found.append({"asset": asset, "at_us": at_us, "hindsight": hindsight, "moment": moment})
    return found[::2] + found[1::2]


def _stops(head: Playhead, session: GoldenSession) -> list[dict[str, Any]]:
    kinds: tuple[Stop, ...] = get_args(Stop)
    assets = sorted(head.timeline.assets)
    found: list[dict[str, Any]] = []
    for number, at_us in enumerate(random_moments(session.lines, STOPS, 4)):
        asset, stop = assets[number % len(assets)], kinds[number % len(kinds)]
        went = []
        for move in (head.next, head.previous):
            head.seek(at_us)
            went.append(move(stop, asset))
        found.append(
            {"stop": stop, "asset": asset, "at_us": at_us, "next": went[0], "previous": went[1]}
        )
    return found


def _json(value: object) -> bytes:
    return msgspec.json.encode(value) + b"\n"


def main(out: Path) -> None:
    """Write all of them; what else is in their folders is removed."""
    for name in SESSIONS:
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        files = render(name)
        for stale in {path.name for path in folder.iterdir()} - files.keys():
            (folder / stale).unlink()
        for file, data in files.items():
            (folder / file).write_bytes(data)
        print(name, {file: len(data) for file, data in files.items()})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
