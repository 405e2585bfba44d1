"""A timeline cut to a stretch: what happened in it, and what was so when it began."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

import msgspec

from gametape.replay.timeline import Entry, FillEntry, GameEntry, Lists, OrderEntry, Timeline
from gametape.share.choice import Stretch

_E = TypeVar("_E", bound=Entry)

_GAME_FIELDS = ("score", "period", "game_clock", "status", "live", "ended")


def cut_lists(timeline: Timeline, stretch: Stretch) -> Lists:
    """Entries told within the stretch, and before it those that still hold when it begins.

    Of own fills those of positions that are open then stay, and none of earlier trades.
    """
    began = stretch.from_us
    return Lists(
        rules=_state(timeline.rules, stretch, lambda one: one.market),
        validity={
            asset: _state(told, stretch, lambda _: None)
            for asset, told in timeline.validity.items()
        },
        gaps=[
            gap
            for gap in timeline.gaps
            if gap.at_us <= stretch.to_us and gap.to_us >= began and gap.from_us <= stretch.to_us
        ],
        links=_state(timeline.links, stretch, lambda one: one.connection),
        game=[*_game_before(timeline.game, began), *_within(timeline.game, stretch)],
        orders=_orders(timeline.orders, stretch),
        fills=[*_open_fills(timeline, began), *_within(timeline.fills, stretch)],
        changes=_within(timeline.changes, stretch),
        odd_trades=_within(timeline.odd_trades, stretch),
        notes_on_tape=_within(timeline.notes_on_tape, stretch),
        clock_readings=_state(timeline.clock_readings, stretch, lambda _: None),
        resolved=_within(timeline.resolved, stretch),
    )


def first_outcomes(timeline: Timeline) -> Callable[[str], int]:
    """+1 for every asset but a market's second outcome of two, -1 for that: one exposure."""
    second = {one.outcomes[1].asset for one in timeline.markets if len(one.outcomes) == 2}
    return lambda asset: -1 if asset in second else 1


def signed(fill: FillEntry, sign: Callable[[str], int]) -> int:
    """By how much a fill that stands moves the exposure to the first outcome, micro-shares."""
    return fill.size * (1 if fill.side == "BUY" else -1) * sign(fill.asset)


def _within(told: Iterable[_E], stretch: Stretch) -> list[_E]:
    return [entry for entry in told if stretch.holds(entry.at_us)]


def _state(told: list[_E], stretch: Stretch, key: Callable[[_E], Hashable]) -> list[_E]:
    """Of each key the last entry before the stretch, and all within it."""
    last = {key(entry): entry for entry in told if entry.at_us < stretch.from_us}
    kept = sorted(last.values(), key=lambda entry: (entry.at_us, entry.seq))
    return [*kept, *_within(told, stretch)]


def _orders(told: list[OrderEntry], stretch: Stretch) -> list[OrderEntry]:
    """Those that rest when the stretch begins, and all that is told in it."""
    known = _state(told, stretch, lambda one: one.order_id)
    return [one for one in known if one.at_us >= stretch.from_us or one.resting]


def _game_before(told: list[GameEntry], began: int) -> list[GameEntry]:
    """The fewest entries that say how the game stood; the trader's marks are not of the game."""
    missing: dict[str, set[str]] = {}
    kept: list[GameEntry] = []
    for entry in reversed([one for one in told if one.at_us < began and not one.tag]):
        wanted = missing.setdefault(entry.game, set(_GAME_FIELDS))
        news = {name for name in wanted if getattr(entry, name) not in ("", None)}
        if news:
            wanted -= news
            kept.append(entry)
    return kept[::-1]


def _open_fills(timeline: Timeline, began: int) -> list[FillEntry]:
    """What was told before of the fills since each market was last flat."""
    before = [fill for fill in timeline.fills if fill.at_us < began]
    newest = {fill.key: fill for fill in before}
    sign = first_outcomes(timeline)
    open_keys: dict[str, list[str]] = {}
    held: dict[str, int] = {}
    for key in dict.fromkeys(fill.key for fill in before):
        fill = newest[key]
        if fill.status == "FAILED":
            continue
        open_keys.setdefault(fill.market, []).append(key)
        held[fill.market] = held.get(fill.market, 0) + signed(fill, sign)
        if held[fill.market] == 0:
            open_keys[fill.market] = []
    kept = {key for keys in open_keys.values() for key in keys}
    return [fill for fill in before if fill.key in kept]


def without_bankroll(lists: Lists) -> Lists:
    """The same without marks that say what the evening began with: that is money too."""
    return msgspec.structs.replace(
        lists,
        game=[one for one in lists.game if not (one.tag and "bankroll" in one.text.lower())],
    )


def without_marks(lists: Lists) -> Lists:
    """The same without the trader's own words: marks of the game and notes on the tape."""
    return msgspec.structs.replace(
        lists, game=[entry for entry in lists.game if not entry.tag], notes_on_tape=[]
    )
