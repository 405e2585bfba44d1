"""What was asked and answered is kept: no second cost, a month's limit, and all of it deletable."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from report.claims import GOOD, NAKED, claim, written
from report.evenings import example, items

from gametape.report.claude.answered import Answered
from gametape.report.claude.asking import Answer, Usage
from gametape.report.options import ReportOptions
from gametape.report.store import ReportFolder, SpendingFile
from gametape.report.writing import Desk, write_report

CLAUDE = ReportOptions(writer="claude", consent=True)
USAGE = Usage(input=1_000, output=200)
ANSWER = Answer(text=written(*GOOD), stop="end_turn", usage=USAGE)
BAD = Answer(text=written(GOOD[0], NAKED), stop="end_turn", usage=USAGE)


def test_the_same_request_costs_nothing_twice(tmp_path: Path) -> None:
    store = ReportFolder(tmp_path)
    first = write_report(example(), CLAUDE, Desk(asker=Answered([ANSWER]), store=store))
    again = write_report(example(), CLAUDE, Desk(asker=Answered([]), store=store))
    assert again.claims == first.claims
    assert again.tokens.stored
    assert again.tokens.total == 0
    other = msgspec.structs.replace(example(), items=items()[:2])
    assert write_report(other, CLAUDE, Desk(asker=Answered([]), store=store)).writer == "rules"
    louder = msgspec.structs.replace(CLAUDE, effort="high")
    assert write_report(example(), louder, Desk(asker=Answered([]), store=store)).writer == "rules"


def test_a_pruned_report_comes_out_the_same_from_the_store(tmp_path: Path) -> None:
    store = ReportFolder(tmp_path)
    first = write_report(example(), CLAUDE, Desk(asker=Answered([BAD, BAD]), store=store))
    again = write_report(example(), CLAUDE, Desk(asker=Answered([]), store=store))
    assert (again.outcome, again.claims) == (first.outcome, first.claims)


def test_what_was_given_up_is_kept_but_asked_again(tmp_path: Path) -> None:
    store = ReportFolder(tmp_path)
    poor = Answer(text="no report", stop="end_turn", usage=USAGE)
    first = write_report(example(), CLAUDE, Desk(asker=Answered([poor, poor]), store=store))
    assert first.outcome == "fallback"
    [kept] = store.folder.glob("*.json")
    assert b"no report" in kept.read_bytes()
    assert (
        write_report(example(), CLAUDE, Desk(asker=Answered([ANSWER]), store=store)).outcome == "ok"
    )


def test_all_of_it_can_be_deleted(tmp_path: Path) -> None:
    store = ReportFolder(tmp_path)
    write_report(example(), CLAUDE, Desk(asker=Answered([ANSWER]), store=store))
    [kept] = store.folder.glob("*.json")
    assert b"ledger_json" in kept.read_bytes()
    if os.name != "nt":
        assert kept.stat().st_mode & 0o077 == 0
    assert store.delete() == 1
    assert not store.folder.exists()
    assert store.delete() == 0


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"key": 1}', b"\xff\xfe"])
def test_a_damaged_store_is_no_store(tmp_path: Path, damage: bytes) -> None:
    store = ReportFolder(tmp_path)
    write_report(example(), CLAUDE, Desk(asker=Answered([ANSWER]), store=store))
    [kept] = store.folder.glob("*.json")
    kept.write_bytes(damage)
    assert (
        write_report(example(), CLAUDE, Desk(asker=Answered([ANSWER]), store=store)).outcome == "ok"
    )


def test_a_month_has_its_limit(tmp_path: Path) -> None:
    options = msgspec.structs.replace(
        CLAUDE, input_tokens=2_000, output_tokens=500, month_tokens=3_000
    )
    spending = SpendingFile(tmp_path / "tokens.json")

    def desk(month: str) -> Desk:
        return Desk(asker=Answered([ANSWER]), spending=spending, month=month)

    assert write_report(example(), options, desk("2026-11")).outcome == "ok"
    assert spending.spent("2026-11") == 1_200
    second = write_report(example(), options, desk("2026-11"))
    assert [failure.kind for failure in second.failures] == ["month"]
    assert write_report(example(), options, desk("2026-12")).outcome == "ok"


@pytest.mark.parametrize(
    ("options", "desk", "why"),
    [
        (ReportOptions(), Desk(asker=Answered([ANSWER])), ""),
        (ReportOptions(writer="claude"), Desk(asker=Answered([ANSWER])), "agreed"),
        (CLAUDE, Desk(), "key"),
    ],
    ids=["rules wanted", "no consent", "no key"],
)
def test_without_wish_consent_or_key_nobody_is_asked(
    options: ReportOptions, desk: Desk, why: str
) -> None:
    found = write_report(example(), options, desk)
    assert (found.writer, found.outcome, found.tokens.total) == ("rules", "not asked", 0)
    assert why in found.why_not
    assert bool(why) == bool(found.why_not)


def test_actions_know_what_will_judge_them() -> None:
    action = claim("action", "Before you sell into a drop, breathe.", "L2", stance="advice")
    answer = Answer(text=written(*GOOD[:-2], action, GOOD[-1]), stop="end_turn")
    for found in (
        write_report(example(), CLAUDE, Desk(asker=Answered([answer]))),
        write_report(example()),
    ):
        judged = [one.judged_by for one in found.claims if one.section == "action"]
        assert any(judge.id == "E2" for judges in judged for judge in judges)


def test_a_kept_report_needs_no_key(tmp_path: Path) -> None:
    store = ReportFolder(tmp_path)
    first = write_report(example(), CLAUDE, Desk(asker=Answered([ANSWER]), store=store))
    again = write_report(example(), CLAUDE, Desk(store=store))
    assert (again.writer, again.claims) == ("claude", first.claims)
    withdrawn = msgspec.structs.replace(CLAUDE, consent=False)
    assert write_report(example(), withdrawn, Desk(store=store)).writer == "rules"


def test_what_is_lacking_is_told() -> None:
    found = write_report(example(), CLAUDE, Desk(lacking="The package is missing."))
    assert found.why_not == "The package is missing."
