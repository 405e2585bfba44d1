"""An evening ready to be judged, and the view of it that ends at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from gametape.analyze.course import Course
from gametape.analyze.deciding import decisions_of
from gametape.analyze.decision import Decision
from gametape.analyze.lookahead import LookAhead
from gametape.analyze.material import Material, ToldOrder
from gametape.analyze.parameters import DEFAULTS, Parameters
from gametape.ledger.account import account
from gametape.ledger.steps import Line
from gametape.ledger.trades import Account, Episode, Leg, LineAccount
from gametape.model.book import Side
from gametape.replay.timeline import GameEntry


class Evening:
    """Material with what follows from it: decisions and the account; each computed once."""

    def __init__(self, material: Material, parameters: Parameters = DEFAULTS) -> None:
        self.material = material
        self.parameters = parameters

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
        )

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

    def view(self, now_us: int) -> View:
        """What could be known at a moment."""
        return View(self, now_us)


class View:
    """An evening that ends at `now_us`; whatever is asked for a later moment raises LookAhead.

    Whoever labels decisions reads this and nothing else.
    """

    def __init__(self, evening: Evening, now_us: int) -> None:
        self._evening = evening
        self.now_us = now_us
        self._courses: dict[Line, Course] = {}

    @property
    def parameters(self) -> Parameters:
        """The numbers that rules rest on."""
        return self._evening.parameters

    @property
    def lines(self) -> tuple[Line, ...]:
        """What was traded at the venue."""
        return tuple(self._evening.courses)

    @property
    def bankroll(self) -> int | None:
        """Micro-dollars at the session's start, if known."""
        return self._evening.material.bankroll

    def course(self, line: Line) -> Course | None:
        """How a line went until now; None if its book was not recorded."""
        if line not in self._courses:
            whole = self._evening.courses.get(line)
            if whole is None:
                return None
            self._courses[line] = whole.until(self.now_us)
        return self._courses[line]

    def check(self, at_us: int) -> int:
        """A moment that may be asked for; raises LookAhead for a later one."""
        if at_us > self.now_us:
            raise LookAhead(at_us, self.now_us)
        return at_us

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """Orders decided before now, as they were known now: fills of later are not in them."""
        return self._known.decisions_before(self.now_us)

    @cached_property
    def legs(self) -> tuple[tuple[LineAccount, Leg], ...]:
        """What was closed by trading (or settled) until now."""
        return tuple(pair for pair in self._known.legs if pair[1].closed_us <= self.now_us)

    @property
    def game(self) -> tuple[GameEntry, ...]:
        """What the game's feeds and the trader's tags told until now."""
        return tuple(self._known.material.game)

    def resting(self, line: Line) -> tuple[dict[int, int], dict[int, int]]:
        """One's own resting micro-shares by cell of the line's asset: bids, asks."""
        latest: dict[str, ToldOrder] = {}
        for told in self._known.material.orders:
            if told.asset in (line.asset, line.opposite):
                latest[told.order_id] = told
        sides: tuple[dict[int, int], dict[int, int]] = ({}, {})
        for told in latest.values():
            if told.resting and told.cell is not None:
                opposite = told.asset == line.opposite
                bids = (told.side is Side.BUY) != opposite
                cell = 10_000 - told.cell if opposite else told.cell
                side = sides[0 if bids else 1]
                side[cell] = side.get(cell, 0) + told.size - told.matched
        return sides

    @cached_property
    def _known(self) -> _Known:
        return _Known(self._evening.material.until(self.now_us), self.parameters)


class _Known(Evening):
    """An evening cut at a moment, for its view."""

    def decisions_before(self, now_us: int) -> tuple[Decision, ...]:
        """Orders decided before a moment."""
        return tuple(one for one in self.decisions if one.decided_us < now_us)
