"""From what was pasted to what will be recorded, against a server on loopback."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from venues.polymarket.loopback import Loopback, Request, Response

from gametape.errors import GametapeError, UsageError, VenueError
from gametape.model.times import SECOND
from gametape.venues.polymarket.links import parse_reference
from gametape.venues.polymarket.resolve import Resolved, resolve
from gametape.venues.polymarket.rest import PolymarketRest, open_http
from gametape.venues.polymarket.service import NotAtVenueError, Retries
from gametape.venues.polymarket.urls import PolymarketUrls

NOW_US = 1_769_400_000 * SECOND  # 2026-01-26T04:00:00Z
QUICK = Retries(tries=2, first_s=0.0, most_s=0.0)
TOKEN = "7" * 77


def condition(number: int) -> str:
    return f"0x{number:064x}"


def gamma(number: int, kind: str = "moneyline", **fields: Any) -> dict[str, Any]:
    return {
        "conditionId": condition(number),
        "slug": f"m-{number}",
        "question": f"Question {number}",
        "outcomes": '["A","B"]',
        "clobTokenIds": f'["{number}1","{number}2"]',
        "sportsMarketType": kind,
        "orderPriceMinTickSize": 0.01,
        "feeSchedule": {"rate": 0.05, "rebateRate": 0.15},
        **fields,
    }


def full(number: int) -> dict[str, Any]:
    tokens = [{"token_id": f"{number}{side}", "outcome": "AB"[side - 1]} for side in (1, 2)]
    return {"condition_id": condition(number), "market_slug": f"m-{number}", "tokens": tokens,
            "minimum_tick_size": 0.001, "seconds_delay": 1}  # fmt: skip


def compact(number: int) -> dict[str, Any]:
    tokens = [{"t": f"{number}{side}", "o": "AB"[side - 1]} for side in (1, 2)]
    return {"c": condition(number), "t": tokens, "fd": {"r": 0.03}}


EVENT = {
    "slug": "nba-a-b-2026-01-25",
    "title": "A vs. B",
    "startTime": "2026-01-26T01:00:00Z",
    "markets": [gamma(1), gamma(2, "spreads"), gamma(3, "totals")],
}
ALONE = {"slug": "nba-a-b-2026-01-25", "title": "A vs. B"}


def venue(more: dict[str, Any] | None = None) -> dict[str, Any]:
    answers: dict[str, Any] = {"/events/slug/nba-a-b-2026-01-25": Response(EVENT)}
    for number in (1, 2, 3):
        answers[f"/markets/{condition(number)}"] = Response(full(number))
        answers[f"/clob-markets/{condition(number)}"] = Response(compact(number))
        answers[f"/markets/slug/m-{number}"] = Response({**gamma(number), "events": [ALONE]})
    return {**answers, **(more or {})}


def find(
    pasted: str, wanted: tuple[str, ...] = (), answers: dict[str, Any] | None = None
) -> tuple[Resolved, Loopback]:
    async def main() -> tuple[Resolved, Loopback]:
        server = Loopback(venue() if answers is None else answers)
        async with server.running(), open_http() as http:
            urls = PolymarketUrls(clob=server.url, gamma=server.url, data=server.url)
            rest = PolymarketRest(urls, http, lambda: NOW_US, retries=QUICK, hydration=QUICK)
            return await resolve(rest, parse_reference(pasted), wanted), server

    return asyncio.run(main())


def numbers(found: Resolved) -> list[int]:
    return [int(market.rules.market, 16) for market in found.markets]


@pytest.mark.parametrize(
    "pasted", ["nba-a-b-2026-01-25", "https://polymarket.com/sports/nba/nba-a-b-2026-01-25"]
)
def test_an_event_gives_all_its_markets_with_the_clobs_word(pasted: str) -> None:
    found, _ = find(pasted)
    assert numbers(found) == [1, 2, 3]
    rules = found.markets[0].rules
    assert (str(rules.tick), rules.taker_delay_us) == ("0.001", 1_000_000)
    assert rules.fees is not None
    assert (str(rules.fees.rate), str(rules.fees.rebate_rate)) == ("0.03", "0.15")
    assert rules.event_slug == "nba-a-b-2026-01-25"
    sources = [answer.source for answer in found.answers]
    assert sources == ["polymarket.gamma"] + ["polymarket.clob"] * 6
    assert found.warnings == ()


def test_a_choice_of_markets() -> None:
    found, server = find("nba-a-b-2026-01-25", ("spreads",))
    assert numbers(found) == [2]
    assert len(found.event.markets) == 3
    # Nothing is asked about markets that were not chosen.
    assert server.asked(f"/markets/{condition(1)}") == []
    with pytest.raises(UsageError, match="no market 'corners'"):
        find("nba-a-b-2026-01-25", ("corners",))


@pytest.mark.parametrize(
    "pasted", ["m-2", "https://polymarket.com/event/nba-a-b-2026-01-25/m-2",
               "https://polymarket.com/market/m-2"],
)  # fmt: skip
def test_a_market_gives_itself_and_what_is_wanted_besides(pasted: str) -> None:
    found, _ = find(pasted)
    assert numbers(found) == [2]
    assert len(found.event.markets) == 3
    assert numbers(find(pasted, ("totals",))[0]) == [2, 3]


def keyset(request: Request) -> Response:
    by_token = request.query.get("clob_token_ids") == TOKEN
    by_condition = request.query.get("condition_ids") == condition(3)
    return Response(
        {"markets": [{**gamma(3), "events": [ALONE]}] if by_token or by_condition else []}
    )


@pytest.mark.parametrize("pasted", [condition(3), TOKEN])
def test_ids_are_looked_up_at_gamma(pasted: str) -> None:
    found, _ = find(pasted, answers=venue({"/markets/keyset": keyset}))
    assert numbers(found) == [3]
    assert found.event.title == "A vs. B"


@pytest.mark.parametrize("pasted", [condition(2), TOKEN])
def test_ids_that_gamma_does_not_list_are_looked_up_at_the_clob(pasted: str) -> None:
    answers = venue({"/markets/keyset": Response({"markets": []})})
    answers[f"/markets-by-token/{TOKEN}"] = Response(full(2))
    found, _ = find(pasted, answers=answers)
    assert numbers(found) == [2]


def test_what_nobody_knows() -> None:
    for pasted, told in (("lakers-x", "no event and no market 'lakers-x'"), (condition(9), "404")):
        answers = venue({"/markets/keyset": Response({"markets": []})})
        with pytest.raises(NotAtVenueError, match=told):
            find(pasted, answers=answers)


def test_a_market_without_an_event() -> None:
    answers = venue({"/markets/slug/m-1": Response({**gamma(1), "events": None})})
    found, _ = find("https://polymarket.com/market/m-1", answers=answers)
    assert numbers(found) == [1]
    assert found.event.title == "Question 1"


def test_markets_not_yet_there_are_left_out_and_named() -> None:
    new = gamma(2, clobTokenIds=None)
    answers = venue({"/events/slug/nba-a-b-2026-01-25": Response(
        {**EVENT, "markets": [gamma(1), new]})})  # fmt: skip
    found, _ = find("nba-a-b-2026-01-25", answers=answers)
    assert numbers(found) == [1]
    assert found.warnings == ("'Question 2' has no tokens yet and is left out.",)
    answers = venue({"/events/slug/nba-a-b-2026-01-25": Response({**EVENT, "markets": [new]})})
    with pytest.raises(VenueError, match="no market that can be traded yet"):
        find("nba-a-b-2026-01-25", answers=answers)


def test_a_market_the_clob_does_not_know_keeps_gammas_rules() -> None:
    answers = venue()
    del answers[f"/markets/{condition(1)}"]
    found, _ = find("nba-a-b-2026-01-25", ("moneyline",), answers)
    assert str(found.markets[0].rules.tick) == "0.01"
    assert found.warnings == ("'Question 1': the CLOB does not know it; the rules are Gamma's.",)


def test_a_venue_in_trouble_is_one_plain_error() -> None:
    answers = venue()
    for number in (1, 2, 3):
        answers[f"/markets/{condition(number)}"] = Response({"error": "restarting"}, 425)
    with pytest.raises(GametapeError, match="answered 425") as error:
        find("nba-a-b-2026-01-25", answers=answers)
    assert not isinstance(error.value, ExceptionGroup)


@pytest.mark.parametrize(
    ("fields", "doubt"),
    [
        ({"startTime": "2025-01-25T01:00:00Z"}, "started on 2025-01-25"),
        ({"ended": True}, "is over"),
        ({"closed": True}, "is over"),
    ],
)
def test_a_slug_that_names_an_old_game_is_doubted(fields: dict[str, Any], doubt: str) -> None:
    event = Response({**EVENT, **fields})
    found, _ = find("nba-a-b-2026-01-25", answers=venue({"/events/slug/nba-a-b-2026-01-25": event}))
    assert doubt in found.warnings[0]
