"""What the market and user sockets send, and when, without a socket."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.venues.polymarket.feed import (
    PING,
    FeedState,
    Heartbeat,
    Outgoing,
    market_frames,
    plan_shards,
    user_frames,
)

SECOND = 1_000_000
T0 = 1_700_000_000 * SECOND


def bodies(frames: list[Outgoing]) -> list[object]:
    return [frame.text if frame == PING else json.loads(frame.text) for frame in frames]


def market(*assets: str) -> FeedState:
    return FeedState(market_frames(), assets)


def test_the_first_frame_asks_for_all_assets_with_custom_features() -> None:
    assert bodies(market("11", "22").opened(T0)) == [
        {"assets_ids": ["11", "22"], "type": "market", "custom_feature_enabled": True}
    ]
    plain = FeedState(market_frames(custom_features=False), ["11"])
    assert bodies(plain.opened(T0)) == [{"assets_ids": ["11"], "type": "market"}]


def test_changes_of_the_list_are_asked_for_once_on_the_same_socket() -> None:
    feed = market("11", "22")
    feed.opened(T0)
    feed.want(["22", "33"])
    assert bodies(feed.due(T0 + 1)) == [
        {"operation": "subscribe", "assets_ids": ["33"], "custom_feature_enabled": True},
        {"operation": "unsubscribe", "assets_ids": ["11"]},
    ]
    assert feed.due(T0 + 2) == []
    assert feed.wanted == ("22", "33")


def test_a_new_socket_is_asked_for_the_whole_list_as_it_is_then() -> None:
    feed = market("11")
    feed.opened(T0)
    feed.want(["11", "22"])
    assert bodies(feed.opened(T0 + SECOND)) == [
        {"assets_ids": ["11", "22"], "type": "market", "custom_feature_enabled": True}
    ]
    assert feed.due(T0 + SECOND) == []


def test_without_assets_the_first_frame_waits_for_one() -> None:
    feed = market()
    assert feed.opened(T0) == []
    feed.want(["11"])
    assert bodies(feed.due(T0)) == [
        {"assets_ids": ["11"], "type": "market", "custom_feature_enabled": True}
    ]


def test_an_empty_user_list_means_all_markets() -> None:
    feed = FeedState(user_frames("key", "s3cret", "phrase"))
    assert bodies(feed.opened(T0)) == [
        {"type": "user", "auth": {"apiKey": "key", "secret": "s3cret", "passphrase": "phrase"},
         "markets": []}
    ]  # fmt: skip


def test_credentials_never_show_in_what_may_be_logged() -> None:
    feed = FeedState(user_frames("key-me", "s3cret", "phrase"), ["0xm"])
    (frame,) = feed.opened(T0)
    shown = repr(frame) + frame.loggable + str(frame) + repr([frame])
    assert not any(word in shown for word in ("key-me", "s3cret", "phrase"))
    feed.want(["0xm", "0xn"])
    (more,) = feed.due(T0)
    assert json.loads(more.loggable) == {"operation": "subscribe", "markets": ["0xn"]}


def test_ping_every_ten_seconds_counted_from_the_open() -> None:
    feed = market("11")
    feed.opened(T0)
    sent = [at for at in range(61) if PING in feed.due(T0 + at * SECOND)]
    assert sent == [10, 20, 30, 40, 50, 60]
    assert feed.next_us == T0 + 70 * SECOND


def test_stale_without_pongs_whatever_data_arrives() -> None:
    feed = market("11")
    feed.opened(T0)
    assert feed.received(T0 + 29 * SECOND, '{"event_type":"book"}')
    assert not feed.stale(T0 + 29 * SECOND)
    assert feed.stale(T0 + 30 * SECOND)
    assert not feed.received(T0 + 30 * SECOND, b"PONG")
    assert not feed.stale(T0 + 59 * SECOND)
    assert feed.last_data_us == T0 + 29 * SECOND
    feed.opened(T0 + 100 * SECOND)
    assert not feed.stale(T0 + 100 * SECOND)
    assert feed.last_data_us is None


def test_a_late_wake_sends_one_ping_not_several() -> None:
    beat = Heartbeat()
    beat.opened(T0)
    assert beat.due(T0 + 55 * SECOND)
    assert not beat.due(T0 + 56 * SECOND)


@given(st.integers(1, 700), st.integers(2, 300))
def test_shards_hold_every_asset_once_and_keep_pairs_together(markets: int, limit: int) -> None:
    assets = [f"{n}{outcome}" for n in range(markets) for outcome in ("yes", "no")]
    shards = plan_shards([*assets, *assets], limit)
    assert [asset for shard in shards for asset in shard] == assets
    assert all(len(shard) <= limit for shard in shards)
    assert all(len(shard) % 2 == 0 for shard in shards)
    assert len(shards) == -(-len(assets) // (limit - limit % 2))


def test_shards_are_about_even_so_that_no_connection_carries_all_the_load() -> None:
    assert [len(shard) for shard in plan_shards(map(str, range(402)))] == [134, 134, 134]
    assert plan_shards([]) == []
    assert plan_shards(["11"], 1) == [("11",)]


@pytest.mark.parametrize("ids", [["11"], []])
def test_wanting_what_is_there_already_sends_nothing(ids: list[str]) -> None:
    feed = FeedState(market_frames(), ids)
    feed.opened(T0)
    feed.want(ids)
    assert feed.due(T0 + 1) == []
