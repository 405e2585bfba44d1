"""Whatever a client sends, the venue stays up and says what it says to nonsense."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulate.venue.venue_script import MARKET, NO, TRADER, YES, HandScript

from gametape.errors import ParseError
from gametape.simulate.venue.rest.http1 import Request, Response, parse_head
from gametape.simulate.venue.rest.services import Service, respond
from gametape.simulate.venue.server import LoopbackVenue
from gametape.simulate.venue.sockets.peers import MarketPeer, SportsPeer, UserPeer

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from([YES])
values = st.recursive(
    scalars, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=4), v, max_size=3)
)
names = st.sampled_from(
    ["assets_ids", "type", "operation", "auth", "markets", "custom_feature_enabled", "level"]
)
words = st.sampled_from(["market", "user", "subscribe", "unsubscribe"])
messages = st.dictionaries(names, values | words, max_size=5).map(json.dumps)
said = st.one_of(st.text(max_size=30), messages, st.just("[" * 5000))


class Paper:
    """A writer that keeps what is written."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.transport = self

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def is_closing(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return 0


@pytest.fixture(scope="module")
def venue() -> LoopbackVenue:
    return LoopbackVenue(HandScript(), credentials=TRADER)


@given(st.lists(said, max_size=6))
def test_sockets_hear_anything(venue: LoopbackVenue, texts: list[str]) -> None:
    stage = venue.stage
    paper = cast(Any, Paper())
    market = MarketPeer(1, paper, stage.truth.add, stage.clock.wall_us, stage.books)
    user = UserPeer(2, paper, stage.truth.add, stage.clock.wall_us, TRADER, lambda: False)
    sports = SportsPeer(3, paper, stage.truth.add, stage.clock.wall_us)
    for text in texts:
        for peer in (market, user, sports):
            peer.heard(text)
    assert not user.known
    assert all(isinstance(asset, str) for asset in market.assets)


parts = st.sampled_from(
    [
        *["book", "books", "markets", "events", "slug", "data", "trades", "v2", "keyset", "price"],
        MARKET,
    ]
)
parameters = st.sampled_from(
    [
        "token_id",
        "market",
        "limit",
        "cursor",
        "next_cursor",
        "start",
        "end",
        "side",
        "interval",
        "startTs",
        "fidelity",
        "after_cursor",
        "slug",
        "user",
        "closed",
        "before",
        "condition_ids",
    ]
)
given_values = st.text(max_size=6) | st.sampled_from([YES, NO, "²", "-1", "LTE=", "9" * 30, "1h"])


@settings(deadline=None)
@given(
    st.sampled_from(list(Service)),
    st.sampled_from(["GET", "POST", "DELETE"]),
    st.lists(parts, max_size=4) | st.lists(st.text(max_size=6), max_size=3),
    st.dictionaries(parameters, st.lists(given_values, min_size=1, max_size=2), max_size=4),
    st.binary(max_size=20) | values.map(lambda value: json.dumps(value).encode()),
)
def test_rest_answers_anything(
    venue: LoopbackVenue,
    service: Service,
    method: str,
    path: list[str],
    query: dict[str, list[str]],
    body: bytes,
) -> None:
    request = Request(method, "/" + "/".join(path), query, {}, body)
    response = asyncio.run(respond(venue.stage, service, request))
    assert isinstance(response, Response)
    assert response.status in (200, 400, 401, 404)
    assert response.encode(keep_open=True).startswith(b"HTTP/1.1 ")


@given(st.binary(max_size=60) | st.text(max_size=40).map(lambda text: f"GET {text} H".encode()))
def test_a_head_parses_or_is_refused(head: bytes) -> None:
    with contextlib.suppress(ParseError):
        assert isinstance(parse_head(head), Request)
