"""The last loss worth noticing is that of the rule read plainly, at every moment."""

from __future__ import annotations

from statistics import median

from analyze.made import LINE
from hypothesis import given
from hypothesis import strategies as st

from gametape.analyze.material.realized import Closing, Realized
from gametape.ledger.steps import Line
from gametape.model.amounts import MICRO

LINES = (LINE, Line("other", "up", "down"))


def plainly(closings: list[Closing], since_us: int) -> tuple[int, int] | None:
    """Methods 3.1, `revenge`, word by word, of all these closings."""
    nets: dict[tuple[str, str], int] = {}
    ended: dict[tuple[str, str], int] = {}
    for one in closings:
        key = (one.line.market, one.order_id)
        nets[key] = nets.get(key, 0) + one.net
        ended[key] = one.at_us
    least = max(MICRO, median(map(abs, nets.values())) / 2) if nets else 0
    losses = [
        (at_us, -nets[key])
        for key, at_us in ended.items()
        if at_us >= since_us and -nets[key] >= least
    ]
    return max(losses, default=None)


MADE = st.lists(
    st.builds(
        Closing,
        st.integers(0, 12),
        st.sampled_from(LINES),
        st.sampled_from("abcdef"),
        st.integers(-4, 4).map(lambda dollars: dollars * MICRO // 2),
        st.just(1),
    ),
    max_size=14,
)


@given(made=MADE, since_us=st.integers(0, 12))
def test_the_last_loss_is_that_of_the_rule(made: list[Closing], since_us: int) -> None:
    closings = sorted(made, key=lambda one: (one.at_us, one.order_id))
    realized = Realized(closings)
    for known in range(len(closings) + 1):
        assert realized.last_loss(known, since_us) == plainly(closings[:known], since_us)


def test_a_loss_below_half_of_what_is_usual_is_none_and_a_later_fill_may_undo_one() -> None:
    def closing(at_us: int, order: str, dollars: float) -> Closing:
        return Closing(at_us, LINE, order, round(dollars * MICRO), 1)

    told = Realized([closing(1, "a", -10), closing(2, "b", 10), closing(3, "c", -4.9)])
    assert told.last_loss(3, 0) == (1, 10 * MICRO)
    assert told.last_loss(3, 2) is None
    again = Realized([closing(1, "a", -10), closing(2, "a", 12)])
    assert again.last_loss(1, 0) == (1, 10 * MICRO)
    assert again.last_loss(2, 0) is None
