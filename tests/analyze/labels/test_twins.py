"""Twins lie where the decision could have been made."""

from __future__ import annotations

from gametape.analyze.evening.evening import Evening
from gametape.analyze.labels.twins import Twins
from gametape.simulate.corpus.planted import plant
from gametape.simulate.corpus.trips import INNOCENT


def test_who_holds_a_position_cannot_enter() -> None:
    evening = Evening(plant(3, INNOCENT).material)
    twins = Twins(evening, 200)
    entries = [one for one in evening.decisions if one.kind == "entry"]
    times = [twin.decided_us for one in entries for twin in twins.of(one, "entries")]
    assert len(times) == 200 * len(entries) > 0
    held = [(one.opened_us, one.closed_us or 0) for _, one in evening.episodes]
    # A twin lies up to a quarter of a second after a look at which nothing was held.
    assert not any(begin + 250_000 <= at < end for at in times for begin, end in held)


def test_exits_twins_lie_while_the_position_could_have_been_held() -> None:
    evening = Evening(plant(3, INNOCENT).material)
    twins = Twins(evening, 50)
    for one in evening.decisions:
        if one.kind == "exit":
            assert one.opened_us is not None
            after = [twin.decided_us - one.opened_us for twin in twins.of(one, "exits")]
            assert all(5_000_000 <= each <= 900_250_000 for each in after)
