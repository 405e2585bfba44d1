"""Steps of one line to legs and episodes: the walk itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from gametape.ledger.lots import Lot, Lots, Method
from gametape.ledger.steps import Cause, Line, Step, pairs_step
from gametape.ledger.trades import Episode, Leg, Position, price_text

DUST = 10_000
"""Micro-shares (0.01 share): less than this counts as flat (analysis-methods.md 1.5)."""


@dataclass(slots=True)
class Total:
    """A running sum that is exact, and hands out whole micro-dollars that add up to it."""

    exact: Fraction = Fraction(0)

    def add(self, amount: Fraction) -> int:
        """Add, and say by how many micro-dollars the rounded sum has grown."""
        before = round(self.exact)
        self.exact += amount
        return round(self.exact) - before


@dataclass(slots=True)
class _Open:
    """An episode as it grows."""

    number: int
    direction: int
    opened_us: int
    opened: int = 0
    opened_cost: Fraction = Fraction(0)
    closed: int = 0
    closed_worth: Fraction = Fraction(0)
    peak: int = 0
    closed_us: int | None = None
    ended: Cause | None = None
    orders: dict[str, None] = field(default_factory=dict)
    legs: list[int] = field(default_factory=list)
    provisional: bool = False
    fee_assumed: bool = False


class Matcher:
    """Legs and episodes of one line as its steps come in; they must come in order of time."""

    def __init__(self, line: Line, method: Method = Method.FIFO) -> None:
        self.line = line
        self.legs: list[Leg] = []
        self.cash = Fraction(0)
        self.held = 0
        self.held_opposite = 0
        self.settled: Fraction | None = None
        self._lots = Lots(method)
        self._episodes: list[_Open] = []
        self._gross, self._fees = Total(), Total()

    @property
    def exposure(self) -> int:
        """Micro-shares held of the line's asset, less those of its opposite."""
        return self._lots.exposure

    def apply(self, step: Step) -> None:
        """Move forward by one step."""
        self.cash += step.paid
        self.held += step.held
        self.held_opposite += step.held_opposite
        if not step.change:
            return
        left = abs(step.change)
        for piece in self._lots.close(step):
            left -= piece.size
            self._leg(piece, step)
        ended = self._ended(step)
        if left:
            self._enter(step, left, crumb=ended and left < DUST)

    def settle(self, at_us: int, pays: Fraction) -> None:
        """Close everything at what a share of the line's asset pays; no fee."""
        self.settled = pays
        paid = self.held * pays + self.held_opposite * (1 - pays)
        self.apply(
            Step(
                at_us=at_us,
                change=-self.exposure,
                price=pays,
                fee=Fraction(0),
                by="settlement",
                cause="settlement",
                held=-self.held,
                held_opposite=-self.held_opposite,
                paid=paid,
            )
        )

    def refund(self, at_us: int) -> None:
        """Close each lot at the price it was opened at (a push, a void bet); no fee."""
        for lot in list(self._lots.open):
            price = lot.cost / lot.size
            self.apply(
                Step(
                    at_us=at_us,
                    change=-lot.sign * lot.size,
                    price=price,
                    fee=Fraction(0),
                    by="settlement",
                    cause="settlement",
                    held=-lot.sign * lot.size,
                    paid=lot.sign * lot.cost,
                )
            )
        self.apply(pairs_step(at_us, -self.held_opposite, "settlement"))

    def position(self) -> Position:
        """What is open now."""
        size = abs(self.exposure)
        cost = sum((lot.sign * lot.cost for lot in self._lots.open), Fraction(0))
        fees = sum((lot.fees for lot in self._lots.open), Fraction(0))
        average = price_text(abs(cost) / size) if size else None
        return Position(self.exposure, average, round(cost), round(fees))

    def episodes(self) -> Iterable[Episode]:
        """All episodes, the open one last."""
        return [self._told(episode) for episode in self._episodes]

    def _leg(self, lot: Lot, step: Step) -> None:
        worth = lot.size * step.price
        gross = self._gross.add(lot.sign * (worth - lot.cost))
        fees = self._fees.add(lot.fees + step.fee * Fraction(lot.size, abs(step.change)))
        episode = self._episodes[lot.episode]
        leg = Leg(
            direction=lot.sign,
            size=lot.size,
            open_price=price_text(lot.cost / lot.size),
            close_price=price_text(step.price),
            opened_us=lot.opened_us,
            closed_us=step.at_us,
            opened_by=lot.by,
            closed_by=step.by,
            cause=step.cause,
            gross=gross,
            fees=fees,
            net=gross - fees,
            episode=lot.episode,
            provisional=lot.provisional or step.provisional,
            fee_assumed=lot.fee_assumed or step.fee_assumed,
        )
        episode.closed += lot.size
        episode.closed_worth += worth
        episode.legs.append(len(self.legs))
        if step.cause == "trade" and episode.closed_us is None:
            episode.orders[step.by] = None
        episode.provisional = episode.provisional or leg.provisional
        episode.fee_assumed = episode.fee_assumed or leg.fee_assumed
        self.legs.append(leg)

    def _ended(self, step: Step) -> bool:
        """Close the running episode when nothing, or only dust, is left of it."""
        if not self._episodes or self._episodes[-1].closed_us is not None:
            return False
        episode = self._episodes[-1]
        closing = episode.direction * step.change < 0
        if not closing or abs(self.exposure) >= DUST:
            return False
        episode.closed_us, episode.ended = step.at_us, step.cause
        return True

    def _enter(self, step: Step, left: int, *, crumb: bool) -> None:
        """Open what a step leaves over, in the running episode or in a new one.

        A `crumb` is dust beyond the end of an episode: it begins no new one.
        """
        sign = 1 if step.change > 0 else -1
        if not crumb and (not self._episodes or self._episodes[-1].closed_us is not None):
            self._episodes.append(_Open(len(self._episodes), sign, step.at_us))
        episode = self._episodes[-1]
        lot = Lot(
            sign=sign,
            size=left,
            cost=left * step.price,
            fees=step.fee * Fraction(left, abs(step.change)),
            opened_us=step.at_us,
            by=(step.by,),
            episode=episode.number,
            provisional=step.provisional,
            fee_assumed=step.fee_assumed,
        )
        self._lots.add(lot)
        if crumb:
            return
        episode.opened += left
        episode.opened_cost += lot.cost
        if step.cause == "trade":
            episode.orders[step.by] = None
        episode.provisional = episode.provisional or step.provisional
        episode.fee_assumed = episode.fee_assumed or step.fee_assumed
        episode.peak = max(episode.peak, abs(self.exposure))

    def _told(self, episode: _Open) -> Episode:
        legs = [self.legs[at] for at in episode.legs]
        gross, fees = sum(leg.gross for leg in legs), sum(leg.fees for leg in legs)
        closed = episode.closed
        return Episode(
            number=episode.number,
            direction=episode.direction,
            opened_us=episode.opened_us,
            closed_us=episode.closed_us,
            ended=episode.ended,
            opened=episode.opened,
            closed=closed,
            peak=episode.peak,
            entry=price_text(episode.opened_cost / episode.opened),
            exit=price_text(episode.closed_worth / closed) if closed else None,
            orders=tuple(episode.orders),
            legs=tuple(episode.legs),
            gross=gross,
            fees=fees,
            net=gross - fees,
            provisional=episode.provisional,
            fee_assumed=episode.fee_assumed,
        )
