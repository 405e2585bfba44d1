"""Own fills that the venue matched and then took back: they count for nothing, and are told.

Who pressed Sell and saw it matched reads "you held to the end" otherwise as somebody else's story.
"""

from __future__ import annotations

from collections.abc import Iterator

from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field, Item
from gametape.analyze.judging.rows import BEFORE_US, trade_ids
from gametape.model.book import Side
from gametape.model.trading import Fill

CODES = {Side.BUY: "failed_purchase", Side.SELL: "failed_sale"}
_TITLES = {
    Side.BUY: "a purchase that was matched and then failed at the venue: it counts for nothing",
    Side.SELL: "a sale that was matched and then failed at the venue: it counts for nothing",
}


def failures(evening: Evening) -> Iterator[Item]:
    """A caveat for each failed fill, in order of time; `refs` is the trade open at that time."""
    for fill in sorted(evening.account.failed, key=lambda one: (one.matched_us, one.key)):
        yield Item(
            id="",
            kind="caveat",
            code=CODES[fill.side],
            title=_TITLES[fill.side],
            fields={
                "outcome": Field(evening.labels.get(fill.asset) or None, "name"),
                "size": Field(fill.size, "shares"),
                "price": Field(str(fill.price), "price"),
            },
            gate="ok",
            refs=_open_then(evening, fill),
            at_us=fill.matched_us - BEFORE_US,
        )


def _open_then(evening: Evening, fill: Fill) -> tuple[str, ...]:
    """The trade in the same shares that was open when a fill was matched."""
    names = trade_ids(evening)
    return tuple(
        names[line.market, line.asset, episode.number]
        for line, episode in evening.episodes
        if line.market == fill.market
        and fill.asset in (line.asset, line.opposite)
        and episode.opened_us <= fill.matched_us
        and (episode.closed_us is None or fill.matched_us <= episode.closed_us)
    )
