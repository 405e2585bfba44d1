"""Tags by key press: what they mark happened before the press."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.games.tags import DEFAULT_TAGS, TAG_SETS, TagDecoder, tag_set
from gametape.model.events import GameEvent
from gametape.tape.records import Tag, encode_record

SETS = [*TAG_SETS.values(), DEFAULT_TAGS]


def test_what_a_tag_marks_happened_before_the_key_press() -> None:
    raw = encode_record(Tag(tag="2", label="Timeout", ago_us=2_000_000, at_us=10_000_000))
    assert list(TagDecoder().decode(raw, 1, 11_000_000)) == [
        GameEvent(seq=1, recv_us=11_000_000, name="tag", text="Timeout", happened_us=8_000_000)
    ]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"tag": "2", "label": "Timeout", "note": "theirs"}, "Timeout: theirs"),
        ({"tag": "2"}, "2"),
        ({"key": "x"}, "x"),
    ],
)
def test_the_text_is_label_and_note(fields: dict[str, str], text: str) -> None:
    (event,) = TagDecoder().decode(json.dumps({**fields, "at_us": 1}).encode(), 1, 1)
    assert isinstance(event, GameEvent)
    assert event.text == text


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b'{"tag":"1"}', b'{"at_us":1}', b'{"tag":"1","at_us":1,"ago_us":-5}']
)
def test_what_is_no_tag_is_a_parse_error(raw: bytes) -> None:
    with pytest.raises(ParseError):
        TagDecoder().decode(raw, 1, 1)


@pytest.mark.parametrize("labels", SETS)
def test_every_set_has_nine_keys_with_labels_of_their_own(labels: dict[str, str]) -> None:
    assert list(labels) == [str(key) for key in range(1, 10)]
    assert len(set(labels.values())) == 9


@pytest.mark.parametrize(
    ("word", "sport"),
    [("nba", "basketball"), ("ATP", "tennis"), ("tennis", "tennis"), (" epl ", "soccer")],
)
def test_sets_are_found_by_sport_and_by_league(word: str, sport: str) -> None:
    assert tag_set(word) is TAG_SETS[sport]


def test_an_unknown_sport_has_the_default_set() -> None:
    assert tag_set("curling") is DEFAULT_TAGS


@given(
    st.one_of(
        st.binary(max_size=40),
        st.dictionaries(
            st.sampled_from(["tag", "key", "label", "ago_us", "at_us", "note"]),
            st.one_of(st.integers(), st.text(max_size=4), st.none()),
        ).map(lambda fields: json.dumps(fields).encode()),
    )
)
def test_anything_is_a_tag_or_a_parse_error(raw: bytes) -> None:
    with contextlib.suppress(ParseError):
        TagDecoder().decode(raw, 1, 1)
