"""All forms of a report: complete, 80 columns, nothing loaded, every claim with its moment."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from hypothesis import Phase, given, settings
from report.claims import GOOD, NAKED, written
from report.evenings import MARKET, example, population, with_holes
from report.ledgers import ledgers

from gametape.analyze.evidence import EvidenceLedger
from gametape.report.claude.answered import Answered
from gametape.report.claude.asking import Answer, Usage
from gametape.report.options import ReportOptions
from gametape.report.render import report_html, report_json, report_markdown, report_text
from gametape.report.render.outline import HEADINGS
from gametape.report.writing import Desk, write_report
from gametape.report.written import WrittenReport

ROOT = Path(__file__).parents[3]
CLAUDE = ReportOptions(writer="claude", consent=True)
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)


class Tags(HTMLParser):
    """Every tag with its attributes, and whether what opens is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@settings(max_examples=40, deadline=None, phases=UNSHRUNK)
@given(ledgers())
def test_any_ledger_can_be_shown(ledger: EvidenceLedger) -> None:
    report = write_report(ledger)
    assert max(len(line) for line in report_text(report, ledger).splitlines()) <= 80
    page = Tags(report_html(report, ledger))
    assert page.open == []
    assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "object", "base", "form"}
    for _, attributes in page.tags:
        assert not attributes.keys() & {"src", "srcset", "style", "onclick", "onload"}
        assert (attributes.get("href") or "/s/evening").startswith("/s/evening")
    assert msgspec.json.decode(report_json(report), type=WrittenReport) == report
    assert "{{" not in report_markdown(report, ledger)


def test_every_claim_about_a_trade_links_to_its_moment() -> None:
    report = write_report(example())
    page = report_html(report, example(), "http://127.0.0.1:8477")
    links = re.findall(r'href="([^"]+)"', page)
    assert len(links) > len(report.claims) / 2
    for link in links:
        assert re.fullmatch(
            r"http://127\.0\.0\.1:8477/s/2026-01-20-lal-bos\?t=2025-01-20T\d\d%3A\d\d%3A\d\d\.000Z"
            rf"&amp;m={MARKET}",
            link,
        )
    told = [claim for claim in report.claims if claim.section in ("trade", "whatif", "action")]
    assert all(claim.at_us is not None and claim.market == MARKET for claim in told)


def test_the_panic_sale_is_watched_from_before_its_order() -> None:
    report = write_report(example())
    sale = next(claim for claim in report.claims if "L2" in claim.evidence)
    [order] = [one for trade in example().trades for one in trade.orders if one.id == "O6"]
    assert sale.at_us == order.before_us < order.decided_us


def test_the_page_allows_itself_nothing() -> None:
    page = report_html(write_report(example()), example())
    assert "default-src 'none'" in page
    assert not re.search(r"url\(|@import|https?://", page)
    assert "prefers-color-scheme:light" in page


@pytest.mark.parametrize("ledger", [example(), with_holes(), population()])
def test_all_forms_tell_all_claims(ledger: EvidenceLedger) -> None:
    report = write_report(ledger)
    text = re.sub(r"[ \n]+", " ", report_text(report, ledger))
    mark = report_markdown(report, ledger).replace("\\", "")
    for claim in report.claims:
        assert claim.words in text
        assert claim.words in mark


def test_each_form_says_who_wrote_it_and_why_not_the_other() -> None:
    good = Answer(text=written(*GOOD), stop="end_turn", usage=Usage(input=1_200, output=300))
    bad = Answer(text=written(GOOD[0], NAKED), stop="end_turn")
    cases = {
        "Written by gametape's own rules": write_report(example()),
        "Claude did not write it: There is no key": write_report(example(), CLAUDE),
        "Worded by Claude (claude-sonnet-5-5)": write_report(
            example(), CLAUDE, Desk(asker=Answered([good]))
        ),
        "Tokens: 1,200 in, 300 out": write_report(example(), CLAUDE, Desk(asker=Answered([good]))),
        "were left out": write_report(example(), CLAUDE, Desk(asker=Answered([bad, bad]))),
        "Added by gametape's own rules": write_report(
            example(), CLAUDE, Desk(asker=Answered([bad, bad]))
        ),
    }
    for words, report in cases.items():
        plain = re.sub(r"\s+", " ", report_text(report))
        page = report_html(report).replace("&#x27;", "'")
        mark = report_markdown(report).replace("\\", "")
        for form in (plain, page, mark):
            assert words in form


def test_reports_can_be_kept_as_files(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(report_html(write_report(example()), example()), "utf-8")
    assert path.stat().st_size < 40_000


def test_the_page_has_the_same_headings() -> None:
    told = (ROOT / "web" / "src" / "panels" / "report" / "sections.ts").read_text("utf-8")
    for section, heading in HEADINGS.items():
        assert f"  {section}: '{heading}',\n" in told
