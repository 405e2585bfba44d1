"""All of an evening's decisions and their twins put to detectors, many at once.

Surroundings are looked up for all moments of a line together; each detector then sees one view
after the other, as it would have in the evening itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gametape.analyze.context.surroundings import Surroundings
from gametape.analyze.detectors.detecting import Answer, Asks, Detector, Scored, Withheld
from gametape.analyze.detectors.registry import detectors as all_detectors
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evening.planned import plan_of
from gametape.analyze.evening.view import View
from gametape.analyze.labels.twins import REACH_S, Twins, times_of
from gametape.analyze.material.decision import Decision
from gametape.ledger.steps import Line


@dataclass(frozen=True, slots=True)
class Judged:
    """One detector's answer to one decision, and the matches of the decision's twins.

    `decision` is as it was decided. `plan` says which plan it carried out; "" for none: only then
    does it count among what habits are learned from.
    """

    detector: Detector
    decision: Decision
    answer: Scored | Withheld
    twins: tuple[float, ...] = ()
    plan: str = ""

    @property
    def counts(self) -> bool:
        """Whether it was scored and was no plan."""
        return isinstance(self.answer, Scored) and not self.plan


def judge(
    evening: Evening, detectors: Iterable[Detector] | None = None, twins: int | None = None
) -> list[Judged]:
    """Put every decision to every detector; decisions of a detector in order of time.

    `twins` is how many to draw of each, 0 for none; as the parameters say if not given. A
    decision near a stretch that was found later to be bad is withheld with the reason.
    """
    asked = tuple(all_detectors() if detectors is None else detectors)
    decisions, _ = evening.asked
    drawn = Twins(evening, twins)
    wanted: set[Asks] = {one.asks for one in asked}
    copies = {
        (one.order_id, asks): drawn.of(one, asks)
        for one in decisions
        for asks in wanted
        if _fits(one, asks)
    }
    every = [*decisions, *(twin for some in copies.values() for twin in some)]
    views = dict(zip(map(id, every), views_of(evening, every), strict=True))
    plans = {
        whole.order_id: plan_of(views[id(one)], whole)
        for one, whole in zip(decisions, evening.decisions, strict=True)
    }
    doubts = {one.order_id: doubt_of(evening, one) for one in decisions}
    found = []
    for detector in asked:
        for one in decisions:
            answer = _settled(detector.score(views[id(one)], one))
            if answer is None:
                continue
            if doubts[one.order_id]:
                answer = Withheld(doubts[one.order_id])
            scores: tuple[float, ...] = ()
            if isinstance(answer, Scored):
                scores = _scores(detector, copies.get((one.order_id, detector.asks), []), views)
            found.append(Judged(detector, one, answer, scores, plans[one.order_id]))
    return found


def views_of(evening: Evening, decisions: Sequence[Decision]) -> list[View]:
    """A view for each decision that ends when it was decided."""
    of_line: dict[Line, list[int]] = defaultdict(list)
    for number, one in enumerate(decisions):
        of_line[one.line].append(number)
    around: dict[int, Surroundings] = {}
    for line, numbers in of_line.items():
        context = evening.context(line)
        if context is not None:
            rows = context.sample(times_of([decisions[number] for number in numbers]))
            around.update(zip(numbers, rows, strict=True))
    return [
        View(evening, one.decided_us, {one.line: around[number]} if number in around else None)
        for number, one in enumerate(decisions)
    ]


def doubt_of(evening: Evening, decision: Decision) -> str:
    """Why the book around a decision cannot be believed, as known in the end; "" if it can."""
    course = evening.courses.get(decision.line)
    if course is None:
        return ""
    since_us = decision.decided_us - round(REACH_S * 1e6)
    return course.bad_in(max(since_us, course.first_us), decision.decided_us)


def _fits(decision: Decision, asks: Asks) -> bool:
    if asks == "entries":
        return decision.enters
    return decision.kind == "add" if asks == "adds" else decision.leaves


def _settled(answer: Answer) -> Answer:
    """A match that is no number is none."""
    if isinstance(answer, Scored) and answer.match != answer.match:
        return Withheld("what it rests on was not known")
    return answer


def _scores(
    detector: Detector, twins: Sequence[Decision], views: dict[int, View]
) -> tuple[float, ...]:
    answers = (_settled(detector.score(views[id(twin)], twin)) for twin in twins)
    return tuple(one.match for one in answers if isinstance(one, Scored))
