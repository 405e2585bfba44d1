"""Video beside the tape: the clock leads, matches hold, and nothing comes from outside unasked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser.clip import FIRST_SHADE, SHADES_PER_SECOND
from browser.looking import OpenPage
from browser.room import Room, eventually, open_room
from browser.serving import Server
from browser.watching import Watch
from playwright.sync_api import Page, Route, expect

HERE = "/s/game?t=60"
_STANDINS = Path(__file__).parent / "stand_ins"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, game_home: Path) -> Path:
    return Path(shutil.copytree(game_home, tmp_path_factory.mktemp("video") / "home"))


@pytest.fixture
def server(serve: Callable[..., Server], home: Path) -> Server:
    for kept in (home / "gametape.db", *(home / "sessions" / "game" / "media").glob("*")):
        kept.unlink(missing_ok=True)
    return serve(home)


@pytest.fixture
def room(open_page: OpenPage, server: Server) -> Room:
    room = open_room(open_page, HERE, server=server)
    room.press("v")
    return room


def picture_time(page: Page) -> float:
    """Seconds of the video that the shown picture is from, by its brightness."""
    shade = page.evaluate(
        """() => {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [4, 4];
        const pen = canvas.getContext('2d');
        pen.drawImage(document.querySelector('video'), 0, 0, 4, 4);
        return pen.getImageData(1, 1, 1, 1).data[0];
      }"""
    )
    written = 16 + shade * 219 / 255  # encoders take it for the narrow range of television
    return float((written - FIRST_SHADE) / SHADES_PER_SECOND)


def choose(room: Room, clip: Path) -> None:
    room.page.locator("input[type=file]").set_input_files(clip)
    eventually(room.page, lambda: ready(room.page))


def ready(page: Page) -> bool:
    return bool(page.evaluate("document.querySelector('video')?.readyState >= 2"))


def line_up(room: Room, seconds: int) -> None:
    """Say that this moment of the session is so many seconds into the video."""
    video = room.page.get_by_role("region", name="Video")
    video.get_by_role("button", name="Line up").click()
    for _ in range(seconds):
        video.get_by_role("group", name="Move the picture alone").get_by_text("+1 s").click()
    video.get_by_role("button", name="These match").click()
    video.get_by_role("button", name="Done").click()


def test_a_file_follows_the_clock_once_it_is_lined_up(room: Room, clip: Path) -> None:
    choose(room, clip)
    room.page.evaluate("document.querySelector('video').dataset.mark = 'the same'")
    line_up(room, 2)
    eventually(room.page, lambda: abs(picture_time(room.page) - 2) < 0.2)
    assert room.page.evaluate("document.querySelector('video').dataset.mark") == "the same"
    room.press("ArrowRight")
    eventually(room.page, lambda: abs(picture_time(room.page) - 7) < 0.2)
    room.press("ArrowLeft", "Space")
    eventually(room.page, lambda: picture_time(room.page) > 2.9)
    eventually(room.page, lambda: abs(picture_time(room.page) - 2 - (room.seconds - 60)) < 0.5)
    assert room.page.evaluate("document.querySelector('video').muted") is True
    room.press("Space")


def test_a_moment_outside_the_video_says_so(room: Room, clip: Path) -> None:
    choose(room, clip)
    line_up(room, 2)
    room.press("ArrowLeft")
    expect(room.page.get_by_text("The video begins later than this moment.")).to_be_visible()
    room.press("Shift+ArrowRight")
    expect(room.page.get_by_text("The video ended earlier than this moment.")).to_be_visible()


def test_matches_nudges_and_files_are_kept_with_the_session(
    room: Room, clip: Path, open_page: OpenPage, server: Server
) -> None:
    choose(room, clip)
    line_up(room, 3)
    video = room.page.get_by_role("region", name="Video")
    video.get_by_role("button", name="Line up").click()
    with room.page.expect_response(lambda answer: answer.request.method == "PUT"):
        video.get_by_role("button", name="Nudge the video by +1 s").click()
    video.get_by_role("button", name="Done").click()
    eventually(room.page, lambda: abs(picture_time(room.page) - 4) < 0.2)
    video.get_by_role("button", name="Keep with the session").click()
    expect(video.get_by_role("button", name="Keep with the session")).to_be_hidden()
    again = open_room(open_page, HERE, server=server)
    eventually(again.page, lambda: ready(again.page))
    eventually(again.page, lambda: abs(picture_time(again.page) - 4) < 0.2)
    expect(again.page.get_by_text("1 matched")).to_be_visible()


def test_a_file_of_this_machine_must_be_chosen_again(
    room: Room, clip: Path, open_page: OpenPage, server: Server
) -> None:
    choose(room, clip)
    line_up(room, 1)
    again = open_room(open_page, HERE, server=server)
    expect(again.page.get_by_text("Choose “clip.webm” again")).to_be_visible()
    choose(again, clip)
    eventually(again.page, lambda: abs(picture_time(again.page) - 1) < 0.2)


def test_a_match_that_turns_time_round_is_refused(room: Room, clip: Path) -> None:
    choose(room, clip)
    line_up(room, 5)
    room.press("ArrowRight", "ArrowRight")
    video = room.page.get_by_role("region", name="Video")
    video.get_by_role("button", name="Line up").click()
    for _ in range(6):
        video.get_by_role("group", name="Move the picture alone").get_by_text("−1 s").click()
    video.get_by_role("button", name="These match").click()
    expect(video.get_by_role("alert")).to_contain_text("run backwards")


def test_what_is_no_address_of_a_video_is_said(room: Room) -> None:
    video = room.page.get_by_role("region", name="Video")
    video.get_by_role("textbox").fill("https://example.com/game")
    video.get_by_role("button", name="Add").click()
    expect(video.get_by_role("alert")).to_contain_text("no address of a YouTube video")


HOSTED = {
    "youtube": (
        "https://youtu.be/dQw4w9WgXcQ",
        "https://www.youtube.com/iframe_api",
        "youtube.js",
        "YouTube",
    ),
    "twitch": (
        "https://www.twitch.tv/videos/2345678901",
        "https://player.twitch.tv/js/embed/v1.js",
        "twitch.js",
        "Twitch",
    ),
}


@pytest.mark.parametrize("kind", HOSTED)
def test_a_hosted_video_loads_only_when_asked_and_follows(
    open_page: OpenPage, server: Server, watch: Watch, kind: str
) -> None:
    address, api, stand_in, name = HOSTED[kind]
    asked: list[str] = []

    def before(page: Page) -> None:
        def answer(route: Route) -> None:
            asked.append(route.request.url)
            if route.request.url == api:
                script = (_STANDINS / stand_in).read_text()
                route.fulfill(body=script, content_type="text/javascript")
            else:
                route.fulfill(
                    body="<!doctype html><title>stand-in</title>", content_type="text/html"
                )

        page.route(lambda url: not url.startswith(server.url), answer)

    watch.allow("request to a stranger")  # counted here instead
    room = open_room(open_page, HERE, server=server, before=before)
    room.press("v")
    video = room.page.get_by_role("region", name="Video")
    video.get_by_role("textbox").fill(address)
    assert asked == []
    video.get_by_role("button", name="Add").click()
    eventually(room.page, lambda: api in asked)  # after the page was loaded again

    def calls() -> list[list[Any]]:
        told = room.page.evaluate("JSON.stringify(globalThis.standIn?.calls ?? [])")
        found: list[list[Any]] = json.loads(told)
        return found

    eventually(room.page, lambda: bool(room.page.evaluate("globalThis.standIn?.ready ?? false")))
    assert room.page.evaluate("globalThis.standIn.controls") is False
    assert room.page.evaluate("globalThis.standIn.muted") is True
    expect(video.get_by_text("The picture appears with the first play.")).to_be_visible()
    room.press("Space")
    eventually(room.page, lambda: ["play"] in calls())
    expect(video.get_by_text("The picture appears with the first play.")).to_be_hidden()
    drift = "Math.abs(globalThis.standIn.time - 60)"
    eventually(room.page, lambda: room.page.evaluate(drift) < 6)
    room.press("Space")
    eventually(room.page, lambda: ["pause"] in calls())
    room.press("Shift+ArrowRight")
    eventually(room.page, lambda: any(call[0] == "seek" and call[1] > 100 for call in calls()))

    asked.clear()
    fresh = open_room(open_page, HERE, server=server, before=before)
    expect(fresh.page.get_by_role("button", name=f"Load from {name}")).to_be_visible()
    assert asked == []
    fresh.page.get_by_role("button", name=f"Load from {name}").click()
    eventually(fresh.page, lambda: api in asked)
