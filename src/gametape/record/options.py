"""How a recording behaves: every option with its default."""

from __future__ import annotations

import msgspec


class RecordOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the recorder; durations are seconds.

    `checkpoint_s` is the time between REST reads of all books, `rules_s` between reads of rules
    and clock, `silence_s` how long a connection or asset may be silent before REST is asked
    whether the market is quiet, `quiet_end_s` how long everything must be quiet after the game's
    end before `--until end` stops without a resolution.
    """

    redundant: bool = False
    checkpoint_s: float = 60.0
    rules_s: float = 3600.0
    silence_s: float = 60.0
    listing_s: float = 120.0
    rotate_s: float = 6 * 3600.0
    resolution_s: float = 60.0
    quiet_end_s: float = 900.0
    assets_per_connection: int = 200
    compression: int = 1
    low_disk_mb: int = 1024
    sports: bool = True
