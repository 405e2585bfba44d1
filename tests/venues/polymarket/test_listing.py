"""Choosing among the markets of an event, by type or by name."""

from __future__ import annotations

import pytest

from gametape.errors import UsageError
from gametape.model.market import MarketRules
from gametape.venues.polymarket.listing import EventInfo, ListedMarket, choose_markets


def listed(number: int, kind: str, question: str, title: str = "") -> ListedMarket:
    rules = MarketRules(f"0x{number}", question, (), slug=f"nba-x-{number}", market_type=kind)
    return ListedMarket(rules, title)


EVENT = EventInfo(
    "nba-x",
    "Grizzlies vs. Lakers",
    (
        listed(1, "moneyline", "Grizzlies vs. Lakers"),
        listed(2, "first_half_moneyline", "Grizzlies vs. Lakers: 1H Moneyline"),
        listed(3, "spreads", "Spread: Lakers (-3.5)", "Spread -3.5"),
        listed(4, "totals", "Grizzlies vs. Lakers: O/U 245.5", "O/U 245.5"),
        listed(5, "totals", "Grizzlies vs. Lakers: O/U 2455", "O/U 2455"),
        listed(6, "points", "LeBron James: Points Over 24.5"),
        listed(7, "assists", "LeBron James: Assists Over 5.5"),
        listed(8, "", "Will it snow?"),
    ),
)


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ([], "12345678"),
        (["all"], "12345678"),
        (["moneyline"], "1"),
        (["Moneyline", "spread"], "13"),
        (["totals", "moneyline", "totals"], "145"),
        (["total"], "45"),
        (["first half moneyline"], "2"),
        (["0x7"], "7"),
        (["nba-x-6"], "6"),
        (["o/u 245.5"], "4"),
        (["Spread -3.5"], "3"),
        (["lebron"], "67"),
        (["LeBron James"], "67"),
        (["assists over 5.5"], "7"),
        (["snow"], "8"),
    ],
)
def test_what_words_choose(wanted: list[str], numbers: str) -> None:
    chosen = choose_markets(EVENT, wanted)
    assert "".join(one.rules.market[2:] for one in chosen) == numbers


def test_a_miss_names_the_nearest_and_what_there_is() -> None:
    with pytest.raises(UsageError) as missed:
        choose_markets(EVENT, ["moneyline", "moneylin"])
    assert "'moneylin'" in missed.value.what
    assert "Did you mean 'moneyline'" in missed.value.way_out
    assert "moneyline, first_half_moneyline, spreads, totals" in missed.value.way_out


@pytest.mark.parametrize("nothing", ["", " ", "???", "bron", "zzzzzzzz"])
def test_part_of_a_word_or_nothing_chooses_nothing(nothing: str) -> None:
    with pytest.raises(UsageError):
        choose_markets(EVENT, [nothing])


def test_an_event_without_markets_says_so() -> None:
    with pytest.raises(UsageError, match="no named markets"):
        choose_markets(EventInfo("x", "X", ()), ["moneyline"])
