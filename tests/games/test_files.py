"""Recordings of games: real files as measured, and files made here for the rules."""

import contextlib
import json
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.games.alignment import parse_anchor
from gametape.games.files import LAYOUTS, GameLayout
from gametape.games.gameclock import BREAK_US
from gametape.games.nba import PlayByPlayDecoder
from gametape.games.soccer import StatsBombDecoder
from gametape.games.tennis import SlamDecoder
from gametape.model.decoder import Decoder
from gametape.model.events import GameEvent
from gametape.model.foreign import ForeignFile, Layout
from gametape.model.times import MINUTE, SECOND

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "games"

DECODERS: dict[str, Callable[[], Decoder]] = {
    "NBA play-by-play": PlayByPlayDecoder,
    "Grand Slam tennis points": SlamDecoder,
    "StatsBomb soccer events": StatsBombDecoder,
}


def made(name: str, data: bytes) -> ForeignFile:
    return ForeignFile(
        name=name,
        folder="",
        head=data[:65_536],
        lines=lambda: iter(data.splitlines()),
        whole=lambda: data,
    )


def recorded(name: str) -> ForeignFile:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"no recordings in {SHARED}")
    return made(path.name, path.read_bytes())


class Reading:
    def __init__(self, file: ForeignFile) -> None:
        layouts = [layout for layout in LAYOUTS if layout.recognises(file)]
        assert len(layouts) == 1, [layout.name for layout in layouts]
        self.layout: Layout = layouts[0]
        assert self.layout.clock == "game"
        self.warnings: list[str] = []
        self.frames = list(self.layout.frames(file, self.warnings))
        decoder = DECODERS[self.layout.name]()
        self.events: list[GameEvent] = []
        for seq, frame in enumerate(self.frames):
            for event in decoder.decode(frame.raw, seq, frame.recv_us):
                assert isinstance(event, GameEvent)
                self.events.append(event)

    def named(self, name: str) -> list[GameEvent]:
        return [event for event in self.events if event.name == name]


class TestBasketball:
    NAME = "nba_play_by_play/playbyplayv3.json"

    def test_every_action_is_an_event_and_the_clock_never_runs_back(self) -> None:
        reading = Reading(recorded(self.NAME))
        assert len(reading.frames) == 511
        periods = Counter(event.period for event in reading.events)
        assert periods == {"Q1": 135, "Q2": 131, "Q3": 124, "Q4": 120}
        assert all(one.recv_us <= other.recv_us for one, other in pairwise(reading.frames))
        assert not any("run back" in warning for warning in reading.warnings)
        assert reading.frames[-1].recv_us == 48 * MINUTE + 3 * BREAK_US

    def test_the_score(self) -> None:
        reading = Reading(recorded(self.NAME))
        told = [event.score for event in reading.events if event.score]
        assert len(reading.events) - len(told) == 382
        scores = [tuple(map(int, score.split("-"))) for score in told]
        assert scores[-1] == (128, 100)
        assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(scores))
        leads = [home > away for home, away in scores if home != away]
        assert sum(one != other for one, other in pairwise(leads)) == 4
        points = reading.named("score")
        assert len({event.score for event in points}) == len(points)
        assert points[-1].score == "128-100"
        assert {event.team for event in points} == {"TOR", "MIL"}

    def test_what_a_person_should_know(self) -> None:
        warnings = Reading(recorded(self.NAME)).warnings
        assert (
            "actionNumber repeats 23 times and goes back 3 times; the order of the file is kept."
            in warnings
        )
        assert "382 actions carry no score." in warnings
        assert any("7:43 PM EST" in warning and "--anchor" in warning for warning in warnings)

    def test_the_file_is_kept_to_the_byte(self) -> None:
        file = recorded(self.NAME)
        whole = file.whole()
        frames = Reading(file).frames
        assert all(frame.raw in whole for frame in frames[1:])
        around = json.loads(frames[0].raw)
        assert around["game"] == {"gameId": "0022500165", "videoAvailable": 1}
        assert around["meta"] == json.loads(whole)["meta"]

    def test_an_action(self) -> None:
        action = {
            "actionNumber": 7, "clock": "PT00M04.20S", "period": 5, "teamTricode": "ABC",
            "scoreHome": "3", "scoreAway": "0", "description": "3PT", "actionType": "Made Shot",
        }  # fmt: skip
        again = {**action, "actionType": "", "description": "Long BLOCK (1 BLK)"}
        decoder = PlayByPlayDecoder()
        assert not decoder.decode(b'{"game":{"gameId":"g"}}', 0, 0)
        for number, (what, name) in enumerate(((action, "score"), (again, "block"))):
            assert list(decoder.decode(json.dumps(what).encode(), number, 5)) == [
                GameEvent(
                    seq=number,
                    recv_us=5,
                    name=name,
                    text=str(what["description"]),
                    game="g",
                    score="3-0",
                    period="OT1",
                    game_clock="0:04.2",
                    team="ABC",
                )
            ]


class TestTennis:
    POINTS = "tennis_slam_points/2013-wimbledon-points.csv"
    MATCHES = "tennis_slam_points/2013-wimbledon-matches.csv"

    def test_points_games_and_sets_of_four_matches(self) -> None:
        reading = Reading(recorded(self.POINTS))
        assert len(reading.frames) == 1032
        points = Counter(event.game[-4:] for event in reading.named("point"))
        assert points == {"1305": 331, "1601": 368, "1701": 210, "2701": 123}
        final = [event.team for event in reading.named("set") if event.game.endswith("1701")]
        assert final == ["2", "2", "2"]
        won = Counter(e.team for e in reading.named("point") if e.game.endswith("1701"))
        assert (won["1"], won["2"]) == (96, 114)
        assert reading.warnings == ["4 matches share this file; each starts at 0:00:00."]

    def test_elapsed_time_never_falls_within_a_match(self) -> None:
        last: dict[str, int] = {}
        for event in Reading(recorded(self.POINTS)).events:
            assert event.recv_us >= last.get(event.game, 0)
            last[event.game] = event.recv_us
        shown = {
            "1701": (3, 9, 53), "2701": (1, 21, 25), "1601": (4, 43, 49), "1305": (3, 12, 19),
        }  # fmt: skip
        for match, (hours, minutes, seconds) in shown.items():
            whole = (hours * 3600 + minutes * 60 + seconds) * SECOND
            assert last[f"2013-wimbledon-{match}"] == whole

    def test_the_players(self) -> None:
        reading = Reading(recorded(self.MATCHES))
        assert "Novak Djokovic v Andy Murray" in [event.text for event in reading.named("match")]
        assert not reading.warnings

    def test_a_row_keeps_its_texts(self) -> None:
        head = b"match_id,ElapsedTime,SetNo,PointWinner,P1Score,P2Score\n"
        data = head + b'm,0:00:05,1,2,"0",15\nm,,1,0\n'
        reading = Reading(made("x-points.csv", data))
        assert json.loads(reading.frames[0].raw) == {
            "match_id": "m", "ElapsedTime": "0:00:05", "SetNo": "1", "PointWinner": "2",
            "P1Score": "0", "P2Score": "15",
        }  # fmt: skip
        assert [frame.recv_us for frame in reading.frames] == [5 * SECOND, 5 * SECOND]
        (point,) = reading.events
        assert (point.team, point.period, point.game_clock) == ("2", "set 1", "0:00:05")
        assert reading.warnings == ["1 rows carry no elapsed time."]


class TestSoccer:
    NAME = "soccer_statsbomb/statsbomb_15986_event.json"

    def test_goals(self) -> None:
        goals = Reading(recorded(self.NAME)).named("goal")
        told = [(goal.game_clock, goal.text.split()[-2:], goal.score) for goal in goals]
        assert [(clock, score) for clock, _, score in told] == [
            ("18:21", "1-0"), ("44:29", "1-1"), ("50:18", "1-2"), ("62:11", "2-2"),
        ]  # fmt: skip
        for goal, name in zip(goals, ("Messi", "Stuani", "Stuani", "Piqué"), strict=True):
            assert name in goal.text
        assert [goal.team for goal in goals] == ["Barcelona", "Girona", "Girona", "Barcelona"]

    def test_halves_follow_each_other_as_long_as_they_took(self) -> None:
        reading = Reading(recorded(self.NAME))
        first, second = 48 * MINUTE + 1_108_000, 48 * MINUTE + 8_184_000
        periods = [(event.text, event.period, event.recv_us) for event in reading.named("period")]
        assert periods == [
            ("Half Start", "1H", 0),
            ("Half End", "1H", first),
            ("Half Start", "2H", first + BREAK_US),
            ("Half End", "2H", first + BREAK_US + second),
        ]
        assert all(one.recv_us <= other.recv_us for one, other in pairwise(reading.frames))

    def test_every_element_is_kept_and_one_runs_back(self) -> None:
        file = recorded(self.NAME)
        reading = Reading(file)
        assert [json.loads(frame.raw)["index"] for frame in reading.frames] == list(range(1, 4028))
        whole = file.whole()
        assert all(frame.raw in whole for frame in reading.frames)
        assert reading.warnings == [
            "Events that run back on the game's clock: 1; they stand where it was."
        ]

    def test_cards_and_substitutions(self) -> None:
        reading = Reading(recorded(self.NAME))
        assert Counter(event.text.split(",")[0] for event in reading.named("card")) == {
            "Yellow Card": 8, "Red Card": 1,
        }  # fmt: skip
        assert len(reading.named("substitution")) == 6
        assert len(reading.named("shot")) == 23

    def test_the_clock_for_anchors_knows_the_half(self) -> None:
        file = recorded(self.NAME)
        layout = Reading(file).layout
        assert isinstance(layout, GameLayout)
        anchor = parse_anchor("2H 45:00=2026-01-25T01:10:00Z", layout.game_clock(file))
        assert anchor.game_us == 48 * MINUTE + 1_108_000 + BREAK_US

    def test_line_ups(self) -> None:
        reading = Reading(recorded("soccer_statsbomb/statsbomb_15986_lineup.json"))
        assert [event.team for event in reading.named("lineup")] == ["Barcelona", "Girona"]

    def test_own_goals_and_shoot_outs(self) -> None:
        def touch(kind: str, team: str, period: int = 1, **more: object) -> bytes:
            base = {"period": period, "timestamp": "00:01:00.000", "minute": 1, "second": 0}
            who = {"type": {"name": kind}, "team": {"name": team}, "player": {"name": "P"}}
            return json.dumps({**base, **who, **more}).encode()

        goal: dict[str, Any] = {"shot": {"outcome": {"name": "Goal"}}}
        decoder = StatsBombDecoder()
        told = []
        for raw in (
            touch("Starting XI", "A"),
            touch("Starting XI", "B"),
            touch("Own Goal Against", "A"),
            touch("Own Goal For", "B"),
            touch("Shot", "A", **goal),
            touch("Shot", "A", 5, **goal),
            touch("Pass", "A"),
        ):
            for event in decoder.decode(raw, 1, 1):
                assert isinstance(event, GameEvent)
                told.append((event.name, event.score, event.period))
        assert told == [("goal", "0-1", "1H"), ("goal", "1-1", "1H"), ("penalty", "1-1", "PEN")]


def test_every_layout_can_say_how_its_clock_reads() -> None:
    assert all(isinstance(layout, GameLayout) for layout in LAYOUTS)


def test_files_of_others_are_left_alone() -> None:
    for data in (b"", b"[]", b"{}", b"\xff", b"[{", b'[{"id":1,"timestamp":2}]', b"match_id,a\n"):
        assert not any(layout.recognises(made("x.json", data)) for layout in LAYOUTS)


ACTION = {"actionNumber": 1, "clock": "PT12M00.00S", "period": 1, "scoreHome": "0"}
TOUCH = {
    "id": "x", "index": 1, "period": 1, "timestamp": "00:00:00.000", "minute": 0, "second": 0,
    "type": {"id": 35, "name": "Shot"}, "team": {"name": "A"},
    "shot": {"outcome": {"name": "Goal"}},
}  # fmt: skip
ANY = st.one_of(
    st.none(), st.integers(-2, 10**12), st.text(max_size=6), st.lists(st.integers(), max_size=2),
    st.sampled_from(["PT99M99.9S", "99:99:99", "00:44:29.908", "Own Goal For", "period"]),
)  # fmt: skip


def hurt(whole: dict[str, Any]) -> st.SearchStrategy[bytes]:
    changes = st.dictionaries(st.sampled_from(sorted(whole)), ANY, max_size=3)
    return changes.map(lambda change: json.dumps({**whole, **change}).encode())


MESSAGES = st.one_of(
    st.binary(max_size=40),
    hurt(ACTION),
    hurt(TOUCH),
    hurt({"match_id": "m", "PointWinner": "1", "player1": "x", "SetNo": "1", "ElapsedTime": ""}),
    st.just(b'{"game":{"gameId":3}}'),
)


@given(raws=st.lists(MESSAGES, max_size=4))
def test_decoders_on_anything(raws: list[bytes]) -> None:
    for make in DECODERS.values():
        decoder = make()
        for raw in raws:
            with contextlib.suppress(ParseError):
                decoder.decode(raw, 1, 1)


@given(raws=st.lists(MESSAGES, max_size=4), cut=st.integers(0, 300))
def test_layouts_on_anything(raws: list[bytes], cut: int) -> None:
    elements = b",".join(raws)
    files = [
        b'{"game":{"gameId":"g","actions":['
        + json.dumps(ACTION).encode()
        + b","
        + elements
        + b"]}}",
        b"[" + json.dumps(TOUCH).encode() + b"," + elements + b"]",
        b"match_id,ElapsedTime,SetNo,PointWinner\n" + b"\n".join(raws),
    ]
    for data in files:
        for whole in (data, data[:cut]):
            for layout in LAYOUTS:
                layout.recognises(made("x", whole))
                with contextlib.suppress(ParseError):
                    for frame in layout.frames(made("x", whole), []):
                        json.loads(frame.raw)
                        assert frame.recv_us >= 0
