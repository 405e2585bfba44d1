"""Reports of many sessions at once, at the batch service's pace: handed in today, fetched later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec

from gametape.analyze.evidence import EvidenceLedger
from gametape.report.claude.asking import Answer, Asker, AskError, Question
from gametape.report.claude.budget import cache_key, fitting
from gametape.report.claude.payload import Payload
from gametape.report.facts import Facts
from gametape.report.options import ReportOptions

LONGEST_NAME = 64
"""Letters that the service allows for the name of a request in a batch."""


class Batcher(Asker, Protocol):
    """An asker that also takes many questions at once."""

    def submit(self, questions: dict[str, Question]) -> str:
        """Hand in questions under names; the batch's id."""
        ...

    def collect(self, batch: str) -> dict[str, Answer | AskError] | None:
        """The answers by name; None while it is not done."""
        ...


class Handed(msgspec.Struct, frozen=True):
    """A batch on its way: its id and which session each name stands for.

    Kept by whoever handed it in; the answers come without the sessions' names.
    """

    batch: str
    sessions: dict[str, str]


def hand_in(
    ledgers: Mapping[str, EvidenceLedger], options: ReportOptions, asker: Batcher
) -> Handed:
    """One request a session, each cut to the budget; raises AskError or PrivateError.

    Names are digests of what is asked: nothing of a session's own name leaves the machine.
    """
    questions: dict[str, Question] = {}
    sessions: dict[str, str] = {}
    for session, ledger in ledgers.items():
        payload = Payload(Facts(ledger), options)
        asked, _ = fitting(payload, options, asker)
        name = cache_key(payload.text() + session, ledger.made_from.parameters, options)
        questions[name[:LONGEST_NAME]] = asked
        sessions[name[:LONGEST_NAME]] = session
    return Handed(asker.submit(questions), sessions)


def fetch(handed: Handed, asker: Batcher) -> dict[str, Answer | AskError] | None:
    """Answers by session, in any order; None while the batch is not done.

    A session that the batch did not answer has an AskError. Each answer goes through
    `writing.write_report` with a desk whose asker is `Answered([answer])`: checked like any other.
    """
    found = asker.collect(handed.batch)
    if found is None:
        return None
    lost = AskError("batch", "The batch has no answer for this session.")
    return {session: found.get(name, lost) for name, session in handed.sessions.items()}
