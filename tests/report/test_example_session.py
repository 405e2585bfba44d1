"""The session review that the product began with: its trades, on a made-up tape, judged and told.

Five trades of one game: a small gain, a chase, a sale in panic that came back four cents, a loss
that nothing spoke against, and a patient purchase of 75 shares from 0.52 to 0.61: "+$6.75", which
is +$4.92 once the fees of 0.05 are paid (methods 1.5).
"""

from __future__ import annotations

import json
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from analyze.made import course, filled, ladder, material, placed, rules, us

from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import EvidenceLedger
from gametape.analyze.judging.session import judge_session
from gametape.model.book import Side
from gametape.model.market import Outcome
from gametape.report.render import report_html, report_json, report_markdown, report_text
from gametape.report.writing import write_report
from gametape.report.written import WrittenReport

PATH = (
    (0, 47.5), (1_000, 51.5), (1_700, 56.5), (1_797, 56.5), (1_805, 62.5), (1_990, 59.0),
    (2_010, 58.5), (2_600, 21.5), (3_148, 21.5), (3_156, 15.5), (3_170, 15.5), (3_215, 19.5),
    (4_300, 40.5), (4_500, 40.5), (4_690, 36.5), (5_500, 51.5), (5_910, 51.5),
    (6_500, 61.5), (7_200, 70.5),
)  # fmt: skip
"""(second, cents): the mid of the Lakers."""

TRADES = (
    (50, 600, "48", 1_020, "51"),
    (70, 1_810, "63", 2_000, "58"),
    (100, 2_700, "22", 3_160, "15"),
    (60, 4_400, "41", 4_700, "36"),
    (75, 5_900, "52", 6_600, "61"),
)
"""Shares, bought when and at what, sold when and at what; seconds and cents."""


@pytest.fixture(scope="module")
def ledger() -> EvidenceLedger:
    seconds, cents = zip(*PATH, strict=True)
    rng = np.random.default_rng(5)
    noise = rng.choice([-0.5, 0.0, 0.0, 0.0, 0.5], 3_600)
    noise[2_880:2_952] = 0.0  # nothing happens before the patient purchase
    told = {
        float(second): ladder(round(2 * (np.interp(second, seconds, cents) + noise[n])) / 2)
        for n, second in enumerate(range(0, 7_200, 2))
    }
    game = msgspec.structs.replace(
        rules(),
        question="Lakers at Celtics",
        outcomes=(Outcome("yes", "Lakers"), Outcome("no", "Celtics")),
    )
    orders, fills = [], []
    for number, (shares, came_s, paid, left_s, got) in enumerate(TRADES, 1):
        for name, second, side, price in (
            (f"in{number}", came_s, Side.BUY, paid),
            (f"out{number}", left_s, Side.SELL, got),
        ):
            orders.append(placed(name, second, side, float(price), shares))
            fills.append(filled(name, second + 0.3, side, price, shares))
    evening = replace(
        material(course(told, end=7_200, of=game), orders, fills),
        slug="lakers-celtics",
        title="Lakers at Celtics",
    )
    assert us(7_200) == evening.to_us
    return judge_session(Evening(evening), "whole")


@pytest.fixture(scope="module")
def report(ledger: EvidenceLedger) -> WrittenReport:
    return write_report(ledger)


def plain(text: str) -> str:
    """One line, with spaces that break."""
    return " ".join(text.replace("\u00a0", " ").split())


def test_the_money_is_the_examples_less_fees(ledger: EvidenceLedger) -> None:
    assert [trade.gross for trade in ledger.trades] == [
        1_500_000, -3_500_000, -7_000_000, -3_000_000, 6_750_000
    ]  # fmt: skip
    assert round(ledger.trades[4].net / 1e6, 2) == 4.92


def test_the_panic_and_the_chase_are_found_and_the_patient_one_is_praised(
    ledger: EvidenceLedger,
) -> None:
    found = [
        {label.name for label in trade.labels if label.match >= 0.7} for trade in ledger.trades
    ]
    assert "fomo_buy" in found[1]
    assert "panic_sell" in found[2]
    assert "patient_entry" in found[4]
    panic = next(label for label in ledger.trades[2].labels if label.name == "panic_sell")
    assert panic.consequence["after_60"].value == pytest.approx(4.0, abs=0.6)


def test_the_text_has_the_examples_shape(ledger: EvidenceLedger, report: WrittenReport) -> None:
    text = report_text(report, ledger)
    assert max(map(len, text.splitlines())) <= 80
    heads = [line for line in text.splitlines() if line.isupper() and line[0] != " "]
    assert heads == [
        "OVERALL", "TRADE BY TRADE", "PSYCHOLOGY", "WHAT IF", "WHAT WENT WELL", "NEXT TIME",
        "WHAT TO KEEP IN MIND", "ALL TRADES",
    ]  # fmt: skip
    told = plain(text)
    assert told.startswith("Review: Lakers at Celtics")
    assert "5 trades this evening" in told
    assert "2 of them ended in the black" in told
    assert "sold 100 shares of Lakers at 0.15, into a move against you" in told
    assert "In the next minute the price came back" in told
    assert "Before you close into a drop" in told
    assert "Written by gametape's own rules" in told


def test_every_form_tells_the_same_claims(ledger: EvidenceLedger, report: WrittenReport) -> None:
    text = plain(report_text(report, ledger))
    page = report_html(report, ledger)
    document = json.loads(report_json(report))
    markdown = plain(report_markdown(report, ledger)).replace("\\", "")
    assert page.startswith("<!doctype html>")
    assert page.count("<section") >= len({claim.section for claim in report.claims})
    assert [one["words"] for one in document["claims"]] == [one.words for one in report.claims]
    for claim in report.claims:
        words = plain(claim.words)
        assert words in text
        assert words in markdown
    linked = [claim for claim in report.claims if claim.section in ("trade", "whatif")]
    assert len(linked) >= 5
    assert all(claim.at_us and claim.market == "game" for claim in linked)
    assert page.count('href="/s/lakers-celtics?t=') >= len(linked)
