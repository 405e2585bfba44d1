"""The demo from the page: a made-up game that is being recorded when the answer comes."""

from __future__ import annotations

from pathlib import Path

import pytest
from api.desk import Desk

from gametape.cli.demo_opening import LEAD_US, opening
from gametape.model.times import SECOND
from gametape.replay.highlight import Highlights

NOWHERE = {"GAMETAPE_EVENT": "none"}


def test_a_game_is_made_up_and_recorded(tmp_path: Path) -> None:
    with Desk(tmp_path, NOWHERE) as desk:
        started = desk.ask("POST", "/api/demo", {"sport": "tennis", "seed": 3}, 201)
        assert started == {"slug": "demo-tennis-3", "phase": "recording"}
        slug = started["slug"]
        row = desk.until(slug, lambda row: row["progress"]["trades"] and row["progress"]["game"])
        assert row["own"]
        assert row["sport"] == "tennis"
        assert row["tags"]["1"] == "Break"
        assert desk.ask("POST", f"/api/recordings/{slug}/tags", {"tag": "1"})["safe"]
        assert desk.stop(slug)["phase"] == "over"
        assert any(b'"Break"' in raw for raw in desk.lines(slug))
        again = desk.ask("POST", "/api/demo", {"sport": "tennis", "seed": 3}, 201)
        assert again["slug"] == "demo-tennis-3-2"
        refused = desk.ask("POST", "/api/demo", {"sport": "curling"}, 400)
        assert "sport" in refused["error"]


@pytest.mark.parametrize(
    ("moment_s", "wanted"),
    [(37.08, "t=0:00:34.5"), (1.0, "t=0:00:00.0"), (3_725.0, "t=1:02:02.5")],
)
def test_the_room_opens_before_the_moment(moment_s: float, wanted: str) -> None:
    start = 1_795_000_000 * SECOND
    moment = start + int(moment_s * SECOND)
    address = opening("demo-1", Highlights(moment, "1", [], start, "a-b"))
    assert address.startswith("/s/demo-1?")
    query = dict(part.split("=") for part in address.partition("?")[2].split("&"))
    assert f"t={query['t']}" == wanted
    assert query["m"] == "a-b"
    assert query["play"] == "1"
    assert 5 * float(query["speed"]) * SECOND == LEAD_US


def test_a_session_without_a_moment_opens_at_its_start() -> None:
    assert opening("a b", Highlights(None, None, [])) == "/s/a%20b"
