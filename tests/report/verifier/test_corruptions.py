"""Twelve corruptions, put into a good report on purpose, are all found (methods 6.11)."""

from __future__ import annotations

import msgspec
import pytest
from report.claims import GOOD
from report.evenings import example

from gametape.report.facts import Facts
from gametape.report.model import Claim, Relation, Report
from gametape.report.verifier import verify, verify_claim

FACTS = Facts(example())


def found(at: int, **changes: object) -> set[str]:
    """Kinds of finding in the claim that was changed, and nothing elsewhere."""
    claims = list(GOOD)
    claims[at] = msgspec.structs.replace(claims[at], **changes)
    findings = verify(Report(claims), FACTS, foreign=True)
    assert {finding.claim for finding in findings} == {at}
    return {finding.kind for finding in findings}


def text(at: int, old: str, new: str) -> set[str]:
    assert old in GOOD[at].text
    return found(at, text=GOOD[at].text.replace(old, new))


def test_the_good_report_is_good() -> None:
    assert verify(Report(list(GOOD)), FACTS, foreign=True) == ()


CORRUPTIONS = {
    "swapped id": lambda: found(0, evidence=["E2"]),
    "wrong sign word": lambda: text(0, "lost", "gained"),
    "naked number": lambda: text(0, "{{E1.net.size}}", "12.92 dollars"),
    "number word": lambda: text(1, "On T3 you", "On T3 you twice"),
    "unicode digits": lambda: text(1, "into a drop", "into a drop of \u0663 cents"),
    "slot to missing field": lambda: text(1, "{{L2.chance}}", "{{L2.luck}}"),
    "false relation": lambda: found(2, relations=[Relation("T2.accuracy", "gt", "T4.accuracy")]),
    "inconclusive as fact": lambda: found(3, stance="fact"),
    "address": lambda: text(4, "patience", "patience, see www.example.org"),
    "injected title": lambda: text(4, "a plan", "will the Lakers beat the Celtics"),
    "clinical term": lambda: text(1, "panic selling", "an addiction"),
    "over-long": lambda: found(4, text=GOOD[4].text + " It is worth a look." * 16),
}
KINDS = {
    "swapped id": "slot",
    "wrong sign word": "sign",
    "naked number": "number",
    "number word": "number",
    "unicode digits": "number",
    "slot to missing field": "slot",
    "false relation": "relation",
    "inconclusive as fact": "strength",
    "address": "markup",
    "injected title": "quote",
    "clinical term": "forbidden",
    "over-long": "shape",
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_every_corruption_is_found(name: str) -> None:
    assert KINDS[name] in CORRUPTIONS[name]()


def one(section: str, words: str, *evidence: str, **more: object) -> set[str]:
    value = {"section": section, "text": words, "evidence": list(evidence), "relations": []}
    claim = msgspec.convert({"stance": "interpretation", **value, **more}, Claim)
    return {finding.kind for finding in verify_claim(claim, FACTS)}


@pytest.mark.parametrize(
    "words",
    [
        "You made twelve trades.",
        "A third of it was luck.",
        "You always sell.",
        "Every exit was late.",
        "Fees took \u00bd of it.",
        "Fees took 5 of it.",
        "Fees took \uff15 of it.",
        "Fees took \u4e94 of it.",
        "Fees took \u2167 of it.",
        "A share of 100\u00a0% was luck.",
        "It was a dozen-fold.",
        "Half-hearted exits.",
    ],
)
def test_numbers_in_any_form_are_found(words: str) -> None:
    assert "number" in one("headline", words, "E1")


@pytest.mark.parametrize(
    "words",
    [
        "You lost because of your fear.",
        "This rule guarantees calm.",
        "You would have won the trade.",
        "It will win.",
        "Stake more when you are sure.",
        "Double-check, then size up.",
        "You are compulsive.",
        "That was a mistake.",
    ],
)
def test_what_is_not_said_is_found(words: str) -> None:
    assert "forbidden" in one("headline", words, "E1")


@pytest.mark.parametrize(
    "words",
    [
        "See https://evil.example.",
        "See evil.com for it.",
        "A <b>bold</b> move.",
        "A [link](here).",
        "A `code` word.",
        "You sold\u200bcalmly.",
        "You sold c\u0430lmly.",
        "\u202eYou sold calmly.",
        "Write to me@example.net now.",
    ],
)
def test_markup_is_found(words: str) -> None:
    assert "markup" in one("headline", words, "E1")


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("A result of {{E1.net}.", {"slot"}),
        ("A result of {{e1.net}}.", {"slot", "number"}),
        ("A result of {{E1.net.half}}.", {"slot"}),
        ("A result of {{E2.seconds.size}}.", {"slot"}),
        ("A result of {{T1.net}}.", {"slot"}),
    ],
)
def test_broken_slots_are_found(words: str, kinds: set[str]) -> None:
    found_here = one("whatif", words + " Not known yet.", "E1", "E2")
    assert "slot" in found_here
    assert found_here >= kinds - {"number"}


def test_ids_in_the_text_must_be_led_to() -> None:
    assert one("trade", "On T3 you let go.", "O6") == set()
    assert one("trade", "On T4 you let go.", "O6") == {"refs"}


def test_comparing_words_need_relations() -> None:
    words = "You decided better on T4 and on T2."
    assert one("trade", words, "T4", "T2") == {"relation"}
    near = [Relation("T4.accuracy", "approx", "T5.accuracy")]
    assert one("trade", words, "T4", "T2", "T5", relations=near) == set()
    far = [Relation("T2.accuracy", "approx", "T5.accuracy")]
    assert one("trade", words, "T4", "T2", "T5", relations=far) == {"relation"}
    uncited = [Relation("T4.accuracy", "gt", "T2.accuracy")]
    assert one("trade", words, "T4", relations=uncited) == {"relation", "refs"}
    apples = [Relation("T4.accuracy", "gt", "T2.net")]
    assert one("trade", words, "T4", "T2", relations=apples) == {"relation"}
    assert one("trade", "Rather than wait, you sold.", "T4") == set()


def test_a_true_relation_does_not_excuse_the_wrong_word() -> None:
    true = [Relation("E3.rate", "gt", "E3.chance")]
    more = "You let go in {{E3.rate}} of cases, more than the {{E3.chance}} of chance; not known."
    assert one("caveat", more, "E3", relations=true) == set()
    less = more.replace("more", "less")
    assert one("caveat", less, "E3", relations=true) == {"direction"}


def test_a_difference_that_nobody_sees_is_no_difference() -> None:
    ledger = example()
    twin = msgspec.structs.replace(ledger.trades[0], id="T1", accuracy=91.2)
    other = msgspec.structs.replace(ledger.trades[1], id="T2", accuracy=90.8)
    facts = Facts(msgspec.structs.replace(ledger, trades=(twin, other)))
    words = "You decided better on T1 and on T2."
    claim = Claim(
        "trade", words, ["T1", "T2"], [Relation("T1.accuracy", "gt", "T2.accuracy")], "fact"
    )
    assert [finding.kind for finding in verify_claim(claim, facts)] == ["relation"]


@pytest.mark.parametrize(
    ("words", "good"),
    [
        ("A loss of {{T3.net}}.", True),
        ("A profit of {{T3.net}}.", False),
        ("You gained {{T5.net}} and lost {{T3.net}}.", True),
        ("You gained {{T3.net}} and lost {{T5.net}}.", False),
        ("You lost {{T3.net.size}}.", True),
        ("You made {{T5.net.size}}.", True),
        ("You made {{T3.net.size}}.", False),
        ("It came to {{T3.net.size}}.", False),
        ("It came to {{T3.net}}.", True),
        ("There was no loss: {{T5.net}}.", True),
        ("Fees took {{T3.fees.size}}.", True),
        ("You made up your mind: {{T3.net}}.", True),
    ],
)
def test_words_agree_with_signs(words: str, good: bool) -> None:
    assert one("trade", words, "T3", "T5") == (set() if good else {"sign"})
