"""A rehearsal: a loopback venue in a process of its own, recorded as if it were the real one."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

import msgspec

from gametape.errors import VenueError

START_S = 30.0
"""How long the venue's process may take to open its ports."""


STOP_S = 5.0
"""How long it may take to end when told to."""

_PIECE = 65_536


class Venue(msgspec.Struct, frozen=True):
    """A running loopback venue: settings that point at it, the event it plays, its process."""

    environment: Mapping[str, str]
    event: str
    process: asyncio.subprocess.Process

    async def ended(self) -> None:
        """Wait until it has played the evening."""
        await self.process.wait()


@asynccontextmanager
async def loopback_venue(arguments: Sequence[str]) -> AsyncIterator[Venue]:
    """Start `python -m gametape.simulate` with these arguments; it is ended when the block is.

    Raises VenueError, with the venue's own words, when it does not start.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gametape.simulate",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for the recorder, whose last reads need the venue
    )
    try:
        venue = await _opened(process)
        # A pipe that nobody empties would stop the venue in the middle of its evening.
        emptied = [asyncio.create_task(_emptied(one)) for one in (process.stdout, process.stderr)]
        try:
            yield venue
        finally:
            for task in emptied:
                task.cancel()
    finally:
        await _ended(process)


async def _emptied(pipe: asyncio.StreamReader | None) -> None:
    while pipe is not None and await pipe.read(_PIECE):
        pass


async def _ended(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):  # it may have ended by itself just now
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_S)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _opened(process: asyncio.subprocess.Process) -> Venue:
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_S)
        environment = msgspec.json.decode(line, type=dict[str, str])
    except (TimeoutError, msgspec.MsgspecError):
        with suppress(ProcessLookupError):
            process.kill()
        words = (await process.stderr.read()).decode("utf-8", "replace").strip()
        raise VenueError("The loopback venue did not start.", words[-400:]) from None
    event = environment.pop("GAMETAPE_EVENT")
    return Venue(environment=environment, event=event, process=process)
