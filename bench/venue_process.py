"""A loopback venue in a process of its own that counts and chains every byte it sends.

`python -m bench.venue_process RATE:SECONDS CORE` prints the venue's environment as JSON, then
"done" when the performance is over, and after SIGTERM a JSON report: frames and a SHA-256 over
the frames of every market socket, in order, as they were written to it.
"""

from __future__ import annotations

import asyncio
import hashlib
import signal
import sys
import time
from unittest.mock import patch

import msgspec

from bench.cores import pin
from gametape.simulate.stress import make_stress
from gametape.simulate.venue.messages.writing import Channel
from gametape.simulate.venue.server import LoopbackVenue
from gametape.simulate.venue.sockets.peer import Peer
from gametape.simulate.venue.truth.log import TruthLog


class Chains:
    """Frames written to each market socket, chained."""

    def __init__(self) -> None:
        self.frames: dict[int, int] = {}
        self._hashes: dict[int, hashlib._Hash] = {}

    def add(self, number: int, data: bytes) -> None:
        """Whole frames were written to the socket of this number."""
        self.frames[number] = self.frames.get(number, 0) + count_frames(data)
        self._hashes.setdefault(number, hashlib.sha256()).update(data)

    def report(self) -> list[tuple[int, str]]:
        """Frames and hash of each socket, in order of their opening."""
        return [(self.frames[n], self._hashes[n].hexdigest()) for n in sorted(self.frames)]


def count_frames(data: bytes) -> int:
    """Unmasked websocket frames in a piece that holds whole ones (RFC 6455 section 5.2)."""
    at = frames = 0
    while at < len(data):
        length, start = data[at + 1], at + 2
        if length >= 126:
            size = 2 if length == 126 else 8
            length, start = int.from_bytes(data[start : start + size]), start + size
        at = start + length
        frames += 1
    return frames


async def perform(rate: float, seconds: float) -> dict[str, object]:
    """Perform until told to stop; the report."""
    script = make_stress(rate, seconds)
    chains, told = Chains(), asyncio.Event()
    write = Peer.write

    def written(peer: Peer, data: bytes, messages: int = 1) -> None:
        before = peer.sent
        write(peer, data, messages)
        if peer.sent != before and peer.channel is Channel.MARKET:
            chains.add(peer.number, data)

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    with patch.object(Peer, "write", written):
        async with LoopbackVenue(script, start="subscribed", truth=TruthLog(keep=False)) as venue:
            say({**venue.environment, "GAMETAPE_EVENT": script.event_slug})
            finished = asyncio.create_task(venue.finished())
            began = time.monotonic()
            await asyncio.wait(
                {finished, asyncio.create_task(told.wait())}, return_when=asyncio.FIRST_COMPLETED
            )
            took = time.monotonic() - began
            say("done")
            await told.wait()
    return {"sockets": chains.report(), "nominal": script.frames, "seconds": took}


def say(what: object) -> None:
    """One line of JSON for the parent."""
    sys.stdout.buffer.write(msgspec.json.encode(what) + b"\n")
    sys.stdout.flush()


def main() -> None:
    """Run one performance as the arguments say."""
    rate, _, seconds = sys.argv[1].partition(":")
    pin(int(sys.argv[2]))
    say(asyncio.run(perform(float(rate), float(seconds))))


if __name__ == "__main__":
    main()
