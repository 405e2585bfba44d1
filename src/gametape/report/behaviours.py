"""How the behaviours that have labels are called, and the rule each one leads to (methods 6.9)."""

from __future__ import annotations

import msgspec


class Behaviour(msgspec.Struct, frozen=True, kw_only=True):
    """Words for one code: what was done, what it is called, how it reads as a habit.

    `rule` is what to do next time, with `{wait}` where a length of time goes; `chart` is the
    progress chart that will judge the rule, `whatif` the beginning of the what-ifs that fit.
    """

    done: str
    name: str
    habit: str
    rule: str = ""
    chart: str = ""
    whatif: tuple[str, ...] = ()
    good: bool = False
    at_entry: bool = False


BEHAVIOURS: dict[str, Behaviour] = {
    "panic_sell": Behaviour(
        done="into a move against you",
        name="panic selling",
        habit="let go soon after the price turned against you",
        rule="Before you close into a drop, wait {wait} or name the news that changed the game.",
        chart="panic exits by session",
        whatif=("hold",),
    ),
    "fomo_buy": Behaviour(
        done="into a move that was already running",
        name="buying for fear of missing out",
        habit="bought into moves that were already running",
        rule="When a price runs, let {wait} pass before you enter, or leave it.",
        chart="chases by session",
        whatif=("cooldown",),
    ),
    "chase": Behaviour(
        done="in the direction the price had just gone",
        name="chasing",
        habit="followed moves that had just happened",
        rule="Set your price before the move; if it runs away, let {wait} pass.",
        chart="chases by session",
        whatif=("cooldown", "passive"),
    ),
    "revenge": Behaviour(
        done="soon after a trade that went against you",
        name="trading to get even",
        habit="came back soon after a loss",
        rule="After a closed loss, leave the keys alone for {wait} and write down why you go back.",
        chart="entries soon after a loss by session",
        whatif=("no_trade",),
    ),
    "avg_down": Behaviour(
        done="while the position stood against you",
        name="averaging down",
        habit="added to positions that stood against you",
        rule="Add to a position only at a price you wrote down before you entered.",
        chart="unplanned adds by session",
        whatif=("no_add",),
    ),
    "cut_winner": Behaviour(
        done="while it was going your way",
        name="cutting a winner short",
        habit="closed positions that were going your way",
        rule="Write the target down when you enter, and close before it only for news.",
        chart="gains kept by session",
        whatif=("hold", "target"),
    ),
    "hesitate": Behaviour(
        done="well after the event you were waiting for",
        name="hesitating",
        habit="acted late on events you were waiting for",
        rule="If {wait} has gone by since the event, the trade is gone: let it go.",
        chart="time from event to order",
        whatif=("passive",),
    ),
    "anchor_entry": Behaviour(
        done="right where you had entered",
        name="waiting to break even",
        habit="closed right where you had entered",
        at_entry=True,
        rule="Decide an exit as if you held nothing: would you open this position now?",
        chart="exits at the entry price by session",
        whatif=("hold", "stop"),
    ),
    "anchor_round": Behaviour(
        done="at a round price",
        name="round prices",
        habit="put orders at round prices",
        rule="Place a limit a tick beside the round price.",
        chart="orders at round prices by session",
    ),
    "oversize": Behaviour(
        done="with a large part of the money you brought",
        name="staking a lot at once",
        habit="staked a lot at once",
        rule="Fix the stake of a trade before the game, as a share of what you bring.",
        chart="stake by trade",
        whatif=("scale",),
    ),
    "overtrade": Behaviour(
        done="in a burst of orders",
        name="overtrading",
        habit="traded in bursts",
        rule="After a burst of entries, stop until the next break of the game.",
        chart="entries by quarter",
        whatif=("no_trade",),
    ),
    "burst": Behaviour(
        done="in a burst of orders",
        name="overtrading",
        habit="traded in bursts",
        rule="After a burst of entries, stop until the next break of the game.",
        chart="entries by quarter",
        whatif=("no_trade",),
    ),
    "lottery_late": Behaviour(
        done="on a long shot late in the game",
        name="a late lottery ticket",
        habit="bought long shots late in the game",
        rule="In the last minutes, open nothing that you would not have opened before the game.",
        chart="late long shots by session",
        whatif=("no_trade",),
    ),
    "patient_entry": Behaviour(
        done="while the market was calm",
        name="a patient entry",
        habit="entered while the market was calm",
        good=True,
    ),
    "panic_fade": Behaviour(
        done="against a sell-off, with orders resting under it",
        name="fading a panic",
        habit="bought against sell-offs",
        good=True,
    ),
    "halftime_value": Behaviour(
        done="in a break of the game",
        name="a calm entry in the break",
        habit="entered in breaks of the game",
        good=True,
    ),
    "trend_ride": Behaviour(
        done="after letting it run",
        name="riding a trend",
        habit="let positions run",
        good=True,
    ),
    "disciplined_stop": Behaviour(
        done="at the stop you had set",
        name="a stop kept",
        habit="kept the stops you had set",
        good=True,
    ),
    "fomo_avoid": Behaviour(
        done="by leaving it", name="a chase left alone", habit="left running moves alone", good=True
    ),
    "panic_resist": Behaviour(
        done="by holding on", name="a panic sat out", habit="held on through sell-offs", good=True
    ),
}


def behaviour_of(code: str) -> Behaviour | None:
    """The behaviour of a code: the longest known one that it begins with, or None."""
    fits = [known for known in BEHAVIOURS if code == known or code.startswith(known + "_")]
    return BEHAVIOURS[max(fits, key=len)] if fits else None
