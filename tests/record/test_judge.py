"""The judge of recordings: what the venue did not tell has to be known as a hole, and no more."""

from __future__ import annotations

from simulate.venue.venue_script import NO, YES, rules

from bench.judge import stretches
from gametape.model.times import SECOND
from gametape.simulate.venue.truth.log import TruthLog
from gametape.simulate.venue.truth.records import HoleTruth, LinkTruth, ListedTruth


def silence(since_s: int, to_s: int, connection: int) -> HoleTruth:
    return HoleTruth(
        t=to_s * SECOND,
        since=since_s * SECOND,
        connection=connection,
        channel="market",
        scope=YES,
        cause="freeze",
        lost=1,
    )


def test_what_was_never_had_cannot_be_lost() -> None:
    """A market that was first asked for in a silence has no hole before its first book."""
    truth = TruthLog()
    truth.add(ListedTruth(t=60 * SECOND, rules=rules(), levels=[]))
    for connection, at_s in ((1, 90), (2, 95)):
        truth.add(
            LinkTruth(
                t=at_s * SECOND,
                connection=connection,
                channel="market",
                state="subscribed",
                scope=(YES, NO),
            )
        )
    truth.add(silence(90, 96, 1))
    truth.add(silence(120, 125, 2))
    assert [(one.from_us, one.fault) for one in stretches(truth)] == [(120 * SECOND, "freeze")]
