"""Asking, checking, one repair, then dropping what fails: what is left of a model's answer."""

from __future__ import annotations

from typing import NamedTuple

from gametape.errors import ParseError
from gametape.report.claude.asking import Answer, Asker, AskError, Question
from gametape.report.claude.prompt import repair
from gametape.report.facts import Facts
from gametape.report.model import SECTIONS, Claim, Report, read_report
from gametape.report.verifier import Finding, verify
from gametape.report.verifier.shape import FEWEST_CLAIMS, MOST_ACTIONS, MOST_CLAIMS, flagged
from gametape.report.written import Failure, Outcome

STOPS = {
    "max_tokens": ("truncated", "The answer was cut off."),
    "model_context_window_exceeded": ("truncated", "The answer was cut off."),
    "refusal": ("refused", "Claude declined to write this report."),
}
"""Ends of an answer that leave nothing to read: kind, and words for a person."""


class Said(NamedTuple):
    """What came of a conversation: claims that passed, how, and what went wrong on the way."""

    claims: tuple[Claim, ...]
    outcome: Outcome
    failures: tuple[Failure, ...]
    answers: tuple[Answer, ...]


class GivenUpError(Exception):
    """Nothing of the answers can be used; the rules writer takes over."""

    def __init__(
        self, words: str, failures: tuple[Failure, ...], answers: tuple[Answer, ...]
    ) -> None:
        super().__init__(words)
        self.words = words
        self.failures = failures
        self.answers = answers


def converse(first: Question, asker: Asker, facts: Facts, *, repairs: int = 1) -> Said:
    """Ask, and repair at most once. Raises GivenUpError where the rules writer has to take over."""
    failures: list[Failure] = []
    answers: list[Answer] = []
    asked, readable = first, None
    for turn in range(repairs + 1):
        try:
            answer = asker.ask(asked)
        except AskError as error:
            failures.append(Failure(error.kind, error.words))
            if readable is None:
                raise GivenUpError(error.words, tuple(failures), tuple(answers)) from error
            break
        answers.append(answer)
        if answer.stop != "end_turn":
            kind, words = STOPS.get(answer.stop, ("incomplete", "The answer did not end."))
            failures.append(Failure(kind, f"{words} {answer.why[:200]}".strip()))
            if readable is None:
                raise GivenUpError(words, tuple(failures), tuple(answers))
            break
        report, findings = judged(answer.text, facts)
        if report is not None:
            readable = (report, findings)
        if not findings and report is not None:
            outcome: Outcome = "repaired" if turn else "ok"
            return Said(tuple(report.claims), outcome, tuple(failures), tuple(answers))
        failures += [Failure(finding.kind, finding.words) for finding in findings]
        asked = repair(first, answer.text, findings)
    kept = pruned(*readable) if readable is not None else ()
    if not kept:
        words = "What Claude wrote did not pass the checks."
        raise GivenUpError(words, tuple(failures), tuple(answers))
    return Said(kept, "pruned", tuple(failures), tuple(answers))


def judged(text: str, facts: Facts) -> tuple[Report | None, tuple[Finding, ...]]:
    """An answer as a report, if it is one (rule 1), and what is wrong with it."""
    try:
        report = read_report(text)
    except ParseError as error:
        return None, (Finding("form", None, error.what[:300]),)
    return report, verify(report, facts, foreign=True)


def pruned(report: Report, findings: tuple[Finding, ...]) -> tuple[Claim, ...]:
    """The claims that nothing is wrong with, in order, at most as many as there may be."""
    bad = {finding.claim for finding in findings}
    kept = [claim for number, claim in enumerate(report.claims) if number not in bad]
    surplus = [claim for claim in kept if claim.section == "action"][MOST_ACTIONS:]
    return tuple([claim for claim in kept if claim not in surplus][:MOST_CLAIMS])


def completed(claims: tuple[Claim, ...], ours: Report, facts: Facts) -> list[tuple[Claim, bool]]:
    """Claims with what a report must have besides, taken from ours (True: Claude's)."""
    told = [(claim, True) for claim in claims]
    sections = {claim.section for claim in claims}
    wanted = ["headline", "strength"]
    wanted += ["caveat"] if flagged(facts.ledger.quality) else []
    spare = [claim for claim in ours.claims if claim.section not in sections]
    needed = [
        next(claim for claim in spare if claim.section == section)
        for section in wanted
        if any(claim.section == section for claim in spare)
    ]
    rest = [claim for claim in spare if claim not in needed]
    needed += rest[: max(0, FEWEST_CLAIMS - len(told) - len(needed))]
    room = max(0, MOST_CLAIMS - len(needed))
    told = [*told[:room], *((claim, False) for claim in needed)]
    return sorted(told, key=lambda one: SECTIONS.index(one[0].section))
