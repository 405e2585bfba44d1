"""What is inside a shared file, what was left out, and what to know before it leaves."""

from __future__ import annotations

import re

import msgspec

from gametape.replay.timeline import Timeline
from gametape.share.choice import Choice, SharedNote

_AMOUNT = re.compile(
    r"[$€£]\s?\d|\d\s?(?:[$€£]|dollars?\b|usdc?\b|shares?\b)|0x[0-9a-fA-F]{40}", re.IGNORECASE
)


class Inside(msgspec.Struct, frozen=True):
    """Something that is in the file, and how many of its bytes it takes."""

    what: str
    bytes: int


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """The preview of a shared file. Times are microseconds since 1970, `bytes` those of the file.

    `left_out` are things that the session has and the file has not; `cautions` are sentences to
    read before it is sent. `parts` is how many files the session was cut to, this one `part`.
    """

    title: str
    from_us: int
    to_us: int
    at_us: int
    part: int
    parts: int
    bytes: int
    inside: list[Inside]
    left_out: list[str]
    cautions: list[str]


class Weights(msgspec.Struct, frozen=True):
    """Bytes of the pieces of a file."""

    page: int
    tracks: int
    timeline: int
    own: int
    notes: int


def inside(
    timeline: Timeline, notes: list[SharedNote], choice: Choice, weights: Weights
) -> list[Inside]:
    """What the file holds, in words."""
    rows = sum(track.rows for track in timeline.tracks)
    fills = len({fill.key for fill in timeline.fills})
    orders = len({order.order_id for order in timeline.orders})
    told = len(timeline.game)
    held = [
        Inside("The page that plays it", weights.page),
        Inside(
            f"Order books and public trades of {_counted(len(timeline.tracks), 'outcome')},"
            f" {rows:,} rows",
            weights.tracks,
        ),
        Inside(
            f"The game ({_counted(told, 'entry', 'entries')}), rules, holes and their causes",
            weights.timeline,
        ),
    ]
    if fills or orders:
        what = f"{_counted(fills, 'own fill')} and {_counted(orders, 'own order')}:"
        held.append(Inside(f"{what} {_own_words(choice)}", weights.own))
    if notes:
        whose = "its" if len(notes) == 1 else "their"
        held.append(Inside(f"{_counted(len(notes), 'note')} with {whose} words", weights.notes))
    return held


def _own_words(choice: Choice) -> str:
    said = ["direction", "price", "time"]
    said.append("sizes in shares" if choice.sizes else "sizes as per cent of the largest position")
    if choice.money:
        said.append("fees, profit and loss in dollars")
    if choice.wallet:
        said.append("the venue's ids")
    return ", ".join(said)


def left_out(timeline: Timeline, choice: Choice, cut: bool, notes: int) -> list[str]:
    """What the session may have and the file has not; `cut` to a stretch of it or not."""
    out = []
    if timeline.changes and not choice.sizes:
        out.append("Splits, merges and redemptions of one's own")
    if timeline.fills or timeline.orders:
        if not choice.sizes:
            out.append("Own sizes, and the sizes of public trades that may be one's own")
        if not choice.money:
            out.append("Money: fees, profit and loss in dollars")
        if not choice.wallet:
            out.append("The wallet, and the venue's ids of own orders and trades")
    if not choice.notes and notes:
        out.append(f"{_counted(notes, 'note')}, and marks made while recording")
    if cut:
        out.append("Everything before and after the stretch that is shared")
    out.append("Videos and voice notes, the analysis and its labels, the raw tape")
    return out


def cautions(timeline: Timeline, notes: list[SharedNote], choice: Choice) -> list[str]:
    """What a person should know before the file leaves their hands."""
    said = []
    own = bool(timeline.fills or timeline.orders)
    if own and timeline.venue == "polymarket":
        said.append(
            "Trades on Polymarket are public. Whoever looks up the moment and price of yours can"
            " find the wallet behind them."
        )
    if own and not choice.sizes:
        said.append(
            "The order book is kept exact. Comparing it before and after a trade of yours hints"
            " at its size."
        )
    if choice.sizes and not choice.money and own:
        said.append("Sizes and prices together give the money by arithmetic.")
    told = [f"{note.title}\n{note.text}\n{' '.join(note.tags)}" for note in notes]
    told += [note.text for note in timeline.notes_on_tape]  # what was said while recording
    told += [mark.text for mark in timeline.game if mark.tag]
    telling = [words for words in told if _AMOUNT.search(words)]
    if telling:
        words = telling[0].strip().splitlines()[0][:60]
        verb = "names" if len(telling) == 1 else "name"
        said.append(
            f"{_counted(len(telling), 'note')} {verb} an amount or an address, as you wrote it:"
            f" “{words}”."
        )
    return said


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
