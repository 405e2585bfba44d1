"""An evening ready to be judged: its material, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from gametape.analyze.context.signals import signals_of
from gametape.analyze.context.surroundings import Context, Surroundings
from gametape.analyze.evening.view import View
from gametape.analyze.material.course import Course
from gametape.analyze.material.deciding import decisions_of
from gametape.analyze.material.decision import Decision
from gametape.analyze.material.material import Material
from gametape.analyze.material.moved import conversion_prices
from gametape.analyze.material.owned import Own
from gametape.analyze.material.phases import Clock, Phase, clocks_of, phases_of
from gametape.analyze.material.plans import Plan, plans_of, said
from gametape.analyze.material.standing import Standings
from gametape.analyze.parameters import DEFAULTS, Parameters
from gametape.ledger.account import account
from gametape.ledger.steps import Line
from gametape.ledger.trades import Account, Episode, Leg, LineAccount
from gametape.signals.signal import Signal

__all__ = ["Evening", "View"]


class Evening:
    """Material with what follows from it: decisions and the account; each computed once."""

    def __init__(self, material: Material, parameters: Parameters = DEFAULTS) -> None:
        self.material = material
        self.parameters = parameters
        self._owned: dict[Line, Own] = {}
        self._contexts: dict[Line, Context] = {}
        self._signals: dict[Line, tuple[Signal, ...]] = {}

    @property
    def courses(self) -> Mapping[Line, Course]:
        """How each line went."""
        return self.material.courses

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """Own orders in order of when they were decided."""
        return decisions_of(self.material, self.parameters)

    @cached_property
    def account(self) -> Account:
        """Legs, episodes and profit."""
        material = self.material
        return account(
            [told.fill for told in material.fills],
            material.rules,
            material.changes,
            material.settled,
            prices=conversion_prices(material),
        )

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Words for outcomes by asset: of the rules, else what own fills called them."""
        found = {told.fill.asset: told.fill.outcome for told in self.material.fills}
        for rules in self.material.rules.values():
            found |= {one.asset: one.label for one in rules.outcomes if one.label}
        return found

    @cached_property
    def episodes(self) -> tuple[tuple[LineAccount, Episode], ...]:
        """Trades as people call them, in order of when they began."""
        found = [(line, one) for line in self.account.lines for one in line.episodes]
        return tuple(sorted(found, key=lambda pair: pair[1].opened_us))

    @cached_property
    def legs(self) -> tuple[tuple[LineAccount, Leg], ...]:
        """Legs in order of when they were closed."""
        found = [(line, leg) for line in self.account.lines for leg in line.legs]
        return tuple(sorted(found, key=lambda pair: pair[1].closed_us))

    def until(self, at_us: int) -> Evening:
        """The evening as a recording that ended then would tell it."""
        return Evening(self.material.until(at_us), self.parameters)

    def view(self, now_us: int, around: dict[Line, Surroundings] | None = None) -> View:
        """What could be known at a moment; `around` what is already known of it by line."""
        return View(self, now_us, around)

    @cached_property
    def standings(self) -> Standings:
        """One's own positions as they were known at each moment."""
        return Standings(self.material, self.dust)

    @cached_property
    def asked(self) -> tuple[list[Decision], list[int]]:
        """Every decision as it was when it was decided, and the times of them."""
        found = [self._as_decided(one) for one in self.decisions]
        return found, [one.decided_us for one in found]

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """Phases of the game as told; empty where no feed told any."""
        return phases_of(self.material.game)

    @cached_property
    def clocks(self) -> tuple[Clock, ...]:
        """Readings of the game's clock, where it has a scheduled end."""
        return clocks_of(self.material.game, self.material.sport)

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """Plans that the trader wrote down."""
        return plans_of(self.material.game)

    @cached_property
    def given_up(self) -> tuple[int, ...]:
        """When the trader said that a thesis was broken."""
        return said(self.material.game, "thesis broken")

    @cached_property
    def intents(self) -> tuple[int, ...]:
        """When the trader marked the intent to enter."""
        return said(self.material.game, "intent")

    @cached_property
    def passes(self) -> tuple[int, ...]:
        """When the trader said to let it pass."""
        return said(self.material.game, "pass")

    @property
    def dust(self) -> int:
        """Micro-shares below which a position counts as flat."""
        return int(self.parameters.dust_shares * 1e6)

    def own(self, line: Line) -> Own:
        """One's own orders and trades of a line."""
        if line not in self._owned:
            self._owned[line] = Own.of(self.material, line)
        return self._owned[line]

    def context(self, line: Line) -> Context | None:
        """A line's market around every moment; None if its book was not recorded."""
        course = self.courses.get(line)
        if course is None or not len(course.times):
            return None
        if line not in self._contexts:
            own = self.own(line)
            self._contexts[line] = Context(course, own, self.phases, self.parameters)
        return self._contexts[line]

    def signals(self, line: Line) -> tuple[Signal, ...]:
        """Market signals of a line, in order."""
        context = self.context(line)
        if context is None:
            return ()
        if line not in self._signals:
            self._signals[line] = signals_of(context)
        return self._signals[line]

    def _as_decided(self, one: Decision) -> Decision:
        held = self.standings.at(one.line, one.decided_us)
        return one.as_decided(
            held.exposure, held.average, held.opened_us, held.first_size, self.dust
        )
