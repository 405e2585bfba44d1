"""Files of one evening become one row of messages: merged by time, each file in its own order."""

from __future__ import annotations

import errno
import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice

import msgspec

from gametape.errors import ParseError, UsageError
from gametape.model.frames import Frame
from gametape.record.foreign.files import UNREADABLE, reason
from gametape.record.foreign.sources import Source
from gametape.tape.lines import RAW_LIMIT

LOOK_AHEAD = 1_000
"""Messages of a file among which the first with a time is looked for."""

Place = Callable[[int], int]
"""From a game's clock to wall time, in microseconds."""


def merged(
    sources: Sequence[Source], places: Mapping[int, Place]
) -> Iterator[tuple[Source, Frame]]:
    """Messages of all files by time; within a file always in file order, even if its times jump.

    `places` are by the number of the source. Messages without a time stand at their
    neighbour's before them, or where the recording begins. A file that breaks off is told in its
    warnings. Raises UsageError for more files than can be open at once.
    """
    streams: list[Iterator[Frame]] = []
    begins: list[int] = []
    for source in sources:
        rest = _readable(source, places.get(source.number))
        ahead: list[Frame] = []
        for frame in islice(rest, LOOK_AHEAD):
            ahead.append(frame)
            if frame.recv_us > 0:
                if source.layout.clock != "game" or source.number in places:
                    begins.append(frame.recv_us)
                break
        streams.append(chain(ahead, rest))
    begin_us = min(begins, default=0)
    timed = [
        _timed(source, stream, begin_us) for source, stream in zip(sources, streams, strict=True)
    ]
    for _, _, _, source, frame in heapq.merge(*timed):
        yield source, frame


def _timed(
    source: Source, frames: Iterator[Frame], begin_us: int
) -> Iterator[tuple[int, int, int, Source, Frame]]:
    """Frames with what they are ordered by; a frame never goes before one of its own file."""
    reached = timeless = 0
    for rank, frame in enumerate(frames):
        placed = frame
        if frame.recv_us <= 0 and source.layout.clock != "game":
            timeless += 1
            placed = msgspec.structs.replace(frame, recv_us=reached or begin_us)
        reached = max(reached, placed.recv_us)
        yield reached, source.number, rank, source, placed
    if timeless and source.layout.clock != "none":
        source.warnings.append(
            f"{timeless:,} of its messages carry no time: they stand at that of the one before, "
            "or where the recording begins."
        )


def _readable(source: Source, place: Place | None) -> Iterator[Frame]:
    """Frames of a file as far as it can be read, at wall time where `place` is known."""
    count = too_long = 0
    try:
        for frame in source.layout.frames(source.file, source.warnings):
            if len(frame.raw) > RAW_LIMIT:
                too_long += 1
                continue
            count += 1
            if place is None:
                yield frame
            else:
                yield msgspec.structs.replace(frame, recv_us=place(frame.recv_us))
    except (*UNREADABLE, ParseError) as error:
        if isinstance(error, OSError) and error.errno == errno.EMFILE:
            raise UsageError(
                "These are more files than can be open at once.", "Import them in parts."
            ) from error
        source.warnings.append(
            f"It cannot be read beyond message {count:,}: {reason(error).rstrip('.')}. What comes "
            "after that is not in this session."
        )
    if too_long:
        source.warnings.append(
            f"{too_long:,} messages of more than {RAW_LIMIT >> 20} MiB are left out: a tape takes "
            "none so long."
        )
