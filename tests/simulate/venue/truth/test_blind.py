"""Blind spans: where no socket was told everything."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gametape.simulate.venue.truth.blind import blind_spans
from gametape.simulate.venue.truth.records import HoleTruth, LinkTruth, LinkWord, Record


def link(t: int, state: LinkWord, connection: int = 1, *scope: str) -> LinkTruth:
    return LinkTruth(t=t, connection=connection, channel="market", state=state, scope=scope)


def hole(since: int, t: int, connection: int = 1, scope: str = "a") -> HoleTruth:
    return HoleTruth(
        t=t,
        connection=connection,
        channel="market",
        scope=scope,
        since=since,
        cause="missed",
        lost=1,
    )


def test_before_the_first_and_after_the_last_subscription_all_is_blind() -> None:
    records: list[Record] = [
        link(5, "opened"),
        link(10, "subscribed", 1, "a"),
        link(20, "closed by client"),
    ]
    assert blind_spans(records, "a", 0, 30) == [(0, 10), (20, 30)]
    assert blind_spans(records, "b", 0, 30) == [(0, 30)]


def test_holes_count_for_their_asset_alone() -> None:
    records: list[Record] = [link(0, "subscribed", 1, "a", "b"), hole(12, 15), hole(14, 18)]
    assert blind_spans(records, "a", 5, 30) == [(12, 18)]
    assert blind_spans(records, "b", 5, 30) == []


def test_a_second_socket_makes_up_for_the_first() -> None:
    records: list[Record] = [
        link(0, "subscribed", 1, "a"),
        link(3, "subscribed", 2, "a"),
        hole(5, 25),
        link(20, "reset", 2),
    ]
    assert blind_spans(records, "a", 0, 30) == [(20, 25)]


def test_dropping_an_asset_ends_its_sight() -> None:
    records: list[Record] = [
        link(0, "subscribed", 1, "a", "b"),
        link(9, "unsubscribed", 1, "b"),
        link(12, "subscribed", 1, "b"),
    ]
    assert blind_spans(records, "b", 0, 20) == [(9, 12)]
    assert blind_spans(records, "a", 0, 20) == []


def test_the_sports_channel_sees_from_its_opening() -> None:
    opened = LinkTruth(t=4, connection=1, channel="sports", state="opened")
    assert blind_spans([opened], "sports", 0, 9, "sports") == [(0, 4)]


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)), max_size=6)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 15), spans), max_size=4))
def test_it_is_what_a_count_of_every_moment_says(
    sockets: list[tuple[int, int, list[tuple[int, int]]]],
) -> None:
    records: list[Record] = []
    seen = set[int]()
    for number, (start, length, gaps) in enumerate(sockets, 1):
        records += [link(start, "subscribed", number, "a"), link(start + length, "reset", number)]
        records += [hole(since, since + lasting, number) for since, lasting in gaps]
        blind = {t for since, lasting in gaps for t in range(since, since + lasting)}
        seen |= set(range(start, start + length)) - blind
    records.sort(key=lambda record: record.t)
    found = {t for a, b in blind_spans(records, "a", 0, 50) for t in range(a, b)}
    assert found == set(range(50)) - seen
