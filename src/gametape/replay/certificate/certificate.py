"""The certificate: what a recording can be trusted for.

Recording, `verify` and every later metric use this one account of a session.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from gametape.replay.certificate.checks import Tally
from gametape.replay.certificate.lateness import Late
from gametape.replay.certificate.verdict import Verdict
from gametape.replay.gathering import Hole


class OwnFills(msgspec.Struct):
    """One's own orders and fills as recorded; `shares` is decimal text."""

    orders: int = 0
    fills: int = 0
    shares: str = "0"
    provisional: int = 0
    confirmed: int = 0
    failed: int = 0
    only_by_rest: int = 0


class Latency(msgspec.Struct):
    """Receive time minus venue time, in milliseconds; includes the clocks' disagreement."""

    p50: float | None = None
    p99: float | None = None


class Certificate(msgspec.Struct):
    """What `gametape verify` prints; docs/certificate.md says what each key means."""

    session: str
    verdict: Verdict
    coverage: float | None
    coverage_of: Literal["in play", "session"]
    from_us: int | None
    to_us: int | None
    ended: str
    frames: int
    parsed: int
    unparsed: int
    unparsed_why: dict[str, int]
    events: dict[str, int]
    gaps: list[Hole]
    hash: Tally
    hash_seen: int
    bbo: Tally
    checkpoints: Tally
    own_fills: OwnFills
    latency_ms: Latency
    clock_offset_ms: float | None
    clock_steps: int
    out_of_order: int
    duplicates: int
    crossed: int
    warnings: list[str]
    late: list[Late] = msgspec.field(default_factory=list)
    briefly_wrong: int = 0
