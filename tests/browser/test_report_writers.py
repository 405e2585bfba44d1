"""The Report page says who wrote it: without a key, with one, and while the service fails."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import msgspec
import pytest
from browser.looking import OpenPage
from browser.serving import Server
from playwright.sync_api import Page, expect
from report.claude import service as api

from gametape.analyze.judging.session import judge_session
from gametape.library.judged.analyses import evening_of
from gametape.replay.film.building import film_of
from gametape.report.facts import Facts
from gametape.report.rules import write
from gametape.tape.session import SessionFolder

pytestmark = pytest.mark.skipif(
    find_spec("anthropic") is None, reason="the extra `ai` (anthropic) is not installed"
)

CLAUDE = '[report]\nwriter = "claude"\nconsent = true\nretries = 0\n'


def headings(page: Page) -> list[str]:
    expect(page.get_by_role("heading", name="Overall")).to_be_visible()
    return page.get_by_role("heading", level=2).all_inner_texts()


@pytest.fixture
def home(tmp_path: Path, evening_home: Path) -> Path:
    return Path(shutil.copytree(evening_home, tmp_path / "home"))


def test_a_whole_report_by_either_writer(
    open_page: OpenPage, serve: Callable[..., Server], home: Path
) -> None:
    plain = open_page("/s/evening/report", server=serve(home))
    expected = headings(plain)
    expect(plain.get_by_text("Written by gametape")).to_be_visible()
    (home / "gametape.toml").write_text(CLAUDE)
    film = film_of(SessionFolder(home / "sessions" / "evening"))
    words = msgspec.json.encode(write(Facts(judge_session(evening_of(film), "whole"))))
    with api.service() as claude:
        server = serve(home, {"ANTHROPIC_API_KEY": "a-key", "ANTHROPIC_BASE_URL": claude.address})
        claude.replies = [api.failing(529, "overloaded_error"), api.streamed(words.decode())]
        page = open_page("/s/evening/report", server=server)
        assert headings(page) == expected
        expect(page.get_by_text("Written by gametape")).to_be_visible()
        expect(page.get_by_text("overloaded").first).to_be_visible()
        page.reload()
        expect(page.get_by_text("Written by Claude")).to_be_visible()
        told = headings(page)  # what could not be verified was taken out, and the order kept
        assert told == [one for one in expected if one in told]
        assert {"Overall", "Trade by trade"} <= set(told)
        assert len(claude.sent("/v1/messages")) >= 2
