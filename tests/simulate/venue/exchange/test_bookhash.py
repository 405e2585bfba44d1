"""The published vector of the book hash and the outputs derived from it (section 4.2)."""

from __future__ import annotations

import pytest

from gametape.simulate.venue.exchange.bookhash import BookStamp

BIDS = '{"price":"0.3","size":"100"},{"price":"0.4","size":"100"}'
ASKS = '{"price":"0.6","size":"100"},{"price":"0.7","size":"100"}'
REVERSED = '{"price":"0.4","size":"100"},{"price":"0.3","size":"100"}'


def of(
    bids: str = BIDS,
    asks: str = ASKS,
    timestamp: str = "123456789",
    last: str = "0.5",
    min_size: str = "100",
    neg_risk: bool = False,
) -> str:
    stamp = BookStamp("0xaabbcc", "100", min_size, neg_risk)
    return stamp.hash(timestamp, bids, asks, "0.01", last)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(of(), "0458ea5755c9f73d64a14636fa5c36ed460ec394", id="H1"),
        pytest.param(
            of(bids='{"price":"0.3","size":"100"}', timestamp="123456790"),
            "65bc13fa919063ace2278995825b5149a906079b",
            id="H4",
        ),
        pytest.param(
            of(bids='{"price":"0.3","size":"100.0"},{"price":"0.4","size":"100"}'),
            "7dfc2494967147987ac0ca27985860d3d1afb7c5",
            id="H5",
        ),
        pytest.param(
            of(bids="", asks="", last=""), "6948261b907ad81475285e1f929d4013aec07795", id="H6"
        ),
        pytest.param(
            of(min_size="5", neg_risk=True), "b0cd59e5ba7449c9d44ccea3f10d8afab3ba91e8", id="H7"
        ),
        pytest.param(of(bids=REVERSED), "6e5952b53d315141d715c23f0d4eec681b854584", id="H8"),
    ],
)
def test_vectors(found: str, expected: str) -> None:
    assert found == expected
