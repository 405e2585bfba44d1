"""Drills over HTTP: what is told before an answer and after it, and what is refused out of turn."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from api.conftest import front_end
from api.served import Served, served

from gametape.library.database import address, open_engine
from gametape.library.practice.drills import DrillBook, Question
from gametape.replay.film.building import film_of
from gametape.settings.model import Settings
from gametape.simulate.corpus.taped import tape_planted
from gametape.tape.manifest import Manifest
from gametape.tape.session import SessionFolder

ANSWER = {"action": "buy", "size": 10_000_000, "confidence": 4}


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one planted evening and its film."""
    home = tmp_path_factory.mktemp("drilled") / "home"
    folder = SessionFolder.create(home, "owls-at-foxes")
    tape_planted(folder, seed=2, rate=0.03)
    film_of(folder)
    return home


@pytest.fixture
def home(filmed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filmed, tmp_path / "home"))


@pytest.fixture
def drill(home: Path, tmp_path: Path) -> Iterator[Served]:
    with served(Settings(home=home), web=front_end(tmp_path)) as running:
        yield running


def begun(drill: Served, length: int = 2) -> str:
    answer = drill.http.post("/api/drills", json={"length": length})
    assert answer.status_code == 201, answer.text
    assert answer.json()["state"] == "open"
    assert answer.json()["length"] == length
    return str(answer.json()["id"])


def got(drill: Served, path: str, status: int = 200) -> Any:
    answer = drill.http.get(f"/api/drills{path}")
    assert answer.status_code == status, answer.text
    return answer.json()


def answered(drill: Served, path: str, status: int = 201, **other: object) -> Any:
    answer = drill.http.post(f"/api/drills{path}/answer", json=ANSWER | other)
    assert answer.status_code == status, answer.text
    return answer.json()


def kept(home: Path, key: str, number: int) -> Question:
    question = DrillBook(open_engine(address(home, ""))).question(key, number)
    assert question is not None
    return question


def secrets_of(home: Path, moment_us: int) -> list[str]:
    """Whatever would tell who played, when it was, or which orders were one's own."""
    timeline = film_of(SessionFolder.open(home, "owls-at-foxes")).timeline()
    found = ["owls-at-foxes", timeline.title, str(moment_us)[:7]]
    for market in timeline.markets:
        found += [market.market, market.slug, market.event_slug]
        found += [word for one in market.outcomes for word in (one.asset, one.label)]
    return [word for word in [*found, *(one.order_id for one in timeline.orders)] if word]


def test_a_round_from_its_first_question_to_its_history(drill: Served, home: Path) -> None:
    before = got(drill, "")
    assert before["rounds"] == []
    assert before["moments"] > 1
    assert before["sessions"] == 1
    key = begun(drill)
    for number in (1, 2):
        asked = got(drill, f"/{key}/{number}")
        assert (asked["number"], asked["length"]) == (number, 2)
        assert asked["usual"] > 0
        told = answered(drill, f"/{key}/{number}", confidence=number)
        question = kept(home, key, number)
        assert (told["session"], told["at_us"]) == ("owls-at-foxes", question.moment.at_us)
        assert (told["action"], told["size"], told["confidence"]) == ("buy", 10_000_000, number)
        best = max(told["expected"]["buy"], told["expected"]["sell"], 0.0)
        assert told["score"]["loss"] == pytest.approx(best - told["expected"]["buy"], abs=0.0011)
        assert (told["last"], told["whole"]) == (number == 2, number == 2)
    after = got(drill, "")
    assert [(one["state"], one["answered"]) for one in after["rounds"]] == [("whole", 2)]
    assert after["whole"] == 1
    levels = {one["confidence"]: one["n"] for one in after["calibration"]["levels"]}
    right = [kept(home, key, number).reveal for number in (1, 2)]
    known = [one for one in right if one is not None and one["score"]["right"] is not None]
    assert after["calibration"]["n"] == len(known) == sum(levels.values())


def test_nothing_before_the_answer_says_who_it_was_or_what_comes(drill: Served, home: Path) -> None:
    key = begun(drill)
    place = f"/api/drills/{key}/1"
    asked = drill.http.get(place)
    timeline = drill.http.get(f"{place}/timeline")
    track = drill.http.get(f"{place}/tracks/0")
    for answer in (asked, timeline, track):
        assert answer.status_code == 200
    for answer in (timeline, track):
        assert answer.headers["cache-control"] == "no-store"
    moment_us = asked.json()["moment_us"]
    assert timeline.json()["to_us"] <= moment_us
    everything = b"\n".join([asked.content, timeline.content, track.content]).decode("latin-1")
    found = secrets_of(home, kept(home, key, 1).moment.at_us)
    assert [word for word in found if word in everything] == []
    for path in ("after/timeline", "after/tracks/0"):
        assert "Answer first" in got(drill, f"/{key}/1/{path}", 403)["way_out"]
    told = answered(drill, f"/{key}/1")
    later = got(drill, f"/{key}/1/after/timeline")
    assert moment_us < later["to_us"] <= told["after_us"]
    assert drill.http.get(f"{place}/after/tracks/0").content != track.content


def test_out_of_turn_is_refused_and_an_answer_counts_once(drill: Served) -> None:
    key = begun(drill)
    got(drill, f"/{key}/2", 409)
    got(drill, f"/{key}/2/timeline", 409)
    got(drill, f"/{key}/9", 404)
    got(drill, "/nobody/1", 404)
    answered(drill, f"/{key}/1", 409)  # not shown yet
    got(drill, f"/{key}/1")
    got(drill, f"/{key}/1/tracks/9", 404)
    for wrong in ({"confidence": 6}, {"size": -1}, {"action": "hope"}, {"more": 1}):
        answered(drill, f"/{key}/1", 400, **wrong)
    answered(drill, f"/{key}/1")
    answered(drill, f"/{key}/1", 409)
    got(drill, f"/{key}/1", 409)
    got(drill, f"/{key}/2")


def test_an_evening_that_changed_between_question_and_answer_is_read_again(
    drill: Served, home: Path
) -> None:
    """As after a repair: its film is another, and the one before is gone from the disk."""
    key = begun(drill)
    got(drill, f"/{key}/1")
    folder = SessionFolder.open(home, "owls-at-foxes")
    manifest = Manifest.load(folder.manifest_path)
    msgspec.structs.replace(manifest, title="Owls at Foxes, mended").save(folder.manifest_path)
    film_of(folder)
    assert answered(drill, f"/{key}/1")["title"] == "Owls at Foxes, mended"
    folder.root.rename(home / "elsewhere")
    got(drill, f"/{key}/2", 404)


def test_a_round_that_was_left_does_not_count(drill: Served) -> None:
    key = begun(drill)
    got(drill, f"/{key}/1")
    assert drill.http.post(f"/api/drills/{key}/interrupt").status_code == 204
    (left,) = got(drill, "")["rounds"]
    assert left["state"] == "interrupted"
    again = begun(drill, 1)
    got(drill, f"/{again}/1")
    assert answered(drill, f"/{again}/1")["whole"]
    assert got(drill, "")["whole"] == 1


def test_an_empty_folder_has_nothing_to_drill(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with served(Settings(home=tmp_path / "home"), web=front_end(tmp_path)) as running:
        refused = running.http.post("/api/drills", json={"length": 5})
        assert refused.status_code == 400
        assert "no moment to drill" in refused.json()["error"]
        assert running.http.post("/api/drills", json={"length": 0}).status_code == 400
        assert running.http.get("/api/drills").json()["moments"] == 0
