"""A sale that failed is told, with the trade that went on because of it."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from analyze.made import SHARE, course, filled, ladder, material, placed, us

from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import EvidenceLedger, Item
from gametape.analyze.judging.session import judge_session
from gametape.ledger.account import Settlement
from gametape.model.book import Side
from gametape.model.trading import FillStatus
from gametape.report.facts import Facts
from gametape.report.rules.caveats import caveat_claims
from gametape.report.writing import write_report


def judged(status: FillStatus) -> EvidenceLedger:
    """Bought at 50, sold at 70 by a fill of this status; the market pays nothing."""
    market = course({0: ladder(50), 200: ladder(70)}, end=900)
    orders = [placed("in", 99, Side.BUY, 50, 100), placed("out", 299, Side.SELL, 70, 100)]
    fills = [
        filled("in", 100, Side.BUY, "50", 100),
        filled("out", 300, Side.SELL, "70", 100, status=status),
    ]
    ends = {"game": Settlement(us(700), (Decimal(0), Decimal(1)))}
    return judge_session(Evening(material(market, orders, fills, settled=ends)), "whole")


def failed(ledger: EvidenceLedger) -> list[Item]:
    return [one for one in ledger.items if one.code.startswith("failed_")]


def test_a_failed_sale_is_a_caveat_of_the_trade_that_was_open() -> None:
    ledger = judged(FillStatus.FAILED)
    [item] = failed(ledger)
    assert (item.kind, item.code, item.refs) == ("caveat", "failed_sale", ("T1",))
    assert item.fields["size"].value == 100 * SHARE
    assert item.fields["price"].value == "0.7"
    assert item.at_us == us(295)
    assert ledger.trades[0].net < 0
    assert failed(judged(FillStatus.CONFIRMED)) == []


def test_the_report_says_so_at_the_trade_and_among_the_caveats() -> None:
    report = write_report(judged(FillStatus.FAILED))
    assert report.failures == ()
    told = [one for one in report.claims if "was matched and then failed" in one.words]
    assert [one.section for one in told] == ["trade", "caveat"]
    assert "Your sale of 100 at 0.70 was matched and then failed at the venue." in told[0].words
    assert told[1].at_us == us(295)
    assert told[1].market == "game"
    sound = write_report(judged(FillStatus.CONFIRMED))
    assert not any("failed" in one.words for one in sound.claims)


def test_what_failed_is_told_however_full_the_report_is() -> None:
    crowd = [filled(f"o{n}", 100 + n, Side.BUY, "50", 100) for n in range(12)]
    lost = filled("late", 400, Side.BUY, "60", 7, status=FillStatus.FAILED)
    made = material(course({0: ladder(50), 200: ladder(70)}, end=900), [], [*crowd, lost])
    ledger = judge_session(Evening(made), "whole")
    flawed = msgspec.structs.replace(
        ledger, quality=msgspec.structs.replace(ledger.quality, gaps_s=9.0)
    )
    facts = Facts(flawed)
    items = tuple(fact for fact in facts if fact.kind == "caveat")
    pressing, rest = caveat_claims(items, facts)
    assert ["holes" in one.text for one in pressing] == [True, False]
    assert "Your purchase of" in pressing[1].text
    assert rest
    assert any("Your purchase of 7 " in one.words for one in write_report(flawed).claims)


def test_what_was_not_asked_is_told_in_one_claim() -> None:
    ledger = judged(FillStatus.CONFIRMED)
    assert sum(one.code == "not_asked" for one in ledger.items) > 1
    told = [one for one in write_report(ledger).claims if "ot judged (" in one.words]
    assert len(told) == 1
