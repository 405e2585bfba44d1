"""What a market definition says: the rules, the state of play, and in the end who won."""

from __future__ import annotations

from decimal import Decimal

from gametape.model.events import Event, GameEvent, MarketResolved, RulesRead
from gametape.model.market import MarketRules, Outcome
from gametape.model.times import SECOND, iso_us
from gametape.venues.betfair.wire import At, Definition, RunnerDefinition, asset_id

_WON = frozenset(("WINNER", "PLACED"))
_LOST = "LOSER"
_REMOVED = frozenset(("REMOVED", "REMOVED_VACANT"))


def market_rules(market: str, definition: Definition) -> MarketRules:
    """The rules of a market as its definition states them.

    Removed runners are no outcomes: bets on them are void, which no payout expresses. Commission
    is taken from a market's net winnings, not from trades, so there is no fee schedule. Raises
    ParseError for a start that is no time.
    """
    runners = _standing(definition)
    closed = definition.status == "CLOSED"
    return MarketRules(
        market=market,
        question=": ".join(filter(None, (definition.event_name, definition.name))),
        outcomes=tuple(Outcome(asset_id(market, r.id, r.hc), r.name or str(r.id)) for r in runners),
        event_slug=definition.event_id,
        market_type=definition.market_type,
        taker_delay_us=definition.bet_delay * SECOND,
        game_start_us=iso_us(definition.market_time) if definition.market_time else None,
        closed=closed,
        resolution=_resolution(definition) if closed else "",
        payouts=_payouts(runners, definition.number_of_winners) if closed else None,
        game_id=definition.event_id,
    )


def play_state(definition: Definition) -> str:
    """State of play in a word: `open`, `in play`, `suspended`, `closed` (or Betfair's own)."""
    if definition.status == "OPEN" and definition.in_play:
        return "in play"
    return definition.status.lower()


class DefinitionHistory:
    """The definitions of one market, of which only what changed is an event."""

    __slots__ = ("_live", "_market", "_rules", "_state")

    def __init__(self, market: str) -> None:
        self._market = market
        self._rules: MarketRules | None = None
        self._state = ""
        self._live = False

    def read(self, definition: Definition, at: At) -> list[Event]:
        """Rules where they changed, a game event for a new state, winners when it closes.

        Betfair repeats the whole definition for every small change. Raises ParseError for a start
        time that is none.
        """
        events: list[Event] = []
        rules = market_rules(self._market, definition)
        if rules != self._rules:
            events.append(RulesRead(**at, rules=rules))
        state, live = play_state(definition), definition.in_play
        if (state, live) != (self._state, self._live):
            events.append(
                GameEvent(
                    **at,
                    name="status",
                    text=state,
                    game=definition.event_id,
                    status=definition.status,
                    live=live,
                    ended=state == "closed",
                )
            )
            if state == "closed":
                events.extend(
                    MarketResolved(
                        **at,
                        market=self._market,
                        winner=asset_id(self._market, runner.id, runner.hc),
                    )
                    for runner in definition.runners
                    if runner.status in _WON
                )
        self._rules, self._state, self._live = rules, state, live
        return events


def _standing(definition: Definition) -> list[RunnerDefinition]:
    standing = [runner for runner in definition.runners if runner.status not in _REMOVED]
    return sorted(standing, key=lambda runner: runner.sort_priority)


def _resolution(definition: Definition) -> str:
    winners = [runner.name or str(runner.id) for runner in definition.runners if _won(runner)]
    removed = [
        runner.name or str(runner.id) for runner in definition.runners if runner.status in _REMOVED
    ]
    words = []
    if winners:
        words.append("won by " + ", ".join(winners))
    if removed:
        words.append("void for " + ", ".join(removed))
    return "; ".join(words)


def _won(runner: RunnerDefinition) -> bool:
    return runner.status in _WON


def _payouts(runners: list[RunnerDefinition], places: int) -> tuple[Decimal, ...] | None:
    """Dollars a share, or None where the statuses do not tell.

    More winners than places is a dead heat. With one place each of k winners is paid 1/k (Betfair
    divides the stake); with several places the statuses do not say who tied.
    """
    winners = sum(map(_won, runners))
    if not winners or any(not _won(r) and r.status != _LOST for r in runners):
        return None
    if winners <= max(places, 1):
        share = Decimal(1)
    elif places == 1:
        share = (Decimal(1) / winners).quantize(Decimal("0.000001"))
    else:
        return None
    return tuple(share if _won(runner) else Decimal(0) for runner in runners)
