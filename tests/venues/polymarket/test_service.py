"""HTTP calls against a real server on loopback: retries, waits and errors in words."""

from __future__ import annotations

import asyncio
from email.utils import formatdate

import pytest
from venues.polymarket.asking import (
    EVENT,
    NOW_US,
    event,
    failing,
    run,
)
from venues.polymarket.loopback import Loopback, Response

from gametape.errors import VenueError
from gametape.model.times import SECOND
from gametape.venues.polymarket.rest import PolymarketRest, open_http
from gametape.venues.polymarket.service import NotAtVenueError, Retries
from gametape.venues.polymarket.urls import PolymarketUrls


def test_an_answer_keeps_the_bytes() -> None:
    body = b'{ "slug":"a-b",\n "markets":[]  }'
    answer, session = run({"/events/slug/a-b": Response(body)}, event)
    assert answer.lines == (body,)
    assert answer.source == "polymarket.gamma"
    assert answer.value.slug == "a-b"
    assert (answer.sent_us, answer.recv_us) == (NOW_US, NOW_US)
    assert session.venue.seen[0].headers["user-agent"] == "gametape"
    assert not any(name.startswith("poly") for name in session.venue.seen[0].headers)


def test_a_slug_cannot_leave_its_place_in_the_path() -> None:
    error, session = failing({}, lambda s: s.rest.get_event("../x?y=1#z"))
    assert isinstance(error, NotAtVenueError)
    assert session.venue.seen[0].path == "/events/slug/../x?y=1#z"
    assert session.venue.seen[0].query == {}


@pytest.mark.parametrize("status", [425, 429, 500, 502, 503, 504, 520])
def test_what_passes_by_itself_is_tried_again(status: int) -> None:
    answers = {"/events/slug/a-b": [Response({"error": "busy"}, status)] * 2 + [Response(EVENT)]}
    answer, session = run(answers, event)
    assert answer.value.slug == "a-b"
    assert session.waits == [0.5, 1.0]
    assert f"answered {status}" in session.told[0]
    assert "trying again in 0.5 s" in session.told[0]


def test_tries_end_and_the_error_has_the_way_out() -> None:
    answers = {"/events/slug/a-b": Response({"error": "post_only_mode"}, 503)}
    error, session = failing(answers, event, retries=Retries(tries=3))
    assert isinstance(error, VenueError)
    assert len(session.venue.seen) == 3
    assert "answered 503" in error.what
    assert "post_only_mode" in error.what
    assert "(tried 3 times)" in error.what
    assert "try again later" in error.way_out


def test_waits_double_up_to_their_cap_and_are_jittered() -> None:
    retries = Retries(tries=40, first_s=1.0, most_s=8.0)
    assert [retries.wait_s(n, 1.0) for n in range(6)] == [1, 2, 4, 8, 8, 8]
    assert [retries.wait_s(n, 0.0) for n in range(6)] == [0.5, 1, 2, 4, 4, 4]
    assert retries.wait_s(10_000, 0.5) == 6.0


@pytest.mark.parametrize(
    ("asked", "waited"),
    [("7", 7.0), (formatdate(NOW_US / SECOND + 9, usegmt=True), 9.0), ("0", 0.5), ("soon", 0.5),
     (formatdate(NOW_US / SECOND - 60, usegmt=True), 0.5), ("²", 0.5), ("", 0.5)],
)  # fmt: skip
def test_the_venues_own_wait_is_kept(asked: str, waited: float) -> None:
    limited = Response({"error": "slow down"}, 429, {"Retry-After": asked} if asked else {})
    _, session = run({"/events/slug/a-b": [limited, Response(EVENT)]}, event)
    assert session.waits == [waited]


def test_a_wait_beyond_patience_is_not_waited_for() -> None:
    limited = Response({}, 429, {"Retry-After": "3600"})
    error, session = failing({"/events/slug/a-b": limited}, event)
    assert session.waits == []
    assert "asks to wait 3600 s" in error.what


def test_silence_and_broken_connections_are_tried_again() -> None:
    faults = [Response(fault="hang"), Response(fault="reset"), Response(EVENT)]
    answer, session = run({"/events/slug/a-b": faults}, event, timeout_s=0.2)
    assert answer.value.slug == "a-b"
    assert "did not answer in time" in session.told[0]
    assert "could not be reached (RemoteProtocolError)" in session.told[1]


def test_nobody_there_and_nowhere_to_ask() -> None:
    async def ask(gamma: str) -> tuple[str, list[float]]:
        waits: list[float] = []

        async def wait(seconds: float) -> None:
            waits.append(seconds)

        async with open_http() as http:
            rest = PolymarketRest(
                PolymarketUrls(gamma=gamma),
                http,
                lambda: NOW_US,
                retries=Retries(tries=2),
                sleep=wait,
            )
            with pytest.raises(VenueError) as error:
                await rest.get_event("x")
        return str(error.value), waits

    async def main() -> None:
        async with Loopback({}).running() as venue:
            gone = venue.url
        told, waits = await ask(gone)
        assert "could not be reached (ConnectError) (tried 2 times)" in told
        assert len(waits) == 1
        for wrong in ("", "gamma.example", "ftp://gamma.example", "http://gamma.example:port"):
            told, waits = await ask(wrong)
            assert "its base is not an address" in told
            assert waits == []

    asyncio.run(main())


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 301])
def test_other_refusals_are_final(status: int) -> None:
    error, session = failing({"/events/slug/a-b": Response({"error": "no"}, status)}, event)
    assert len(session.venue.seen) == 1
    assert isinstance(error, NotAtVenueError) == (status == 404)
    assert f"answered {status}" in error.what
    assert ("POLYMARKET_SECRET" in error.way_out) == (status == 401)


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b"\xff\xfe", b"null", b'{"slug":5}'])
def test_an_unusable_answer_is_a_venue_error(body: bytes) -> None:
    error, _ = failing({"/events/slug/a-b": Response(body)}, event)
    assert isinstance(error, VenueError)
    assert "answered something unusable" in error.what
    assert "/events/slug/a-b" in error.what


def test_a_body_that_does_not_unpack_is_a_venue_error() -> None:
    broken = Response(b"not gzip", 200, {"Content-Encoding": "gzip"})
    error, session = failing({"/events/slug/a-b": broken}, event)
    assert "something unreadable (DecodingError)" in error.what
    assert len(session.venue.seen) == 1
