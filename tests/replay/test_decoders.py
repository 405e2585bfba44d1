"""The table of sources: every one can be made, and an unknown one keeps its frames."""

from __future__ import annotations

from contextlib import suppress

import pytest
from replay.made import Script

from gametape.errors import ParseError
from gametape.replay import decoders
from gametape.replay.decoders import OWN_SOURCES, SHARED, decoder_for, stands_alone
from gametape.replay.session import SessionFold


@pytest.mark.parametrize("source", sorted(decoders._SOURCES))
def test_every_source_has_a_decoder_that_raises_nothing_but_parse_errors(source: str) -> None:
    decoder = decoder_for(source, "0xabc")
    assert decoder.grid.cells > 1
    for raw in (b"", b"\xff", b"[", b"{}", b'"PONG"', b"[" * 5000):
        with suppress(ParseError):
            list(decoder.decode(raw, 1, 1))


def test_sources_named_elsewhere_are_in_the_table() -> None:
    assert set(SHARED) <= set(decoders._SOURCES)
    assert set(decoders._SOURCES) >= OWN_SOURCES


def test_an_unknown_source_is_named() -> None:
    with pytest.raises(ParseError, match=r"'tarot\.cards' is not known"):
        decoder_for("tarot.cards").decode(b"{}", 1, 1)


def test_sources_whose_messages_say_only_changes_need_their_past() -> None:
    assert stands_alone(["polymarket.market", "polymarket.books"])
    assert not stands_alone(["polymarket.market", "kalshi.stream"])
    assert not stands_alone(["betfair.stream"])


def test_own_orders_told_on_the_user_channel_explain_trades_read_over_rest() -> None:
    """A maker's row names an order; only the shared decoder knows that it is one's own."""
    script = Script()
    order = {
        "event_type": "order",
        "type": "PLACEMENT",
        "id": "0xmine",
        "market": "0xm",
        "asset_id": "yes",
        "side": "BUY",
        "price": "0.4",
        "original_size": "5",
        "size_matched": "0",
        "status": "LIVE",
        "owner": "me",
    }
    maker = {
        "order_id": "0xmine",
        "owner": "me",
        "asset_id": "yes",
        "side": "BUY",
        "matched_amount": "5",
        "price": "0.4",
        "outcome": "Yes",
    }
    row = {
        "id": "t1",
        "taker_order_id": "0xother",
        "market": "0xm",
        "asset_id": "yes",
        "side": "SELL",
        "size": "5",
        "price": "0.4",
        "status": "CONFIRMED",
        "match_time": "1760000000",
        "trader_side": "MAKER",
        "owner": "somebody",
        "maker_orders": [maker],
    }
    fold = SessionFold()
    fold.feed(script.frame(1, order, "polymarket.user#1", "user"))
    fold.feed(script.link(2, "up", "polymarket.user#1"))
    fold.feed(script.frame(3, row, "polymarket.trades#0", "user"))
    assert list(fold.state.fills) == [("t1", "0xmine")]
