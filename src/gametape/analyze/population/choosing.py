"""Which sessions a question is about."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from gametape.analyze.population.summary import SessionSummary


class Choice(msgspec.Struct, frozen=True):
    """Sessions by sport, league and time; an empty word or None asks for all of them.

    `from_us` is the first moment, `to_us` the first after, of when a session began; microseconds.
    `sessions` are names, where only some are meant.
    """

    sport: str = ""
    league: str = ""
    from_us: int | None = None
    to_us: int | None = None
    sessions: tuple[str, ...] = ()

    def takes(self, one: SessionSummary) -> bool:
        """Whether a session is one of them."""
        return (
            self.sport in ("", one.sport)
            and self.league in ("", one.league)
            and (self.from_us is None or one.started_us >= self.from_us)
            and (self.to_us is None or one.started_us < self.to_us)
            and (not self.sessions or one.slug in self.sessions)
        )

    def of(self, summaries: Iterable[SessionSummary]) -> tuple[SessionSummary, ...]:
        """Those that are meant and have own trades, in order of time."""
        found = (one for one in summaries if one.trades and self.takes(one))
        return tuple(sorted(found, key=lambda one: (one.started_us, one.slug)))
