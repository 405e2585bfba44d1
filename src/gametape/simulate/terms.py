"""The terms of the synthetic venue, as data: tick, least size, taker delay, fees, wipe."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import msgspec

from gametape.model.amounts import MICRO
from gametape.model.market import FeeSchedule, MarketRules, Outcome
from gametape.model.times import SECOND
from gametape.simulate.identifiers import condition_id, game_id, token_id
from gametape.simulate.sports.game import Game, Line

_FIRST_DAY = date(2026, 10, 1)


class VenueTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What the venue asks and does, the same for all its markets.

    The defaults are those of sports markets in autumn 2026 (polymarket-api.md sections 11, 12).
    """

    tick: Decimal = Decimal("0.01")
    min_size: int = 5 * MICRO
    taker_delay_us: int = SECOND
    wipes_book_at_start: bool = True
    fees: FeeSchedule = FeeSchedule(
        rate=Decimal("0.05"), exponent=Decimal(1), taker_only=True, rebate_rate=Decimal("0.15")
    )


def event_slug(game: Game, seed: int) -> str:
    """The venue's name of the event: league, both sides, a day that follows from the seed."""
    day = _FIRST_DAY + timedelta(days=seed % 180)
    return "-".join((game.league, *game.slug_names, day.isoformat()))


def market_rules(
    game: Game, line: Line, seed: int, terms: VenueTerms, start_us: int
) -> MarketRules:
    """The rules of one market, complete; `start_us` is when the game starts, in script time."""
    slug = event_slug(game, seed)
    return MarketRules(
        market=condition_id(seed, f"{game.sport}/{line.name}"),
        question=line.question,
        outcomes=(
            Outcome(token_id(seed, f"{game.sport}/{line.name}", 0), line.outcomes[0]),
            Outcome(token_id(seed, f"{game.sport}/{line.name}", 1), line.outcomes[1]),
        ),
        slug=f"{slug}-{line.slug_end}" if line.slug_end else slug,
        event_slug=slug,
        market_type=line.market_type,
        line=line.line,
        tick=terms.tick,
        min_size=terms.min_size,
        taker_delay_us=terms.taker_delay_us,
        neg_risk=line.neg_risk,
        game_start_us=start_us,
        wipes_book_at_start=terms.wipes_book_at_start,
        fees=terms.fees,
        closed=False,
        game_id=str(game_id(seed, game.sport)),
    )
