"""Polymarket's sports feed: an event for each change, none for a repeat."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.games.sports_feed import SportsFeedDecoder
from gametape.model.events import GameEvent

GAME = {
    "gameId": 7, "leagueAbbreviation": "nfl", "slug": "nfl-a-b-2025-01-26", "homeTeam": "A",
    "awayTeam": "B", "status": "InProgress", "score": "3-16", "period": "Q4", "elapsed": "5:18",
    "live": True, "ended": False, "turn": "a",
}  # fmt: skip


def tell(decoder: SportsFeedDecoder, **fields: Any) -> list[GameEvent]:
    events = decoder.decode(json.dumps(fields).encode(), 4, 9)
    assert all(isinstance(event, GameEvent) for event in events)
    return [event for event in events if isinstance(event, GameEvent)]


def test_the_first_message_of_a_game_is_its_status() -> None:
    assert tell(SportsFeedDecoder(), **GAME) == [
        GameEvent(
            seq=4,
            recv_us=9,
            name="status",
            text="A v B",
            game="nfl-a-b-2025-01-26",
            score="3-16",
            period="Q4",
            game_clock="5:18",
            status="InProgress",
            live=True,
            ended=False,
        )
    ]


def test_a_repeat_says_nothing() -> None:
    decoder = SportsFeedDecoder()
    tell(decoder, **GAME)
    assert tell(decoder, **GAME) == []


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"score": "10-16"}, ["score"]),
        ({"period": "End Q4"}, ["period"]),
        ({"status": "Suspended"}, ["status"]),
        ({"turn": "b"}, ["possession"]),
        ({"elapsed": "5:00"}, ["clock"]),
        ({"score": "10-16", "elapsed": "4:58", "turn": "b"}, ["score", "possession"]),
        ({"live": False, "ended": True, "status": "F/OT", "period": "FT OT"}, ["status", "period"]),
        ({"score": None, "status": None, "live": None}, []),
    ],
)
def test_one_event_for_each_thing_that_changed(change: dict[str, Any], names: list[str]) -> None:
    decoder = SportsFeedDecoder()
    tell(decoder, **GAME)
    assert [event.name for event in tell(decoder, **{**GAME, **change})] == names


def test_missing_fields_keep_what_was_known() -> None:
    decoder = SportsFeedDecoder()
    tell(decoder, **GAME)
    (event,) = tell(decoder, slug=GAME["slug"], score="10-16")
    assert (event.score, event.period, event.text, event.live) == ("10-16", "Q4", "A v B", True)


def test_possession_names_the_team() -> None:
    decoder = SportsFeedDecoder()
    tell(decoder, **GAME)
    score, possession = tell(decoder, **{**GAME, "turn": "b", "score": "10-16"})
    assert (score.team, possession.team) == ("", "b")


def test_the_end_says_when_it_was() -> None:
    decoder = SportsFeedDecoder()
    tell(decoder, **GAME)
    end = {"ended": True, "live": False, "finished_timestamp": "2025-07-20T18:30:00.000Z"}
    (event,) = tell(decoder, **{**GAME, **end})
    assert (event.ended, event.happened_us) == (True, 1_753_036_200_000_000)
    unreadable = SportsFeedDecoder()
    tell(unreadable, **GAME)
    (event,) = tell(unreadable, **{**GAME, **end, "finished_timestamp": "soon"})
    assert (event.ended, event.happened_us) == (True, None)


def test_what_only_the_event_state_says_counts() -> None:
    state = {"score": "6-4, 3-2", "period": "S2", "status": "inprogress", "live": True}
    (event,) = tell(SportsFeedDecoder(), gameId=9, eventState=state)
    assert (event.game, event.score, event.period, event.live) == ("9", "6-4, 3-2", "S2", True)


def test_only_the_chosen_games() -> None:
    other = {**GAME, "slug": "nfl-c-d-2025-01-26", "gameId": 8}
    for chosen in (
        SportsFeedDecoder(slugs=["nfl-a-b-2025-01-26"]),
        SportsFeedDecoder(game_ids=["7"]),
        SportsFeedDecoder(game_ids=[7]),
    ):
        raw, unwanted = json.dumps(GAME).encode(), json.dumps(other).encode()
        assert (chosen.wants(raw), chosen.wants(unwanted)) == (True, False)
        assert tell(chosen, **other) == []
        assert len(tell(chosen, **GAME)) == 1
        # What cannot be read may be of the chosen game: it belongs on the tape.
        assert chosen.wants(b"{")
        assert not chosen.wants(b'"ping"')


def test_ping_is_no_event() -> None:
    assert not SportsFeedDecoder().decode(b'"ping"', 1, 1)


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b'"hello"', b"{}", b'{"gameId":null,"score":"1-0"}', b'{"slug":[]}']
)
def test_what_is_not_of_the_form_is_a_parse_error(raw: bytes) -> None:
    with pytest.raises(ParseError):
        SportsFeedDecoder().decode(raw, 1, 1)


FIELDS = st.sampled_from([*GAME, "finished_timestamp", "eventState"])
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.floats(allow_nan=False),
    st.dictionaries(FIELDS, st.text(max_size=3), max_size=3),
)  # fmt: skip


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.dictionaries(FIELDS, VALUES).map(lambda m: json.dumps({**GAME, **m}).encode()),
        ),
        max_size=4,
    )
)
def test_anything_gives_events_or_a_parse_error(raws: list[bytes]) -> None:
    decoder = SportsFeedDecoder(slugs=[str(GAME["slug"])])
    for raw in raws:
        with contextlib.suppress(ParseError):
            decoder.decode(raw, 1, 1)
        assert isinstance(decoder.wants(raw), bool)
