"""Rule 4: what is compared is told as relations, and every relation is true by the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from gametape.analyze.evidence import Field
from gametape.report.facts import Facts
from gametape.report.model import Claim, Relation
from gametape.report.slots import SLOT, text_of
from gametape.report.verifier.finding import Kind
from gametape.report.verifier.lexicon import COMPARISONS, LESS, MORE, NO_COMPARISON
from gametape.report.verifier.prose import phrase

APPROX = Decimal("0.1")
"""`approx` is within this share of the larger."""

_SIDE = re.compile(r"([A-Z][A-Z0-9]{0,7})\.([a-z][a-z0-9_]*)")
_THAN = re.compile(
    SLOT.pattern + r"[^{}.;]*?\b(" + "|".join(sorted(MORE | LESS)) + r")\b[^{}.;]*?" + SLOT.pattern,
    re.IGNORECASE,
)


def compares(text: str) -> list[str]:
    """The words of a text that compare."""
    plain = phrase(text)
    for idiom in NO_COMPARISON:
        plain = plain.replace(idiom, "")
    return [word for word in plain.split() if word in COMPARISONS]


def check_relations(claim: Claim, facts: Facts) -> Iterator[tuple[Kind, str]]:
    """Comparing words without a relation, and relations that are not true."""
    found = compares(claim.text)
    if found and not claim.relations:
        yield "relation", f"{found[0]!r} compares, and no relation says what with what."
    for relation in claim.relations:
        wrong = wrong_with(relation, claim, facts)
        if wrong:
            yield "relation", wrong
    yield from _directions(claim, facts)


def wrong_with(relation: Relation, claim: Claim, facts: Facts) -> str:
    """Why a relation does not hold, or nothing."""
    shown = f"{relation.lhs[:30]} {relation.op} {relation.rhs[:30]}"
    sides: list[Field] = []
    for side in (relation.lhs, relation.rhs):
        match = _SIDE.fullmatch(side)
        field = facts.field(match[1], match[2]) if match else None
        if match is None or field is None:
            return f"In {shown} there is no value {side[:30]}."
        if match[1] not in claim.evidence:
            return f"In {shown} the id {match[1]} is not among its evidence."
        sides.append(field)
    left, right = (_value(side) for side in sides)
    if sides[0].unit != sides[1].unit or left is None or right is None:
        return f"In {shown} the two cannot be compared."
    if not _holds(relation.op, left, right):
        return f"{shown} is not true."
    if relation.op != "approx" and text_of(sides[0]) == text_of(sides[1]):
        return f"In {shown} both are written {text_of(sides[0])}: nobody could see it."
    return ""


def _value(field: Field) -> Decimal | None:
    if field.unit in ("name", "clock") or field.value is None:
        return None
    try:
        value = Decimal(str(field.value))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _holds(op: str, left: Decimal, right: Decimal) -> bool:
    if op == "gt":
        return left > right
    if op == "lt":
        return left < right
    return abs(left - right) <= APPROX * max(abs(left), abs(right))


def _directions(claim: Claim, facts: Facts) -> Iterator[tuple[Kind, str]]:
    """`{{a}} ... more than ... {{b}}` says that a is more; the ledger must agree."""
    for match in _THAN.finditer(claim.text):
        words = match[0].casefold()
        if "than" not in words and not {"above", "below"} & set(words.split()):
            continue
        first, second = facts.field(match[1], match[2]), facts.field(match[5], match[6])
        if first is None or second is None or first.unit != second.unit:
            continue
        left, right = _value(first), _value(second)
        if left is None or right is None:
            continue
        if match[3] or match[7]:  # without signs it is the sizes that are compared
            left, right = abs(left), abs(right)
        if (left > right) != (match[4].casefold() in MORE) or left == right:
            yield "direction", f"{match[4]!r} is not what the ledger says of the two."
