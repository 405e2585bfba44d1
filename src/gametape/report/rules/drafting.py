"""Putting a claim together from sentences that each bring their evidence."""

from __future__ import annotations

from gametape.report.model import Claim, Relation, Section, Stance
from gametape.report.slots import SLOT
from gametape.report.verifier.shape import LONGEST


class Draft:
    """A claim that grows sentence by sentence; one that would make it too long stays out."""

    def __init__(self, section: Section, *evidence: str) -> None:
        self.section: Section = section
        self.evidence = list(dict.fromkeys(evidence))
        self.sentences: list[str] = []
        self.relations: list[Relation] = []

    def say(self, sentence: str, *relations: Relation) -> bool:
        """Add a sentence and what its slots and relations rest on; False if there is no room."""
        if not sentence or len(" ".join([*self.sentences, sentence])) > LONGEST:
            return False
        self.sentences.append(sentence)
        cited = [match[1] for match in SLOT.finditer(sentence)]
        cited += [side.partition(".")[0] for r in relations for side in (r.lhs, r.rhs)]
        self.evidence = list(dict.fromkeys([*self.evidence, *cited]))
        self.relations += relations
        return True

    def say_best(self, sentences: list[str], ranks: list[int]) -> None:
        """Sentences in their order, as many as there is room for, those of low rank first."""
        kept: set[int] = set()
        for at in sorted(range(len(sentences)), key=lambda one: ranks[one]):
            tried = [sentences[one] for one in sorted({*kept, at}) if sentences[one]]
            if sentences[at] and len(" ".join([*self.sentences, *tried])) <= LONGEST:
                kept.add(at)
        for at in sorted(kept):
            self.say(sentences[at])

    def claim(self, stance: Stance) -> Claim:
        """The claim as it stands."""
        return Claim(
            section=self.section,
            text=" ".join(self.sentences),
            evidence=self.evidence,
            relations=self.relations,
            stance=stance,
        )


def slot(wanted: str, name: str) -> str:
    """A slot as it is written."""
    return "{{" + f"{wanted}.{name}" + "}}"


def size(wanted: str, name: str) -> str:
    """A slot for money or cents whose sign the words carry."""
    return "{{" + f"{wanted}.{name}.size" + "}}"
