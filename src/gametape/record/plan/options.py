"""How a recording behaves: every option with its default."""

from __future__ import annotations

from typing import Annotated

import msgspec

Seconds = Annotated[float, msgspec.Meta(ge=0.1)]
"""A pause: never so short that the venue is asked without end."""


class RecordOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the recorder; durations are seconds.

    `checkpoint_s` is the time between REST reads of all books, `rules_s` between reads of rules
    and clock, `silence_s` how long a connection or asset may be silent before REST is asked
    whether the market is quiet, `quiet_end_s` how long everything must be quiet after the game's
    end before `--until end` stops without a resolution. `bankroll` is what an evening begins with,
    in whole dollars: it is marked on the tape as `gametape tag "bankroll 500"` would; 0 marks
    nothing.
    """

    redundant: bool = False
    checkpoint_s: Seconds = 60.0
    rules_s: Seconds = 3600.0
    silence_s: Seconds = 60.0
    listing_s: Seconds = 120.0
    rotate_s: Seconds = 6 * 3600.0
    quiet_end_s: Seconds = 900.0
    assets_per_connection: Annotated[int, msgspec.Meta(ge=2, le=500)] = 200
    compression: Annotated[int, msgspec.Meta(ge=1, le=19)] = 1
    low_disk_mb: Annotated[int, msgspec.Meta(ge=0)] = 1024
    sports: bool = True
    bankroll: Annotated[int, msgspec.Meta(ge=0)] = 0
