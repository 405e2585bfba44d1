"""A trade that both outcomes print is on the track once, in whatever order its prints come."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from replay.film.test_fold import film, mirrored_evening, prints
from replay.made import trade
from replay.onto import RULES

from gametape.model.events import Trade
from gametape.replay.film.prints import Repeats


def print_of(asset: str, price: str, size: int = 5, transaction: str = "0xa") -> Trade:
    return Trade(
        seq=0, recv_us=0, asset=asset, price=Decimal(price), cell=0, size=size,
        transaction=transaction,
    )  # fmt: skip


def test_only_the_other_outcomes_print_of_the_same_trade_is_a_repeat() -> None:
    repeats = Repeats("no")
    told = [
        (print_of("yes", "0.60"), False),
        (print_of("no", "0.4"), True),
        (print_of("no", "0.40"), False),  # one more than there were of the other
        (print_of("yes", "0.6"), True),
        (print_of("yes", "0.60"), False),
        (print_of("no", "0.40", transaction="0xb"), False),
        (print_of("no", "0.40", size=6), False),
        (print_of("no", "0.41"), False),
        (print_of("yes", "0.30", transaction=""), False),
        (print_of("no", "0.70", transaction=""), False),
    ]
    for one, repeat in told:
        assert repeats.is_repeat(one) is repeat


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 3), st.integers(1, 2)), max_size=40))
def test_as_many_are_kept_as_the_outcome_with_more_of_them_has(
    deeds: list[tuple[bool, int, int]],
) -> None:
    repeats = Repeats("no")
    kept: dict[tuple[int, int], int] = {}
    had: dict[tuple[int, int], list[int]] = {}
    for second, cents, size in deeds:
        price = f"0.{100 - cents:02d}" if second else f"0.{cents:02d}"
        repeat = repeats.is_repeat(print_of("no" if second else "yes", price, size))
        kept[cents, size] = kept.get((cents, size), 0) + (not repeat)
        had.setdefault((cents, size), [0, 0])[second] += 1
    assert kept == {key: max(counts) for key, counts in had.items()}


def test_what_is_forgotten_is_no_repeat() -> None:
    repeats = Repeats("no", remembered=1)
    assert not repeats.is_repeat(print_of("yes", "0.60"))
    assert not repeats.is_repeat(print_of("yes", "0.60", transaction="0xb"))
    assert not repeats.is_repeat(print_of("no", "0.40"))


def test_the_track_has_it_once() -> None:
    script = mirrored_evening()
    before = prints(film(script.lines, RULES)[1][0])
    one = {**trade(4, "0.61", "7"), "transaction_hash": "0xc"}
    other = {**trade(4, "0.39", "7", asset="no"), "transaction_hash": "0xc", "side": "SELL"}
    script.frame(4, one)
    script.frame(4, other)
    script.frame(5, {**trade(5, "0.39", "8", asset="no"), "transaction_hash": "0xd"})
    after = prints(film(script.lines, RULES)[1][0])
    assert after == [*before, (6_100, 7_000_000, "BUY"), (6_100, 8_000_000, "SELL")]
