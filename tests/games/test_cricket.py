"""Cricket scores: lists sent again and again, each ball and each score told once."""

import contextlib
import json
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from damaged import damaged
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.games.cricket import CricketScoreDecoder
from gametape.model.events import Event, GameEvent

START_MS = 1_600_000_000_000


def ccm(*changes: dict[str, Any], pt: int = START_MS) -> bytes:
    whole = [{"eventId": "77", "marketId": "1.5", **change} for change in changes]
    return json.dumps({"op": "ccm", "pt": pt, "cc": whole}).encode()


def ball(over: str, at_s: int, **fields: Any) -> dict[str, Any]:
    plain = {"incidentType": "STRIKE", "qualifierType": "RUNS", "value": "1"}
    return {**plain, "overs": over, "actualTime": START_MS + at_s * 1000, **fields}


def incidents(*listed: dict[str, Any]) -> dict[str, Any]:
    return {"incidentListWrapper": {"incidentList": list(listed)}}


def stats(runs: int, wickets: int, overs: str, **fields: Any) -> dict[str, Any]:
    innings = {
        "inningsNum": 1,
        "battingTeam": "Home",
        "inningsRuns": runs,
        "inningsWickets": wickets,
        "inningsOvers": overs,
    }
    later = {"inningsNum": 2, "inningsRuns": 0, "inningsWickets": 0, "inningsOvers": "0.0"}
    return {"matchStats": {"currentInnings": 1, "inningsStats": [innings, later], **fields}}


def told(*messages: bytes) -> list[GameEvent]:
    decoder, events = CricketScoreDecoder(), list[Event]()
    for seq, raw in enumerate(messages):
        events += decoder.decode(raw, seq, seq * 1_000_000)
    return [event for event in events if isinstance(event, GameEvent)]


def test_an_incident_is_told_once_with_both_its_times() -> None:
    raw = ccm(incidents(ball("0.1", 5, participantRef="A. Batter", innings=1)), pt=START_MS + 9000)
    (event,) = told(raw, ccm(incidents(ball("0.1", 5))), raw)
    assert (event.name, event.text) == ("ball", "0.1 strike 1 A. Batter")
    assert event.happened_us == (START_MS + 5000) * 1000
    assert (event.venue_us, event.recv_us) == ((START_MS + 9000) * 1000, 0)
    assert (event.period, event.game_clock, event.game) == ("1", "0.1", "77")


def test_a_list_comes_newest_first_and_is_told_oldest_first() -> None:
    events = told(ccm(incidents(ball("0.3", 30), ball("0.2", 20), ball("0.1", 10))))
    assert [event.game_clock for event in events] == ["0.1", "0.2", "0.3"]


def test_one_over_of_two_innings_is_two_incidents() -> None:
    first, second = ball("0.1", 5), ball("0.1", 5000)
    assert len(told(ccm(incidents(first)), ccm(incidents(second, first)))) == 2


def test_innings_tell_apart_only_where_both_are_named() -> None:
    unnamed, one, two = ball("0.1", 5), ball("0.1", 5, innings=1), ball("0.1", 5, innings=2)
    assert len(told(ccm(incidents(unnamed)), ccm(incidents(one)), ccm(incidents(unnamed)))) == 1
    assert len(told(ccm(incidents(one)), ccm(incidents(two)), ccm(incidents(two)))) == 2


@pytest.mark.parametrize(
    ("kind", "value", "name"),
    [
        ("STRIKE", "0", "ball"),
        ("STRIKE", "4", "boundary"),
        ("STRIKE", "6", "boundary"),
        ("OUT", None, "wicket"),
        ("WIDE", "0", "wide"),
        ("LEG_BYE", "1", "leg_bye"),
        ("INNING_END", None, "innings_end"),
        ("UNKNOWN_INCIDENT", None, "incident"),
    ],
)
def test_names_of_incidents(kind: str, value: str | None, name: str) -> None:
    (event,) = told(ccm(incidents(ball("0.1", 5, incidentType=kind, value=value))))
    assert event.name == name


def test_a_changed_value_is_a_correction() -> None:
    events = told(ccm(incidents(ball("0.1", 5, value="4"))), ccm(incidents(ball("0.1", 5))))
    assert [event.name for event in events] == ["boundary", "correction"]
    assert events[1].text == "0.1 strike 1, first told as 4 run(s)"


def test_a_score_is_told_when_it_changes() -> None:
    events = told(
        ccm(stats(3, 0, "0.4")),
        ccm(stats(3, 0, "0.4")),
        ccm(stats(7, 1, "20")),
        ccm(stats(7, 1, "20.0")),
    )
    assert [(e.name, e.text, e.score) for e in events] == [
        ("score", "Home 3/0 (0.4)", "3/0"),
        ("score", "Home 7/1 (20.0)", "7/1"),
    ]
    assert {(e.team, e.period) for e in events} == {("Home", "1")}


def test_a_team_without_a_name_has_no_score_yet() -> None:
    nameless = stats(0, 0, "0.0")
    nameless["matchStats"]["inningsStats"][0]["battingTeam"] = "0"
    assert told(ccm(nameless)) == []


def test_incidents_carry_the_score_of_their_message_and_the_batting_team() -> None:
    (_, out) = told(
        ccm({**stats(7, 1, "1.2"), **incidents(ball("1.2", 5, incidentType="OUT", innings=1))})
    )
    assert (out.name, out.score, out.team) == ("wicket", "7/1", "Home")


def test_toss_and_status_are_told_when_they_change() -> None:
    def status(event: str, fixture: str) -> dict[str, Any]:
        return {"fixtureInfo": {"eventStatus": event, "fixtureStatus": fixture}}

    events = told(
        ccm(stats(0, 0, "0.0", tossResult="Home bats")),
        ccm(stats(0, 0, "0.0", tossResult="Home bats"), status("MATCH_STABLE", "IN_RUNNING")),
        ccm(stats(0, 0, "0.0", tossResult="Home fields"), status("MATCH_STABLE", "IN_RUNNING")),
        ccm(status("DATA_ASSEMBLY_ISSUE", "IN_RUNNING")),
        ccm(status("MATCH_COMPLETE", "FINISHED")),
    )
    assert [e.text for e in events if e.name == "toss"] == ["Home bats", "Home fields"]
    assert [(e.text, e.status, e.live, e.ended) for e in events if e.name == "status"] == [
        ("match stable", "MATCH_STABLE", True, False),
        ("data assembly issue", "DATA_ASSEMBLY_ISSUE", True, False),
        ("match complete", "MATCH_COMPLETE", False, True),
    ]


def test_matches_in_one_stream_keep_apart() -> None:
    both = [{"eventId": game, **incidents(ball("0.1", 5))} for game in ("77", "78")]
    assert [event.game for event in told(ccm(*both), ccm(*both))] == ["77", "78"]


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b'{"op":"mcm"}', b'{"op":"ccm","cc":[{}]}', b"\xff", b"[" * 99_999]
)
def test_other_bytes_are_parse_errors(raw: bytes) -> None:
    with pytest.raises(ParseError):
        CricketScoreDecoder().decode(raw, 1, 0)


overs = st.integers(1, 6).map(lambda n: f"0.{n}")
lists = st.lists(
    st.tuples(overs, st.integers(0, 9), st.sampled_from(["STRIKE", "OUT"])), max_size=6
)


@given(st.lists(lists, max_size=6))
def test_every_incident_is_told_exactly_once(sent: list[list[tuple[str, int, str]]]) -> None:
    events = told(
        *(
            ccm(incidents(*(ball(over, at, incidentType=kind) for over, at, kind in listed)))
            for listed in sent
        )
    )
    found = Counter(
        (e.game_clock, e.happened_us, "OUT" if e.name == "wicket" else "STRIKE") for e in events
    )
    distinct = {
        (over, (START_MS + at * 1000) * 1000, kind) for one in sent for over, at, kind in one
    }
    assert found == Counter(distinct)


VALID = ccm({**stats(7, 1, "1.2"), **incidents(ball("1.2", 5, innings=1))})


@given(damaged(VALID))
def test_damaged_messages_decode_or_are_parse_errors(raw: bytes) -> None:
    decoder = CricketScoreDecoder()
    assert len(decoder.decode(VALID, 1, 0)) == 2
    with contextlib.suppress(ParseError):
        decoder.decode(raw, 2, 0)


@given(st.binary(max_size=80))
def test_random_bytes_are_parse_errors(raw: bytes) -> None:
    with pytest.raises(ParseError):
        CricketScoreDecoder().decode(raw, 1, 0)


RECORDING = (
    Path(__file__).parents[2].parent
    / "shared/data/betfair/cricket_t20_netherlands_png/sportsdata/1.200806927"
)


@pytest.fixture(scope="module")
def match() -> list[GameEvent]:
    """Everything that the recorded match tells."""
    if not RECORDING.exists():
        pytest.skip(f"no recording at {RECORDING}")
    return told(*RECORDING.read_bytes().splitlines())


class TestRealMatch:
    """Fact 30 of the recordings' README."""

    def test_2425_entries_are_299_incidents(self, match: list[GameEvent]) -> None:
        names = Counter(e.name for e in match if e.happened_us is not None)
        assert names.pop("correction") == 18
        assert names.total() == 299

    def test_first_sight_comes_some_seconds_late(self, match: list[GameEvent]) -> None:
        first = [e for e in match if e.happened_us is not None and e.name != "correction"]
        late = [(e.venue_us or 0) - (e.happened_us or 0) for e in first]
        assert round(median(late) / 1e6, 1) == 7.1

    def test_some_come_after_one_that_happened_later(self, match: list[GameEvent]) -> None:
        newest = older = 0
        for event in match:
            if event.happened_us is not None and event.name != "correction":
                older += event.happened_us < newest
                newest = max(newest, event.happened_us)
        assert older == 8, "the ninth of the README stands below a newer one in one message"

    def test_the_match_ends_163_for_7_against_111_all_out(self, match: list[GameEvent]) -> None:
        last = {e.period: e for e in match if e.name == "score" and e.game == "31573045"}
        assert (last["1"].team, last["1"].score) == ("Netherlands", "163/7")
        assert (last["2"].score, last["2"].game_clock) == ("111/10", "19.4")
        assert match[-1].ended

    def test_the_toss_text_changes_its_mind(self, match: list[GameEvent]) -> None:
        tosses = [e.text for e in match if e.name == "toss" and e.game == "31573045"]
        assert [text.split()[-2] for text in tosses] == ["bat", "field"]

    def test_assembly_issues_are_told(self, match: list[GameEvent]) -> None:
        messages = RECORDING.read_bytes().splitlines()
        assert sum(b"DATA_ASSEMBLY_ISSUE" in raw for raw in messages) == 21
        spells = [e for e in match if e.status == "DATA_ASSEMBLY_ISSUE"]
        assert 0 < len(spells) <= 21
