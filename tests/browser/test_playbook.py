"""The playbook: rows with their intervals, their moments as a list in the room, tags and words."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from browser.looking import Device, OpenPage, Theme, overflow
from browser.serving import Server, judge
from playwright.sync_api import Locator, Page, expect

from gametape.library.judged.analyses import analyze_session
from gametape.library.judged.summaries import keep_summary, kept_summary
from gametape.simulate.corpus.season import at_time
from gametape.simulate.corpus.taped import tape_planted
from gametape.tape.session import SessionFolder

WAITS = "Wait after a sharp move"
MORE = 10
"""Further evenings of which only the summary is there: a playbook asks for nothing else."""


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("playbook") / "home"
    for seed in (1, 2):
        folder = SessionFolder.create(home, f"game-{seed}")
        tape_planted(folder, seed=seed, rate=0.05)
        analyze_session(folder, "whole")
    judge(home)
    summary = kept_summary(SessionFolder.open(home, "game-2"))
    assert summary is not None
    for number in range(1, MORE + 1):
        more = SessionFolder.create(home, f"more-{number:02}")
        more.columns.mkdir(parents=True, exist_ok=True)
        keep_summary(more, at_time(summary, number))
    return home


@pytest.fixture(scope="module")
def shelf(judged: Path, built_page: Path) -> Iterator[Server]:
    """A server for tests that only look."""
    server = Server(judged)
    yield server
    server.stop()


@pytest.mark.parametrize("address", ["/playbook", "/progress"])
def test_what_was_not_judged_is_judged_on_request(
    judged: Path, tmp_path: Path, open_page: OpenPage, serve: Callable[..., Server], address: str
) -> None:
    home = Path(shutil.copytree(judged, tmp_path / "home"))
    shutil.rmtree(SessionFolder.open(home, "game-1").columns)
    page = open_page(address, server=serve(home))
    told = page.get_by_text(f"{MORE + 1} session")
    expect(told.first).to_be_visible()
    expect(page.get_by_text("1 session not judged yet.")).to_be_visible()
    page.get_by_role("button", name="Judge it").click()
    expect(page.get_by_text(f"{MORE + 2} sessions").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("not judged yet")).to_have_count(0)
    assert kept_summary(SessionFolder.open(home, "game-1")) is not None


def row(page: Page, title: str) -> Locator:
    return page.get_by_role("article", name=title)


def opened(page: Page, title: str) -> Locator:
    found = row(page, title)
    found.get_by_role("button", name=title).click()
    return found


@pytest.mark.parametrize(("device", "theme"), [("desktop", "light"), ("phone", "dark")])
def test_it_can_be_read_by_everybody(
    open_page: OpenPage,
    shelf: Server,
    axe: Callable[[Page], list[str]],
    shot: Callable[[Page, str], Path],
    device: Device,
    theme: Theme,
) -> None:
    page = open_page("/playbook", server=shelf, device=device, theme=theme)
    waits = opened(page, WAITS)
    expect(waits).to_contain_text("broken against kept")
    expect(waits.get_by_role("img", name=re.compile("90 % interval"))).to_have_count(1)
    expect(row(page, "Value in a break")).to_contain_text("Needs")
    assert overflow(page) == 0
    assert axe(page) == []
    shot(page, f"playbook-{device}-{theme}")


def test_the_moments_of_a_row_are_watched_one_after_the_other(
    open_page: OpenPage, shelf: Server
) -> None:
    path = f"{shelf.url}/api/playbook/cool_down/moments?which=broken"
    moments = httpx.get(path, timeout=60).json()["moments"]
    here = [one for one in moments if one["session"] == moments[0]["session"]]
    assert len(here) < len(moments)
    page = open_page("/playbook", server=shelf)
    opened(page, WAITS).get_by_role("button", name="Watch it broken").click()
    bar = page.get_by_role("navigation", name="Moments of a pattern")
    expect(bar).to_contain_text(f"1 of {len(moments)}")
    for number in range(2, len(here) + 1):
        page.keyboard.press("p")
        expect(bar).to_contain_text(f"{number} of {len(moments)}")
    expect(page).to_have_url(re.compile(here[-1]["order_id"]))
    page.reload()
    expect(bar).to_contain_text(f"{len(here)} of {len(moments)}")
    bar.get_by_role("button", name="Next").click()
    expect(page).to_have_url(re.compile(f"/s/{moments[len(here)]['session']}"))
    expect(bar).to_contain_text(f"{len(here) + 1} of {len(moments)}")
    page.keyboard.press("Shift+P")
    expect(page).to_have_url(re.compile(f"/s/{here[-1]['session']}.*{here[-1]['order_id']}"))
    bar.get_by_role("button", name="Leave").click()
    expect(bar).to_have_count(0)
    expect(page).not_to_have_url(re.compile("list="))


def test_what_is_chosen_and_written_stays(
    open_page: OpenPage, serve: Callable[[Path], Server], judged: Path, tmp_path: Path
) -> None:
    server = serve(Path(shutil.copytree(judged, tmp_path / "home")))
    page = open_page("/playbook?sort=name", server=server)
    titles = page.get_by_role("article").get_by_role("heading")
    expect(titles.first).to_contain_text("Add to no loser")
    note = opened(page, WAITS).get_by_role("textbox")
    note.fill("only when it is loud")
    with page.expect_response(lambda answer: answer.url.endswith("/cool_down/note")):
        note.blur()
    page.get_by_label("Order").select_option("trades")
    expect(page).to_have_url(re.compile("sort=trades"))
    page.reload()
    expect(opened(page, WAITS).get_by_role("textbox")).to_have_value("only when it is loud")
    patterns = server.home / "patterns"
    patterns.mkdir()
    (patterns / "bad.toml").write_text("format = 1\nname = 'x y'\n")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("bad.toml, line 2")


def test_a_proposal_shows_its_trace_and_one_key_rejects_it(
    open_page: OpenPage, serve: Callable[[Path], Server], judged: Path, tmp_path: Path
) -> None:
    server = serve(Path(shutil.copytree(judged, tmp_path / "home")))

    def broken() -> int:
        rows = httpx.get(f"{server.url}/api/playbook", timeout=60).json()["rows"]
        return int(next(one["broken"] for one in rows if one["pattern"] == "cool_down"))

    before = broken()
    page = open_page("/s/game-2", server=server)
    page.get_by_role("tab", name="Analysis").click()
    page.get_by_role("button", name="Show it all the same").click()
    proposal = page.get_by_role("button", name=f"{WAITS}: broken").first
    proposal.click()
    expect(page.get_by_text("To keep it: since move at least 30 s").first).to_be_visible()
    expect(page.get_by_text("did not hold").first).to_be_visible()
    page.keyboard.press("x")
    expect(page.get_by_role("button", name=f"{WAITS}: not this")).to_be_visible()
    assert broken() == before - 1
    page.get_by_role("button", name=re.compile("^more of order")).first.click()
    field = page.get_by_label(re.compile("^Tag order")).first
    field.fill("felt sure")
    field.press("Enter")
    expect(page.get_by_role("button", name="Take off felt sure")).to_be_visible()
