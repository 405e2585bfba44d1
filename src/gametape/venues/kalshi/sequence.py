"""Kalshi's sequence numbers: what each subscription has delivered, and what it has not."""

from __future__ import annotations

from enum import Enum, auto


class Verdict(Enum):
    """How a numbered message stands to the ones before it."""

    NEXT = auto()
    HOLE = auto()
    REPEAT = auto()
    RESTART = auto()


class Subscription:
    """One `sid`: numbered from 1 by the venue, every message of it counts (acknowledgements too).

    A number that is missing is a message that was missed: signed deltas are worth nothing after
    that, until the next snapshot. A number seen before is a repeat and must not be applied twice.
    """

    __slots__ = ("assets", "channel", "last_seq", "last_us", "sid", "yes_prices")

    def __init__(self, sid: int) -> None:
        self.sid = sid
        self.channel = ""
        self.last_seq = 0
        self.last_us: int | None = None
        self.assets: set[str] = set()
        self.yes_prices: bool | None = None

    def weigh(self, seq: int | None) -> Verdict:
        """Where `seq` stands; unnumbered messages always come next."""
        if seq is None or seq == self.last_seq + 1:
            return Verdict.NEXT
        if seq > self.last_seq:
            return Verdict.HOLE
        return Verdict.RESTART if seq == 1 and self.last_seq > 1 else Verdict.REPEAT

    def hole(self, seq: int) -> str:
        """Words for what is missing before `seq`."""
        first, last = self.last_seq + 1, seq - 1
        what = f"message {first}" if first == last else f"messages {first} to {last}"
        return f"{what} of Kalshi subscription {self.sid} missing or unreadable"

    def advance(self, seq: int | None, recv_us: int) -> None:
        """Take note of a message that has been accepted."""
        if seq is not None:
            self.last_seq = seq
        self.last_us = recv_us

    def name_channel(self, channel: str) -> None:
        """Learn the channel from a message when no acknowledgement has told it."""
        self.channel = self.channel or channel

    @property
    def scope(self) -> tuple[str, ...]:
        """What a gap here concerns: the assets whose books it feeds, else the channel itself."""
        if self.assets and self.channel in ("", "orderbook_delta"):
            return tuple(sorted(self.assets))
        return (f"kalshi.{self.channel or 'channel'}#{self.sid}",)
