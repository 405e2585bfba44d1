"""A bet is named so that a trader of several markets knows which one is meant."""

from __future__ import annotations

import msgspec
import pytest
from report.evenings import MARKET, example, five_trades

from gametape.analyze.evidence import EvidenceLedger
from gametape.cli.evidence_text import evidence_text
from gametape.report.bets import bet_of
from gametape.report.render import report_html, report_markdown, report_text
from gametape.report.writing import write_report

TITLE = "Arsenal vs. Chelsea"
WIN = ("Will Arsenal win?", "Yes")
DRAW = ("Will Arsenal vs. Chelsea end in a draw?", "No")
TOTAL = (f"{TITLE}: O/U 2.5", "Under")
HOME = (TITLE, "Arsenal")
SPREAD = ("Spread: Arsenal (-1.5)", "Chelsea")


def evening(*bets: tuple[str, str]) -> EvidenceLedger:
    """The example's first trades, each on a market and an outcome."""
    trades = tuple(
        msgspec.structs.replace(one, question=question, outcome=outcome)
        for one, (question, outcome) in zip(five_trades(), bets, strict=False)
    )
    return msgspec.structs.replace(example(trades=trades), title=TITLE)


@pytest.mark.parametrize(
    ("bets", "names"),
    [
        ((WIN,), ["Yes: Will Arsenal win?"]),
        ((HOME, HOME), ["Arsenal", "Arsenal"]),
        ((HOME, SPREAD), ["Arsenal", "Chelsea: Spread: Arsenal (-1.5)"]),
        ((TOTAL, DRAW), ["Under: O/U 2.5", "No: Will Arsenal vs. Chelsea end in a draw?"]),
        ((("Will it rain?", ""),), ["Will it rain?"]),
        ((("", ""),), ["market 0xababababab"]),
        ((("", "Yes"),), ["Yes: market 0xababababab"]),
    ],
)
def test_the_market_is_named_where_the_outcome_says_too_little(
    bets: tuple[tuple[str, str], ...], names: list[str]
) -> None:
    ledger = evening(*bets)
    assert [bet_of(one, ledger) for one in ledger.trades] == names


def test_sentences_and_tables_name_it() -> None:
    ledger = evening(WIN, HOME, SPREAD)
    report = write_report(ledger)
    assert report.failures == ()
    words = " ".join(claim.words for claim in report.claims)
    assert "shares of Yes on \u201cWill Arsenal win?\u201d" in words
    assert "shares of Chelsea on \u201cSpread: Arsenal (-1.5)\u201d" in words
    assert "shares of Arsenal on" not in words
    figures = evidence_text(msgspec.structs.replace(ledger, items=()))
    for page in (report_text(report, ledger), figures):
        assert "Chelsea: Spread: Arsenal" in page
        assert max(map(len, page.splitlines())) <= 80
    assert "<td>Chelsea: Spread: Arsenal (-1.5)</td>" in report_html(report, ledger)
    assert "Yes: Will Arsenal win" in report_markdown(report, ledger)


def test_a_link_opens_the_side_that_was_bet_on() -> None:
    """Who bought at 0.76 must not land in a book of 0.23 and 0.24."""
    trades = tuple(msgspec.structs.replace(one, second=True) for one in five_trades())
    ledger = example(trades=trades)
    report = write_report(ledger)
    told = [claim for claim in report.claims if claim.section == "trade"]
    assert {claim.market for claim in told} == {f"{MARKET}:1"}
    page = report_html(report, ledger)
    assert page.count(f"m={MARKET}%3A1") > len(told)
    assert all(claim.market == MARKET for claim in write_report(example()).claims if claim.market)
