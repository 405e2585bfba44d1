"""The markets and games of a running recording: what was chosen, what joined, what is over."""

from __future__ import annotations

import msgspec

from gametape.errors import TapeError
from gametape.model.events import GameEvent, MarketListed
from gametape.model.market import MarketRules
from gametape.record.plan.evening import Evening
from gametape.record.plan.job import Job
from gametape.replay.state import SessionState
from gametape.tape.manifest import Manifest
from gametape.venues.polymarket.listing import EventInfo


class Roster:
    """Markets by condition id, games by slug; hears of new ones and of ends."""

    def __init__(self, job: Job, state: SessionState, began_us: int) -> None:
        self.markets = {rules.market: rules for rules in job.evening.markets}
        self._job = job
        self._evening: Evening = job.evening
        self._state = state
        self._began_us = began_us
        self._over: set[str] = set()

    def is_new(self, announced: MarketListed) -> bool:
        """Whether an announced market belongs to the events and is not recorded yet."""
        ours = self._evening.whole and announced.event_slug in self._evening.slugs
        return ours and announced.market not in self.markets

    def hear(self, event: GameEvent) -> None:
        """Hear of a game: of its end, or that it goes on after all."""
        for one in self._evening.events:
            named = event.game and event.game in (one.slug, one.game_id)
            if named or len(self._evening.events) == 1:
                if event.ended:
                    self._over.add(one.slug)
                elif event.live:
                    self._over.discard(one.slug)

    def read(self, listed: list[EventInfo]) -> list[MarketRules]:
        """Hear of the events as they are listed now; markets that have to be joined."""
        fresh: list[MarketRules] = []
        for event in listed:
            if event.ended or event.closed:
                self._over.add(event.slug)
            for one in event.markets if self._evening.whole else ():
                if one.tradable and not one.rules.closed and one.rules.market not in self.markets:
                    self.markets[one.rules.market] = one.rules
                    fresh.append(one.rules)
        return fresh

    @property
    def any_over(self) -> bool:
        """Whether a game has ended, so that its markets may have paid."""
        return bool(self._over)

    @property
    def all_over(self) -> bool:
        """Whether every game has ended."""
        return self._over.issuperset(self._evening.slugs)

    def rules(self) -> list[MarketRules | None]:
        """Rules of every market as last read; None for one that was never read."""
        return [self._state.rules.get(market) for market in self.markets]

    def save(self) -> None:
        """Write the manifest; a session that goes on keeps what it said before."""
        path = self._job.folder.manifest_path
        read = self._state.rules
        markets = {market: read.get(market, rules) for market, rules in self.markets.items()}
        new = Manifest(
            session=self._job.folder.slug,
            venue="polymarket",
            title=self._evening.title,
            created_us=self._began_us,
            wallet=self._job.wallet,
            event_slug=self._evening.slugs[0] if self._evening.slugs else "",
            markets=list(markets.values()),
            sources=sorted({"polymarket.market", *(s for s, _ in self._evening.sources)}),
        )
        try:
            old = Manifest.load(path)
        except TapeError:  # a new session has none, and one that cannot be read is made again
            old = new
        before = {rules.market: rules for rules in old.markets}
        msgspec.structs.replace(
            new,
            created_us=min(old.created_us, new.created_us),
            wallet=new.wallet or old.wallet,
            markets=list((before | markets).values()),
            sources=sorted({*old.sources, *new.sources}),
            warnings=old.warnings,
        ).save(path)
