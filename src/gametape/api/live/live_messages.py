"""What a live WebSocket says besides `Hello`, `News` and tracks (docs/api.md)."""

from __future__ import annotations

import struct
from typing import Annotated

import msgspec

SNAPSHOT, ROWS = 1, 2
"""First byte of a binary message: a whole track so far, or its new rows; see `framed`."""

_HEAD = struct.Struct("<BI")


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a page sends: the assets whose books it wants, in place of those it wanted before."""

    want: Annotated[
        list[Annotated[str, msgspec.Meta(max_length=200)]], msgspec.Meta(max_length=500)
    ]


class CatchingUp(msgspec.Struct, frozen=True, tag_field="type", tag="catching_up"):
    """What was recorded so far is being read: `done` (0 to 1) of its time is. `hello` follows."""

    done: float


class Alive(msgspec.Struct, frozen=True, tag_field="type", tag="alive"):
    """Nothing else was to be said for some seconds: a page that hears not even this is cut off."""


class Lagged(msgspec.Struct, frozen=True, tag_field="type", tag="lagged"):
    """The page was too slow: everything begins anew with `hello`."""


class Ended(msgspec.Struct, frozen=True, tag_field="type", tag="ended"):
    """The recording has ended; the session can be loaded like any other."""


class Failed(msgspec.Struct, frozen=True, tag_field="type", tag="failed"):
    """The recording cannot be followed, and why."""

    error: str
    way_out: str


def framed(kind: int, track: int, data: bytes) -> bytes:
    """A binary message: kind, the track's index (u32, little-endian), a track file."""
    return _HEAD.pack(kind, track) + data
