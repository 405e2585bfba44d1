"""What a book hash covers besides the levels: a market's rules and last price, known or guessed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from gametape.venues.polymarket.wire import WireMessage

_MIN_SIZES = ("5",)
_NEG_RISKS = (False, True)
_TICKS = ("0.01", "0.001")
_SIX_FIELDS = b"}"


class MarketFacts:
    """Facts of one market, learnt from messages, REST and matches.

    Each way they may stand in the hashed JSON is a candidate ending. The ending that matched last
    comes first, so that the usual check takes one try.
    """

    def __init__(self) -> None:
        self.best: list[bytes] = []
        """The ending that matched last, if any has; always this one list."""
        self._min_size: str | None = None
        self._neg_risk: bool | None = None
        self._ticks: deque[str] = deque(maxlen=3)
        self._prices: deque[str] = deque(maxlen=6)

    def learn(
        self,
        min_order_size: str | None = None,
        tick_size: str | None = None,
        neg_risk: bool | None = None,
    ) -> None:
        """Rules as stated by a message or over REST, in the venue's own text."""
        self._min_size = min_order_size or self._min_size
        self._neg_risk = self._neg_risk if neg_risk is None else neg_risk
        if tick_size and tick_size not in self._ticks:
            self._ticks.appendleft(tick_size)

    def learn_from(self, message: WireMessage) -> list[str]:
        """What a message states in passing; returns the last prices that are new."""
        self.learn(message.min_order_size, message.tick_size, message.neg_risk)
        if message.new_tick_size:
            self.learn(tick_size=message.new_tick_size)
        if message.kind() == "last_trade_price":
            return self._saw_price(message.price)
        return self._saw_price(message.last_trade_price)

    def _saw_price(self, text: str | None) -> list[str]:
        # The hash carries one price for both tokens, unmirrored, usually with three decimals,
        # whichever token printed (section 4.3).
        if not text:
            return []
        whole, _, fraction = text.partition(".")
        forms = dict.fromkeys((text, f"{whole or '0'}.{fraction.ljust(3, '0')}"))
        new = [form for form in forms if form not in self._prices]
        self._prices.extendleft(new)
        return new

    def matched(self, ending: bytes) -> None:
        """An ending was proved right."""
        self.best[:] = (ending,)

    def endings(self) -> Iterator[bytes]:
        """Candidate endings of the hashed JSON, the likeliest first."""
        yield from self.best[:]
        for rules in self._rules():
            yield from _with_prices(rules, (*self._prices, ""))
            yield f"{rules}}}".encode()
        yield _SIX_FIELDS

    def endings_with(self, prices: Iterable[str]) -> Iterator[bytes]:
        """Candidate endings with one of these last prices."""
        wanted = tuple(prices)
        for rules in self._rules():
            yield from _with_prices(rules, wanted)

    def _rules(self) -> Iterator[str]:
        min_sizes = _MIN_SIZES if self._min_size is None else (self._min_size,)
        neg_risks = _NEG_RISKS if self._neg_risk is None else (self._neg_risk,)
        for tick in self._ticks or _TICKS:
            for min_size in min_sizes:
                for neg_risk in neg_risks:
                    yield (
                        f',"min_order_size":"{min_size}","tick_size":"{tick}",'
                        f'"neg_risk":{"true" if neg_risk else "false"}'
                    )


def _with_prices(rules: str, prices: Iterable[str]) -> Iterator[bytes]:
    for price in prices:
        yield f'{rules},"last_trade_price":"{price}"}}'.encode()
