"""R1 and R2: the recorder against what merely receives, and against other recorders.

Everybody gets the same prepared frames over loopback from a sender on another core, flat out, one
client at a time in a process of its own, in alternating order. What the works differ in is said
in their names: quanty checks JSON, gzips and never syncs; the official client decodes and stores
nothing; "to tape" is our transport and tape alone; the recorder decodes, folds and checks too.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Callable

import msgspec

from bench import peer_environment
from bench.blaster import BOOKS
from bench.children import ROOT, child, venue_environment
from bench.clients import HELLO
from bench.mix import RATE
from bench.recorder_process import Report
from bench.rows import Row, at_least, interleaved, shown

PICOWS, WEBSOCKETS = "picows, receive only", "websockets, receive only"
TAPE, RECORDER = "ours, to tape", "ours, the recorder"
QUANTY, OFFICIAL = "quanty 0.2.0 recorder", "polymarket-client 0.14.0 stream"
OWN_WORK = 8.0
QUIET = json.dumps({"checkpoint_s": 9e4, "listing_s": 9e4, "silence_s": 9e4, "sports": False})
"""Nothing over REST while frames arrive."""


class Measured(msgspec.Struct):
    """What a client says of itself."""

    cpu_us: float
    frames: int
    dropped: int = 0


class Field:
    """The sender's address, and everybody who is to receive from it."""

    def __init__(self, url: str, assets: list[str], frames: int, venue: dict[str, str]) -> None:
        self._url = url
        self._assets = assets
        self._frames = frames
        self._venue = {**venue, "POLYMARKET_WS_MARKET": url}
        self.dropped = 0

    def client(self, name: str) -> float:
        """One of our own clients."""
        return self._run(["-m", "bench.clients", name, self._url, str(self._frames), "1"])

    def quanty(self) -> float:
        """quanty's recorder."""
        return self._peer("peer_quanty", HELLO)

    def official(self) -> float:
        """The official client's stream."""
        return self._peer("peer_official", json.dumps(self._assets))

    def recorder(self) -> float:
        """The whole recorder, between two of its own seconds: before the frames, and after."""
        with tempfile.TemporaryDirectory() as home:
            arguments = ["-m", "bench.recorder_process", home, "1", "--options", QUIET]
            arguments += ["--stop-after", str(self._frames)]
            with child(arguments, self._venue) as process:
                process.line()
                report = msgspec.json.decode(process.line(), type=Report)
        seconds = report.seconds
        before = [one for one in seconds if one.frames < BOOKS + 200][-1]
        after = next(one for one in seconds if one.frames >= self._frames)
        return (after.cpu - before.cpu) / (after.frames - before.frames) * 1e6

    def _peer(self, script: str, last: str) -> float:
        path = str(ROOT / "bench" / f"{script}.py")
        arguments = [path, self._url, str(self._frames), "1", str(BOOKS), last]
        return self._run(arguments, str(peer_environment.PYTHON))

    def _run(self, arguments: list[str], python: str | None = None) -> float:
        with child(arguments, python=python) if python else child(arguments) as process:
            measured = msgspec.json.decode(process.line(), type=Measured)
        self.dropped = max(self.dropped, measured.dropped)
        if measured.frames + measured.dropped < self._frames:
            raise ValueError(f"{arguments[:3]} got {measured.frames} of {self._frames} frames")
        return measured.cpu_us


def run(*, quick: bool = False) -> list[Row]:
    """Measure; the rows of R1 and R2."""
    frames = 20_000 if quick else 100_000
    missing = peer_environment.prepare()
    # A venue that never begins answers REST; its books over REST would be of another hour.
    simulate = ["-m", "gametape.simulate", "--stress", f"{RATE}:{frames // RATE}", "--hold"]
    simulate += ["--fault", "rest-503@w0:/books"]
    with child(["-m", "bench.blaster", str(frames), "0"]) as sender, child(simulate) as venue:
        told = sender.json()
        assets = [str(asset) for asset in msgspec.convert(told["assets"], list[str])]
        field = Field(str(told["url"]), assets, frames, venue_environment(venue.json()))
        works: dict[str, Callable[[], float]] = {
            PICOWS: lambda: field.client("picows"),
            WEBSOCKETS: lambda: field.client("websockets"),
            TAPE: lambda: field.client("tape"),
            RECORDER: field.recorder,
            QUANTY: field.quanty,
            OFFICIAL: field.official,
        }
        for name, peer in ((QUANTY, "quanty"), (OFFICIAL, "official")):
            if peer in missing:
                del works[name]
        samples = interleaved(works, 2 if quick else 5)
    return _rows(samples, missing, field.dropped)


def _rows(samples: dict[str, list[float]], missing: dict[str, str], dropped: int) -> list[Row]:
    unit = "us/frame"
    rows = [_own_work(samples)]
    for name, peer, goal in ((QUANTY, "quanty", 2.0), (OFFICIAL, "official", 3.0)):
        if peer in missing:
            rows.append(Row(f"R2: {name}", "not measured", missing[peer]))
            continue
        rows.append(at_least("R2: the recorder", samples, RECORDER, name, goal, unit))
        rows.append(shown("R2: transport and tape alone", samples, TAPE, name, unit))
    if dropped:
        rows.append(Row("R2: dropped in silence by the official client", "", f"{dropped} frames"))
    rows.append(shown("receive only", samples, WEBSOCKETS, PICOWS, unit))
    return rows


def _own_work(samples: dict[str, list[float]]) -> Row:
    def own(of: Callable[[list[float]], float]) -> float:
        return of(samples[RECORDER]) - of(samples[WEBSOCKETS])

    floor = statistics.median(samples[PICOWS])
    ratio = own(statistics.median) / floor
    of_minima = own(min) / min(samples[PICOWS])
    return Row(
        "R1: the recorder's own work",
        f"{own(statistics.median):.2f} us/frame",
        f"{PICOWS}: {floor:.2f} us/frame",
        f"{ratio:.1f}",
        f"{of_minima:.1f}",
        f"<= {OWN_WORK:g}x",
        ratio <= OWN_WORK or of_minima <= OWN_WORK,
    )
