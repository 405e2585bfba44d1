"""A tiny evening written by hand, for tests of the loopback venue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from gametape.model.amounts import MICRO
from gametape.model.book import Level, Side
from gametape.model.market import FeeSchedule, MarketRules, Outcome
from gametape.simulate.script import Action
from gametape.simulate.venue.exchange.clearing import Trader
from gametape.simulate.venue.exchange.happenings import Moment

BUY, SELL = Side.BUY, Side.SELL
MARKET = "0x" + "ab" * 32
OTHER = "0x" + "cd" * 32
YES, NO = "1" + "0" * 75 + "1", "1" + "0" * 75 + "2"
OTHER_YES, OTHER_NO = "2" + "0" * 75 + "1", "2" + "0" * 75 + "2"
START_US = 1_763_000_000_000_000
TRADER = Trader(
    api_key="7e57ab1e-0000-4000-8000-000000000001",
    secret="A" * 43 + "=",
    passphrase="f" * 64,
    wallet="0xAbCd000000000000000000000000000000000001",
)


def shares(count: int) -> int:
    return count * MICRO


def rules(
    market: str = MARKET, assets: tuple[str, str] = (YES, NO), delay_s: int = 0
) -> MarketRules:
    return MarketRules(
        market=market,
        question="Larks at Herons",
        outcomes=(Outcome(assets[0], "Larks"), Outcome(assets[1], "Herons")),
        slug="larks-herons" if market == MARKET else "larks-herons-total",
        event_slug="larks-herons-2026-11-22",
        market_type="moneyline" if market == MARKET else "totals",
        line="" if market == MARKET else "210.5",
        tick=Decimal("0.01"),
        min_size=shares(5),
        taker_delay_us=delay_s * MICRO,
        neg_risk=False,
        game_start_us=60 * MICRO,
        wipes_book_at_start=True,
        fees=FeeSchedule(rate=Decimal("0.05"), rebate_rate=Decimal("0.15")),
    )


BIDS: tuple[Level, ...] = ((4900, shares(100)), (4800, shares(200)), (100, shares(5000)))
ASKS: tuple[Level, ...] = ((5100, shares(100)), (5200, shares(200)), (9900, shares(5000)))


class HandScript:
    """A script of the actions it is given."""

    event_slug = "larks-herons-2026-11-22"
    title = "Larks at Herons"
    sport = "basketball"
    home = "Herons"
    away = "Larks"
    game_id = 4_242_424
    duration_us = 120 * MICRO

    def __init__(self, actions: Iterable[Action] = (), *, delay_s: int = 0) -> None:
        self.markets: tuple[MarketRules, ...] = (
            rules(delay_s=delay_s),
            rules(OTHER, (OTHER_YES, OTHER_NO), delay_s),
        )
        self.opening: dict[str, tuple[tuple[Level, ...], tuple[Level, ...]]] = {
            MARKET: (BIDS, ASKS),
            OTHER: (BIDS, ASKS),
        }
        self._actions = sorted(actions, key=lambda action: action.at_us)

    def actions(self) -> Iterator[Action]:
        return iter(self._actions)


def moment(script_us: int = 0) -> Moment:
    return Moment(script_us, START_US + script_us, START_US + script_us)
