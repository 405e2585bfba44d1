"""Own sizes as parts: whole per cent, flat where it was flat, and never the size itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gametape.model.book import Side
from gametape.model.trading import FillStatus, OrderAction, Role
from gametape.replay.timeline import FillEntry, OrderEntry
from gametape.share.entries import signed
from gametape.share.parts import PART, in_parts, renamed

SIGN = {"yes": 1, "no": -1}.__getitem__


def fill(
    number: int, side: str, size: int, asset: str = "yes", status: str = "MATCHED"
) -> FillEntry:
    return FillEntry(
        seq=number, at_us=number, key=f"0xt{number}/0xo{number // 2}", asset=asset, market="m",
        side=Side(side), price="0.5", cell=5000, size=size, fee=size // 100, role=Role.TAKER,
        status=FillStatus(status), matched_us=number, precision_us=0,
    )  # fmt: skip


def order(size: int, matched: int) -> OrderEntry:
    return OrderEntry(
        seq=1, at_us=1, action=OrderAction.PLACEMENT, order_id="0xo1", asset="yes", market="m",
        side=Side.BUY, price="0.5", cell=5000, size=size, matched=matched, status="LIVE",
        order_type="GTC", resting=True,
    )  # fmt: skip


fills = st.lists(
    st.builds(
        lambda side, size, asset: (side, size, asset),
        st.sampled_from(["BUY", "SELL"]),
        st.integers(1, 10**12),
        st.sampled_from(["yes", "no"]),
    ),
    min_size=1,
    max_size=20,
)


@given(fills)
def test_positions_follow_in_whole_per_cent(made: list[tuple[str, int, str]]) -> None:
    told = [fill(n, side, size, asset) for n, (side, size, asset) in enumerate(made)]
    # And then flat, as an evening ends.
    left = sum(signed(one, SIGN) for one in told)
    if left:
        told.append(fill(len(told), "SELL" if left > 0 else "BUY", abs(left)))
    shown, _ = in_parts(told, [], SIGN)
    exact = parts = 0
    largest = max(abs(sum(signed(one, SIGN) for one in told[: n + 1])) for n in range(len(told)))
    for before, after in zip(told, shown, strict=True):
        exact += signed(before, SIGN)
        parts += signed(after, SIGN)
        assert parts % PART == 0
        assert (parts == 0) == (exact == 0)
        assert parts * exact >= 0
        assert abs(abs(parts) * largest - 100 * PART * abs(exact)) <= PART * largest
        assert (after.fee or 0) * before.size <= ((before.fee or 0) + 1) * after.size + before.size
    assert parts == 0


def test_a_failed_fill_counts_for_nothing() -> None:
    told = [
        fill(1, "BUY", 70_000_000),
        fill(2, "BUY", 30_000_000),
        fill(2, "BUY", 30_000_000, status="FAILED"),
        fill(3, "SELL", 70_000_000),
    ]
    shown, _ = in_parts(told, [], SIGN)
    assert [one.size // PART for one in shown] == [70, 30, 30, 70]


def test_orders_are_parts_of_the_same_whole() -> None:
    told = [fill(1, "BUY", 250_000_000)]
    (one, two, three) = in_parts(
        told, [order(s, m) for s, m in ((500_000_000, 250_000_000), (1, 0), (7, 7))], SIGN
    )[1]
    assert (one.size // PART, one.matched // PART) == (200, 100)
    assert (two.size // PART, two.matched) == (1, 0)
    assert three.size == three.matched == PART
    (alone,) = in_parts([], [order(123_456_789, 0)], SIGN)[1]
    assert alone.size == 100 * PART


def test_names_become_numbers_and_keep_what_belongs_together() -> None:
    told, orders = renamed([fill(n, "BUY", 1) for n in (2, 3, 4)], [order(1, 0)])
    owners = [one.key.split("/")[1] for one in told]
    assert owners[0] == owners[1] == orders[0].order_id != owners[2]
    assert len({one.key for one in told}) == 3
    assert not any("0x" in one.key for one in told)
