"""The recorded trader at work: walks through the plan, an episode at a time, and sees its fills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gametape.model.amounts import MICRO
from gametape.model.book import Side
from gametape.model.grid import NONE
from gametape.model.times import MINUTE, SECOND
from gametape.simulate.desk import Desk
from gametape.simulate.ladder import CENT, TOP
from gametape.simulate.plans import Episode
from gametape.simulate.standing import OwnOrder

_Phase = Literal["idle", "entering", "holding", "scaling", "leaving"]

_LATE_US = 45 * SECOND
_PATIENCE_US = 4 * MINUTE
_TRADED = (500, 9500)
_ENTRY_SLIP, _EXIT_SLIP = 3 * CENT, 6 * CENT
_FORGOTTEN_BELOW = 6 * CENT
_EXIT_TRIES = 3
_CHASES = 2


class TraderAtWork:
    """Carries out the episodes of a plan; every order carries its episode's label.

    The least order size is `least` micro-shares; what is left below that is kept to the end.
    """

    def __init__(self, plan: Sequence[Episode], desk: Desk, least: int) -> None:
        self._plan = list(plan)
        self._desk = desk
        self._least = least
        self._next = 0
        self._phase: _Phase = "idle"
        self._entry: OwnOrder | None = None
        self._exits: list[OwnOrder] = []
        self._tries = 0
        self._lost = False

    def step(self, now_us: int) -> None:
        """Do what is due at `now_us` (natural time)."""
        if self._next == len(self._plan):
            return
        episode = self._plan[self._next]
        if self._phase == "idle":
            if now_us >= episode.enter_us:
                self._enter(episode, now_us)
        elif self._phase == "entering":
            self._await_entry(episode, now_us)
        elif self._phase == "holding":
            if episode.exit == "scale_out":
                self._scale_out(episode)
            elif now_us >= episode.leave_us:
                self._leave(episode)
        elif self._phase == "scaling":
            self._await_scaling(episode, now_us)
        else:
            self._await_exit(episode)

    def _held(self) -> int:
        entered = self._entry.filled if self._entry else 0
        return entered - sum(order.filled for order in self._exits)

    def _enter(self, episode: Episode, now_us: int) -> None:
        desk, line, outcome = self._desk, episode.line, episode.outcome
        late = now_us > episode.enter_us + _LATE_US
        if late or (episode.after_loss and not self._lost) or not desk.trades(line):
            self._next += 1
            return
        side = Side.SELL if episode.entry == "take" else Side.BUY
        best = desk.best(line, outcome, side)
        if best == NONE or not _TRADED[0] <= best <= _TRADED[1]:
            self._next += 1
            return
        if episode.entry == "take":
            best += _ENTRY_SLIP
        elif episode.behaviour == "forgotten":
            best -= min(_FORGOTTEN_BELOW, best - CENT)
        self._entry = desk.place(
            line,
            outcome,
            Side.BUY,
            min(best, TOP - desk.tick(line)),
            episode.size,
            order_type="FAK" if episode.entry == "take" else "GTC",
            label=episode.entry_label,
        )
        self._exits, self._tries, self._phase = [], 0, "entering"

    def _await_entry(self, episode: Episode, now_us: int) -> None:
        entry = self._entry
        assert entry is not None
        if entry.open and episode.entry == "rest":
            forgotten = episode.behaviour == "forgotten"
            patience_us = episode.leave_us if forgotten else episode.enter_us + _PATIENCE_US
            if now_us >= min(patience_us, episode.leave_us):
                self._desk.cancel(episode.line, entry)
            elif not forgotten and not entry.filled and self._tries < _CHASES:
                self._follow_price(episode, entry)
                return
        if not entry.open:
            self._tries = 0
            self._phase = "holding" if self._held() >= self._least else "idle"
            if self._phase == "idle":
                self._next += 1

    def _follow_price(self, episode: Episode, entry: OwnOrder) -> None:
        """A price that ran away by two cents or more is followed: cancel, and place anew."""
        line, outcome = episode.line, episode.outcome
        best = self._desk.best(line, outcome, Side.BUY)
        cell = entry.cell if outcome == 0 else TOP - entry.cell
        if best == NONE or best < cell + 2 * CENT or best > _TRADED[1]:
            return
        self._desk.cancel(line, entry)
        self._tries += 1
        self._entry = self._desk.place(
            line, outcome, Side.BUY, best, episode.size, label=episode.entry_label
        )

    def _scale_out(self, episode: Episode) -> None:
        """Offer thirds a cent apart, from the best ask or a cent above the entry, if higher."""
        desk, line, outcome, held = self._desk, episode.line, episode.outcome, self._held()
        entry = self._entry
        assert entry is not None
        best = desk.best(line, outcome, Side.SELL)
        paid = entry.cell if outcome == 0 else TOP - entry.cell
        first = max(paid if best == NONE else best, paid + CENT)
        third = held // 3 // MICRO * MICRO
        parts = [third, third, held - 2 * third] if third >= self._least else [held]
        for rank, size in enumerate(parts):
            cell = first + rank * CENT
            if cell <= TOP - CENT:
                self._exits.append(
                    desk.place(line, outcome, Side.SELL, cell, size, label=episode.exit_label)
                )
        self._phase = "scaling"

    def _await_scaling(self, episode: Episode, now_us: int) -> None:
        if any(order.open for order in self._exits) and now_us < episode.leave_us:
            return
        for order in self._exits:
            if order.open:
                self._desk.cancel(episode.line, order)
        self._leave(episode)

    def _leave(self, episode: Episode) -> None:
        """Sell what is held at once, down to some cents below the best bid."""
        desk, line, outcome, held = self._desk, episode.line, episode.outcome, self._held()
        self._phase = "leaving"
        self._tries += 1
        if held < self._least or self._tries > _EXIT_TRIES or not desk.trades(line):
            self._close()
            return
        best = desk.best(line, outcome, Side.BUY)
        if best == NONE:
            return
        label = episode.exit_label if episode.exit == "take" else ""
        cell = max(best - _EXIT_SLIP, desk.tick(line))
        self._exits.append(
            desk.place(line, outcome, Side.SELL, cell, held, order_type="FAK", label=label)
        )

    def _await_exit(self, episode: Episode) -> None:
        if not any(order.open for order in self._exits):
            self._leave(episode)

    def _close(self) -> None:
        """The episode is over: note whether it lost, before fees."""
        assert self._entry is not None
        legs = [self._entry, *self._exits]
        gain = sum(leg.cost if leg.side == "SELL" else -leg.cost for leg in legs)
        self._lost = gain < 0
        self._phase = "idle"
        self._next += 1
