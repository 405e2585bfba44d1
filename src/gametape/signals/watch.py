"""One market watched as it runs: an event in, a signal or none out."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque

from gametape.model.times import SECOND
from gametape.signals.deciding import Deciding
from gametape.signals.rules import Seen
from gametape.signals.signal import Rules, Signal
from gametape.signals.usual import NAN, SLOW_S, Sigma, Usual

_SLOW_US = round(SLOW_S * SECOND)


class Watch:
    """Watches one market from `first_us` on; times never fall, microseconds.

    Prices are cells of the grid (-1: the side is empty), sizes micro-shares, depths the shares
    within three cents of the best price, one's own left out. `hear_*` take an event in; `look`
    tells what is to be signalled then, at most one of a kind a minute. `book` and `trade` do both.
    """

    def __init__(self, first_us: int, rules: Rules | None = None, *, in_play: bool = True) -> None:
        self.rules = rules or Rules()
        self._window_us = round(self.rules.window_s * SECOND)
        self._mids: deque[tuple[int, float]] = deque()
        self._volume = _Recent(self._window_us)
        self._own = _Recent(self._window_us)
        self._plays: list[tuple[int, bool]] = [(first_us, in_play)]
        self._fresh = False
        self._bad, self._bad_us = False, -1
        self._book = (-1, -1, 0.0, 0.0)
        self._tick = 1.0
        self._next_us = first_us
        self._sigma, self._sigma_now = Sigma(self.rules), NAN
        lagged = (self.rules.sigma_lag_s, self.rules.usual_warmup_s, self.rules.half_life_s)
        self._usual = [Usual(*lagged) for _ in range(4)]
        self._usual_now = [NAN] * 4
        self._deciding = Deciding(self.rules)

    def book(
        self, at_us: int, bid: int, ask: int, depth_bid: float, depth_ask: float
    ) -> Signal | None:
        """The book as it is from now on."""
        self.hear_book(at_us, bid, ask, depth_bid, depth_ask)
        return self.look(at_us)

    def trade(self, at_us: int, size: int) -> Signal | None:
        """A public trade of so many micro-shares."""
        self.hear_trade(at_us, size)
        return self.look(at_us)

    def hear_book(self, at_us: int, bid: int, ask: int, depth_bid: float, depth_ask: float) -> None:
        """See `book`."""
        self._advance(at_us)
        self._book = (bid, ask, depth_bid, depth_ask)
        self._mids.append((at_us, (bid + ask) / 200.0 if bid >= 0 and ask >= 0 else NAN))

    def hear_trade(self, at_us: int, size: int, *, own: bool = False) -> None:
        """A trade; those of one's own are told once more with `own`, and do not count."""
        self._advance(at_us)
        (self._own if own else self._volume).add(at_us, size)

    def hear_tick(self, at_us: int, cells: int) -> None:
        """The tick is another one from now on."""
        self._advance(at_us)
        self._tick = cells / 100

    def hear_phase(self, at_us: int, *, in_play: bool) -> None:
        """A phase of the game begins: what is usual begins anew."""
        self._advance(at_us)
        self._plays.append((at_us, in_play))
        self._fresh = True

    def hear_trust(self, at_us: int, *, valid: bool) -> None:
        """Whether the book can be believed; a move that reaches into a bad time is none."""
        self._advance(at_us)
        self._bad = not valid
        self._bad_us = at_us

    def look(self, at_us: int) -> Signal | None:
        """What there is to be signalled now."""
        self._advance(at_us + 1)
        return self._deciding.decide(self._seen(at_us), playing=self._played(at_us))

    def _advance(self, at_us: int) -> None:
        """Take the samples that are due before `at_us`."""
        while self._next_us < at_us:
            self._sample(self._next_us)
            self._next_us += _SLOW_US

    def _sample(self, at_us: int) -> None:
        mid, before = self._mid(at_us), self._before(at_us)
        counts = self._played(at_us) and self._played(at_us - self._window_us)
        self._sigma_now = self._sigma.push(mid - before if counts else NAN)
        bid, ask, depth_bid, depth_ask = self._book
        known = mid == mid
        samples = (
            self._shares(at_us),
            depth_bid if known else NAN,
            depth_ask if known else NAN,
            (ask - bid) / 100.0 if known else NAN,
        )
        self._usual_now = [
            usual.push(value, fresh=self._fresh)
            for usual, value in zip(self._usual, samples, strict=True)
        ]
        self._fresh = False

    def _seen(self, at_us: int) -> Seen:
        rules = self.rules
        bid, ask, depth_bid, depth_ask = self._book
        volume, usual_bid, usual_ask, usual_spread = self._usual_now
        least = max(rules.shock_floor_c, rules.shock_floor_ticks * self._tick)
        sigma = self._sigma_now
        return Seen(
            at_us=at_us,
            bid=bid,
            ask=ask,
            mid=self._mid(at_us),
            before=self._before(at_us),
            tick=self._tick,
            threshold=max(least, rules.shock_sigmas * sigma) if sigma == sigma else NAN,
            volume_ratio=self._shares(at_us) / max(volume, rules.least_shares)
            if volume == volume
            else NAN,
            depth_bid=depth_bid,
            depth_ask=depth_ask,
            usual_bid=usual_bid,
            usual_ask=usual_ask,
            usual_spread=usual_spread,
        )

    def _mid(self, at_us: int) -> float:
        """The mid now; NaN while the book is one-sided or not believed."""
        if self._bad or at_us <= self._bad_us or not self._mids:
            return NAN
        return self._mids[-1][1]

    def _before(self, at_us: int) -> float:
        """The mid thirty seconds ago; NaN if a bad time lies in between. Times never fall."""
        since_us = at_us - self._window_us
        mids = self._mids
        while len(mids) > 1 and mids[1][0] <= since_us:
            mids.popleft()
        if self._bad or since_us <= self._bad_us or not mids or mids[0][0] > since_us:
            return NAN
        return mids[0][1]

    def _played(self, at_us: int) -> bool:
        told = bisect_right(self._plays, at_us, key=lambda one: one[0]) - 1
        return told >= 0 and self._plays[told][1]

    def _shares(self, at_us: int) -> float:
        return max(0, self._volume.within(at_us) - self._own.within(at_us)) / 1e6


class _Recent:
    """Sizes of the last so many microseconds."""

    def __init__(self, window_us: int) -> None:
        self._window_us = window_us
        self._told: deque[tuple[int, int]] = deque()
        self._sum = 0

    def add(self, at_us: int, size: int) -> None:
        self._told.append((at_us, size))
        self._sum += size

    def within(self, at_us: int) -> int:
        """What came after `at_us` less the window; times never fall."""
        while self._told and self._told[0][0] <= at_us - self._window_us:
            self._sum -= self._told.popleft()[1]
        return self._sum
