"""Recorded Betfair files to frames: every message, byte for byte, at Betfair's own time."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.model.foreign import ForeignFile, Layout
from gametape.model.frames import Frame, Kind
from gametape.venues.betfair.files import CRICKET, LAYOUTS, StreamLines, StreamSamples
from gametape.venues.betfair.orders import SOURCE as ORDERS
from gametape.venues.betfair.stream import SOURCE as STREAM

Foreign = Callable[[str, bytes], ForeignFile]


def layout_of(file: ForeignFile) -> Layout | None:
    return next((layout for layout in LAYOUTS if layout.recognises(file)), None)


def read(file: ForeignFile) -> tuple[list[Frame], list[str]]:
    layout = layout_of(file)
    assert layout is not None
    warnings: list[str] = []
    return list(layout.frames(file, warnings)), warnings


def lines(*messages: object) -> bytes:
    return b"".join(json.dumps(message).encode() + b"\n" for message in messages)


def mcm(pt: int | None, *changes: object) -> dict[str, object]:
    return {"op": "mcm", "pt": pt, "mc": changes}


def test_each_line_is_a_frame_of_its_stream(foreign: Foreign) -> None:
    data = lines(mcm(1000), {"op": "ocm", "pt": 2000}, {"op": "ccm", "pt": 3000})
    frames, warnings = read(foreign("1.5", data))
    assert [(f.kind, f.source, f.recv_us) for f in frames] == [
        (Kind.MARKET, STREAM, 1_000_000),
        (Kind.USER, ORDERS, 2_000_000),
        (Kind.GAME, CRICKET, 3_000_000),
    ]
    assert [f.raw for f in frames] == data.splitlines()
    assert warnings == []


def test_samples_keep_their_own_bytes(foreign: Foreign) -> None:
    first, second = (json.dumps(mcm(pt), indent=2).encode() for pt in (1000, 2000))
    frames, _ = read(foreign("one.json", first))
    assert [f.raw for f in frames] == [first]
    frames, _ = read(foreign("two.json", b"[\n " + first + b" ,\n\t" + second + b"\n]\n"))
    assert [f.raw for f in frames] == [first, second]
    assert [f.recv_us for f in frames] == [1_000_000, 2_000_000]


def test_messages_without_a_time_stand_with_their_neighbour(foreign: Foreign) -> None:
    data = lines({"op": "connection"}, mcm(1000), {"op": "status"}, mcm(0))
    frames, warnings = read(foreign("1.5", data))
    assert [f.recv_us for f in frames] == [1_000_000] * 4
    assert warnings == ["3 messages carry no time and stand at that of their neighbour."]
    assert [f.recv_us for f in read(foreign("1.5", lines({"op": "status"})))[0]] == [0]


def test_what_a_person_should_know_is_counted(foreign: Foreign) -> None:
    image = {"id": "1.5", "img": True}
    data = lines(mcm(3000, image), mcm(2000, image), mcm(2000, {"id": "1.6", "img": True}))
    assert read(foreign("1.5", data))[1] == [
        "1 messages are older than the one before them.",
        "1 messages carry the same time as the one before them.",
        "1 whole-market images stand in mid-file and replace the books.",
        "2 markets share this file.",
    ]


def test_streams_in_one_file_are_compared_each_with_itself(foreign: Foreign) -> None:
    data = lines(mcm(3000), {"op": "ccm", "pt": 2000}, mcm(3001), {"op": "ccm", "pt": 2001})
    assert read(foreign("1.5", data))[1] == []


def test_what_cannot_be_understood_is_kept(foreign: Foreign) -> None:
    data = lines(mcm(1000)) + b'{"op":"mcm","pt":20\n\n\xff\n{"op":"xcm"}\n'
    frames, warnings = read(foreign("1.5", data))
    assert [f.raw for f in frames[1:]] == [
        b'"{\\"op\\":\\"mcm\\",\\"pt\\":20"',
        b'"\\\\xff"',
        b'{"op":"xcm"}',
    ]
    assert {f.recv_us for f in frames} == {1_000_000}
    assert warnings == ["3 lines are no Betfair stream messages and are kept unread."]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"not json\n",
        b'{"t":1,"raw":{"op":"mcm"}}\n',
        b'{"op":"subscribe"}\n',
        b'[{"event_type":"book"}]',
        b'"op"\n',
        b"\x00\xff" * 100,
    ],
)
def test_other_files_are_not_recognised(foreign: Foreign, data: bytes) -> None:
    assert layout_of(foreign("x", data)) is None


def test_a_first_line_longer_than_the_head_is_still_recognised(foreign: Foreign) -> None:
    long = lines(mcm(1000, *({"id": f"1.{n}", "note": "x" * 100} for n in range(1000))), mcm(2000))
    assert isinstance(layout_of(foreign("1.5", long)), StreamLines)
    array = json.dumps([mcm(n) for n in range(5000)]).encode()
    assert isinstance(layout_of(foreign("all.json", array)), StreamSamples)
    assert len(read(foreign("all.json", array))[0]) == 5000


def test_a_torn_sample_is_a_parse_error(foreign: Foreign) -> None:
    with pytest.raises(ParseError, match=r"torn\.json"):
        read(foreign("torn.json", b'[\n{"op":"mcm",\n'))


@given(st.lists(st.binary(max_size=30), max_size=8))
def test_any_lines_are_kept_as_frames_of_json(rows: list[bytes]) -> None:
    data = b"\n".join(rows)
    file = ForeignFile("x", "", data, lambda: iter(data.split(b"\n")), lambda: data)
    frames = list(StreamLines().frames(file, []))
    assert len(frames) == sum(1 for line in data.split(b"\n") if line.strip())
    for frame in frames:
        json.loads(frame.raw)


@given(st.binary(max_size=60))
def test_any_bytes_are_samples_or_a_parse_error(data: bytes) -> None:
    file = ForeignFile("x", "", data, lambda: iter(data.splitlines()), lambda: data)
    layout_of(file)
    try:
        frames = list(StreamSamples().frames(file, []))
    except ParseError:
        return
    assert all(frame.raw in data for frame in frames if frame.raw[:1] != b'"')


class TestRealSamples:
    """All the documentation samples are read, whatever their form."""

    @pytest.mark.parametrize(
        ("path", "count"),
        [
            ("market_stream_samples/mcm_market_updates.json", 33),
            ("market_stream_samples/mcm_samples.ndjson", 20),
            ("market_stream_samples/connection.json", 1),
            ("market_stream_samples/status_error.json", 1),
            ("order_stream_samples/ocm_duplicate_execution.json", 4),
            ("order_stream_samples/ocm_filled.json", 1),
        ],
    )
    def test_counts(
        self, foreign: Foreign, recording: Callable[[str], bytes], path: str, count: int
    ) -> None:
        data = recording(path)
        frames, _ = read(foreign(path, data))
        assert len(frames) == count
        assert all(frame.raw in data for frame in frames)
