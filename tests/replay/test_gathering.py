"""Laws of spans: what is cut, joined and gathered is neither lost nor invented."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.replay.gathering import TOGETHER_US, Hole, gather, joined, outside, union_length

spans = st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), max_size=8)


def points(found: list[tuple[int, int]]) -> set[int]:
    """The unit steps that spans cover."""
    return {step for start, end in found for step in range(start, end)}


@settings(max_examples=200, deadline=None)
@given(spans)
def test_a_union_is_sorted_apart_and_covers_the_same(found: list[tuple[int, int]]) -> None:
    union = joined(found)
    assert points(union) == points(found)
    assert all(one[1] < two[0] for one, two in pairwise(union))
    assert union_length(found) == len(points(found))


@settings(max_examples=200, deadline=None)
@given(st.integers(-20, 20), st.integers(0, 20), spans)
def test_what_is_outside_is_the_difference(
    start: int, long: int, others: list[tuple[int, int]]
) -> None:
    span = (start, start + long)
    forward = [(one, two) for one, two in others if one <= two]
    parts = list(outside(span, forward))
    assert points(parts) == points([span]) - points(forward)
    assert parts == sorted(parts)


STEP = TOGETHER_US // 2
singles = st.lists(
    st.builds(
        lambda start, long, cause, asset: Hole(
            start * STEP, (start + long) * STEP, cause, (asset,)
        ),
        st.integers(0, 12),
        st.integers(1, 8),
        st.sampled_from(["lost", "frozen"]),
        st.sampled_from(["yes", "no", "draw"]),
    ),
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(singles)
def test_gathered_holes_cover_each_single_one_and_little_more(found: list[Hole]) -> None:
    gathered = gather(found, everything=3)
    for hole in found:
        assert any(
            whole.cause == hole.cause
            and whole.from_us <= hole.from_us
            and whole.to_us >= hole.to_us
            and (not whole.scope or set(hole.scope) <= set(whole.scope))
            for whole in gathered
        )
    for whole in gathered:
        inside = [
            hole
            for hole in found
            if hole.cause == whole.cause
            and whole.from_us <= hole.from_us
            and hole.to_us <= whole.to_us
        ]
        assert min(hole.from_us for hole in inside) == whole.from_us
        assert max(hole.to_us for hole in inside) == whole.to_us
        for asset in whole.scope or ("yes", "no", "draw"):
            assert any(
                hole.scope == (asset,)
                and abs(hole.from_us - whole.from_us) <= 2 * TOGETHER_US
                and abs(hole.to_us - whole.to_us) <= 2 * TOGETHER_US
                for hole in inside
            )


def test_a_hole_of_all_assets_has_no_scope() -> None:
    both = [Hole(0, 10, "lost", ("yes",)), Hole(5, 12, "lost", ("no",))]
    assert gather(both, everything=2) == [Hole(0, 12, "lost")]
    assert gather(both, everything=3) == [Hole(0, 12, "lost", ("no", "yes"))]


def test_causes_and_distant_ends_are_kept_apart() -> None:
    one = Hole(0, 10 * TOGETHER_US, "lost", ("yes",))
    others = [
        Hole(0, 10 * TOGETHER_US, "frozen", ("no",)),
        Hole(0, 12 * TOGETHER_US, "lost", ("draw",)),
        Hole(2 * TOGETHER_US, 10 * TOGETHER_US, "lost", ("no",)),
    ]
    assert len(gather([one, *others], everything=9)) == 4
