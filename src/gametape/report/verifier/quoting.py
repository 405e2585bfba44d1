"""Words of strangers come by slots, never typed (methods 6.8): for writers that have read them."""

from __future__ import annotations

from collections.abc import Iterator

from gametape.report.facts import Facts
from gametape.report.model import Claim
from gametape.report.strangers import runs_of, words_of
from gametape.report.verifier.finding import Kind
from gametape.report.verifier.prose import without_slots

RUN = 4
"""So many words in a row that a title has too are a quotation."""


def strangers_runs(facts: Facts) -> frozenset[tuple[str, ...]]:
    """Runs of words in every text of strangers that a ledger holds."""
    texts = [facts.ledger.title]
    texts += [text for trade in facts.ledger.trades for text in (trade.question, trade.outcome)]
    texts += [
        field.value
        for fact in facts
        for name, field in fact.fields.items()
        if field.unit == "name" and isinstance(field.value, str) and name != "title"
    ]
    return frozenset(run for text in texts for run in runs_of(text, RUN) if len(run) >= 2)


def check_quotes(claim: Claim, runs: frozenset[tuple[str, ...]]) -> Iterator[tuple[Kind, str]]:
    """Runs of words that stand in a title or a note."""
    words = words_of(without_slots(claim.text))
    for length in range(2, RUN + 1):
        for at in range(len(words) - length + 1):
            run = tuple(words[at : at + length])
            if run in runs:
                yield "quote", f"Words of a title are typed instead of a slot: {' '.join(run)!r}."
                return
