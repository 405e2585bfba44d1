"""A recording judged against the truth of the loopback venue: holes, books, own fills.

A recorder cannot know what never reached it; it must say when that was. So every stretch in
which it was not told everything has to be a hole in its certificate, within a second at both
ends and with a cause that names what happened; there must be no hole without such a stretch; and
outside of holes every book must be one that the venue had just then.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gametape.model.times import SECOND
from gametape.model.trading import Fill
from gametape.replay.certificate.certificate import Certificate
from gametape.replay.certificate.lateness import Late
from gametape.replay.gathering import Hole
from gametape.replay.session import SessionFold
from gametape.replay.state import SessionState
from gametape.simulate.venue.truth.log import TruthLog
from gametape.simulate.venue.truth.records import HoleTruth, LinkTruth, ListedTruth
from gametape.tape.manifest import Manifest
from gametape.tape.reader import read_tape
from gametape.tape.session import SessionFolder

WITHIN_US = SECOND
"""How far an end of a hole may lie from the truth."""

ARRIVAL_US = SECOND
"""How long a message may be on its way on a busy machine."""

BRIEF_US = SECOND
"""A book wrong for less than this is counted by the recorder and called no hole."""

CAUSES = {
    "reset": ("connection lost", "cannot connect", "closed by the venue", "reset"),
    "freeze": ("feed frozen", "messages missed"),
    "freeze-asset": ("feed frozen", "messages missed"),
    "missed": ("messages missed",),
}
"""Words of which one must be in the cause of a hole that a fault makes."""


class Stretch(NamedTuple):
    """Market assets of which a recorder was not told everything; an empty `asset` means all."""

    from_us: int
    to_us: int
    fault: str
    asset: str = ""


class BookVerdict(NamedTuple):
    """Books looked at outside of holes: how many, how many wrong briefly, and what is wrong.

    `latest_us` is how far the recorder was behind at the worst of these moments.
    """

    compared: int
    brief: int
    latest_us: int
    wrong: list[str]


def stretches(truth: TruthLog) -> list[Stretch]:
    """What the recorder was not told on the market channel, by the venue's own account.

    Without what nobody could miss who had nothing of it yet: the first words of a new market. A
    slow recorder may hear of it, and ask for its books, while the venue is silent.
    """
    end_us = truth.records[-1].t
    asked = _asked_for(truth)
    found = [
        Stretch(hole.since, _elsewhere_us(hole, truth), hole.cause, hole.scope)
        for hole in truth.holes
        if hole.scope in asked and hole.since > asked[hole.scope] + ARRIVAL_US
    ]
    back = [one.t for one in truth.links if _told_all(one)]
    for fault in truth.fault_intervals("reset"):
        if fault.target in ("", "market", "all"):
            over_us = next((t for t in back if t > fault.from_us), end_us)
            found.append(Stretch(fault.from_us, over_us, "reset"))
    return sorted(found)


def _elsewhere_us(hole: HoleTruth, truth: TruthLog) -> int:
    """When a socket's hole was over: in the end, or as another socket told the asset's book."""
    told = (
        one.t
        for one in truth.links
        if _told_all(one) and one.connection > hole.connection and hole.scope in one.scope
    )
    return min([hole.t, *(t for t in told if t > hole.since)])


def _asked_for(truth: TruthLog) -> dict[str, int]:
    """Every asset, and when it had been listed and was first asked for."""
    first: dict[str, int] = {}
    for link in truth.links:
        for asset in link.scope if _told_all(link) else ():
            first.setdefault(asset, link.t)
    return {
        outcome.asset: max(record.t, first.get(outcome.asset, record.t))
        for record in truth.records
        if isinstance(record, ListedTruth)
        for outcome in record.rules.outcomes
    }


def _told_all(link: LinkTruth) -> bool:
    return link.channel == "market" and link.state == "subscribed"


def judge_holes(truth: TruthLog, certificate: Certificate) -> tuple[list[str], list[float]]:
    """What is wrong with a certificate's holes; and how far their ends are off, in seconds."""
    due = stretches(truth)
    wrong = [text for one in due if (text := _untold(one, certificate))]
    for hole in certificate.gaps:
        mine = [one for one in due if _concerns(one, hole)]
        if not any(_near(one, hole, _slack_us(one, certificate.late)) for one in mine):
            wrong.append(f"invented: {_words(hole)}")
    return wrong, [_off(one, certificate.gaps) for one in due if one.fault == "reset"]


def _slack_us(due: Stretch, late: Iterable[Late]) -> int:
    """How far off a hole's ends may be: a second, and as late as the tape says it was just then."""
    told = (
        one.worst_ms * 1000
        for one in late
        if one.from_us - one.worst_ms * 1000 - WITHIN_US <= due.to_us
        and one.to_us + WITHIN_US >= due.from_us
    )
    return WITHIN_US + max(told, default=0)


def _untold(due: Stretch, certificate: Certificate) -> str:
    """Why no hole tells of this stretch; empty if one does, or none has to."""
    if due.to_us - due.from_us < BRIEF_US + WITHIN_US:
        return ""
    slack_us = _slack_us(due, certificate.late)
    mine = [one for one in certificate.gaps if _concerns(due, one)]
    told = [(one.from_us - slack_us, one.to_us + slack_us) for one in mine]
    reached = due.from_us
    for from_us, to_us in sorted(told):
        if from_us <= reached:
            reached = max(reached, to_us)
    if reached < due.to_us:
        known = [_words(one) for one in mine if _near(due, one, slack_us)]
        return f"not told: {_told(due)}, known {known}"
    over = [one for one in mine if _near(due, one, slack_us - WITHIN_US)]
    if not any(word in one.cause for one in over for word in CAUSES[due.fault]):
        return f"wrong cause: {_told(due)} is called {[one.cause for one in over]}"
    return ""


def _concerns(due: Stretch, hole: Hole) -> bool:
    return not hole.scope or not due.asset or due.asset in hole.scope


def _near(due: Stretch, hole: Hole, slack_us: int = WITHIN_US) -> bool:
    return due.from_us - slack_us <= hole.to_us and due.to_us + slack_us >= hole.from_us


def _off(due: Stretch, holes: Iterable[Hole]) -> float:
    ends = [
        max(abs(one.from_us - due.from_us), abs(one.to_us - due.to_us))
        for one in holes
        if _near(due, one)
    ]
    return min(ends, default=due.to_us - due.from_us) / SECOND


def _told(due: Stretch) -> str:
    length = (due.to_us - due.from_us) / SECOND
    return f"{due.fault} from {due.from_us} for {length:.2f} s of {due.asset[:8] or 'everything'}"


def _words(hole: Hole) -> str:
    length = (hole.to_us - hole.from_us) / SECOND
    return f"{hole.cause!r} from {hole.from_us} for {length:.2f} s, {len(hole.scope)} assets"


# --- books ----------------------------------------------------------------------------------


def states(folder: SessionFolder, moments: Sequence[int]) -> Iterator[tuple[int, SessionState]]:
    """The state at each of these moments, in order: one pass over the tape."""
    fold = SessionFold(Manifest.load(folder.manifest_path).wallet)
    due = iter(sorted(moments))
    moment = next(due, None)
    for line in read_tape(folder):
        while moment is not None and line.t > moment:
            yield moment, fold.state
            moment = next(due, None)
        fold.feed(line)


def judge_books(
    truth: TruthLog, folder: SessionFolder, certificate: Certificate, moments: int, seed: int = 1
) -> BookVerdict:
    """Compare books at random moments outside of holes, one random asset each."""
    rng = random.Random(seed)
    due = stretches(truth)
    from_us, to_us = certificate.from_us or 0, certificate.to_us or 0
    wanted = sorted(rng.randrange(from_us, to_us) for _ in range(moments))
    compared = brief = latest_us = 0
    wrong: list[str] = []
    for at_us, state in states(folder, wanted):
        outside = [asset for asset in state.books if not _in_hole(asset, at_us, certificate.gaps)]
        held = state.book(rng.choice(sorted(outside))) if outside else None
        if held is None or held.snapshot_us is None:
            continue
        compared += 1
        late_us = _late_us(at_us, certificate.late)
        latest_us = max(latest_us, late_us)
        if truth.was_true(held.asset, held.book, at_us - ARRIVAL_US - late_us, at_us):
            continue
        if any(_briefly_wrong(one, held.asset, at_us) for one in due):
            brief += 1
        else:
            wrong.append(
                f"book of {held.asset[:8]} at {at_us} ({held.connection}, {held.reason!r})"
            )
    return BookVerdict(compared, brief, latest_us, wrong)


def _late_us(at_us: int, late: Iterable[Late]) -> int:
    """How far behind the venue the certificate says the recorder was, or had been held up until."""
    told = (
        one.worst_ms * 1000
        for one in late
        if one.from_us - one.worst_ms * 1000 <= at_us <= one.to_us
    )
    return max(told, default=0)


def _in_hole(asset: str, at_us: int, holes: Iterable[Hole]) -> bool:
    return any(
        hole.from_us <= at_us <= hole.to_us and (not hole.scope or asset in hole.scope)
        for hole in holes
    )


def _briefly_wrong(due: Stretch, asset: str, at_us: int) -> bool:
    short = due.to_us - due.from_us < BRIEF_US + WITHIN_US
    return short and due.asset == asset and due.from_us <= at_us <= due.to_us + ARRIVAL_US


# --- own fills ------------------------------------------------------------------------------


def judge_fills(truth: TruthLog, state: SessionState) -> list[str]:
    """Own fills that are missing, invented or other than the venue's."""
    wrong = [f"fill {key} is missing" for key in truth.fills if key not in state.fills]
    wrong += [f"fill {key} is invented" for key in state.fills if key not in truth.fills]
    for key, mine in state.fills.items():
        theirs = truth.fills.get(key)
        facts = {} if theirs is None else _facts(theirs)
        wrong += [
            f"fill {key}: {name} is {value}, not {facts[name]}"
            for name, value in _facts(mine).items()
            if theirs is not None and value != facts[name]
        ]
    return wrong


def _facts(fill: Fill) -> dict[str, object]:
    names = ("asset", "market", "side", "size", "price", "role", "status")
    return {name: getattr(fill, name) for name in names}
