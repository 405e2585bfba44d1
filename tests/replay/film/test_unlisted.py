"""Markets that nobody described are told as far as their assets go."""

from __future__ import annotations

from gametape.replay.film.unlisted import unlisted_markets

MIA = "KX-26-MIA"


def test_two_assets_are_two_sides_with_short_names() -> None:
    sides = [(MIA, f"{MIA}:yes", f"{MIA}:yes"), (MIA, f"{MIA}:no", f"{MIA}:no")]
    (facts,) = unlisted_markets((), sides)
    told = [(one.asset, one.label) for one in facts.outcomes]
    assert told == [(f"{MIA}:yes", "MIA yes"), (f"{MIA}:no", "MIA no")]
    assert (facts.market, facts.question, facts.tick, facts.fees) == (MIA, MIA, None, None)


def test_what_is_described_or_more_than_two_or_of_no_market_is_left() -> None:
    three = [("m", name, name) for name in "abc"]
    assert unlisted_markets((), three) == []
    assert unlisted_markets({"m"}, three[:2]) == []
    assert unlisted_markets((), [("", "a", "a")]) == []


def test_a_label_stands_and_a_name_that_is_no_longer_market_stays_whole() -> None:
    (facts,) = unlisted_markets((), [("m", "123", "Owls"), ("m", "456", "456")])
    assert [one.label for one in facts.outcomes] == ["Owls", "456"]
