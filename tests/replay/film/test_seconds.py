"""The pyramid says of each second what a slow count of it says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from replay.film.made_rows import T0, Row, arrays, rows_of

from gametape.replay.film.layout import BID, SECONDS_LIMIT, TRADE_BUY
from gametape.replay.film.seconds import SecondsFold, read_seconds

SECOND = 1_000_000
TOP = st.sampled_from([0, 0, 9_000, 9_100, 9_200, 20_000])
MESSAGES = st.lists(
    st.tuples(st.sampled_from([0, 300_000, 999_999, 2_500_000]), st.booleans(), TOP), min_size=1
)


def counted(rows: list[Row], tops: list[int]) -> dict[str, list[int]]:
    """High, low, last and volume by the second, row after row."""
    first, last = rows[0][0] // SECOND, rows[-1][0] // SECOND
    found: dict[str, list[int]] = {name: [] for name in ("high", "low", "last", "volume")}
    top = 0
    for second in range(first, last + 1):
        seen = [top] if top else []
        volume = 0
        for row, told in zip(rows, tops, strict=True):
            if row[0] // SECOND != second:
                continue
            if told < 0:
                volume += row[4]
            else:
                top = told
                seen += [told] if told else []
        found["high"].append(max(seen, default=0))
        found["low"].append(min(seen, default=0))
        found["last"].append(top)
        found["volume"].append(volume)
    return found


@given(MESSAGES, st.integers(1, 7))
def test_each_second_is_as_counted(messages: list[tuple[int, bool, int]], chunk: int) -> None:
    kinds = [TRADE_BUY if trade else BID for _, trade, _ in messages]
    rows = rows_of(
        (step, 1, [(kind, 5_000, 7)]) for (step, _, _), kind in zip(messages, kinds, strict=True)
    )
    tops = [-1 if trade else top for _, trade, top in messages]
    seconds = SecondsFold()
    whole = arrays(rows, tops)
    for start in range(0, len(rows), chunk):
        seconds.add(whole[start : start + chunk])
    made = seconds.finish()
    assert made is not None
    data, entry = made
    found = read_seconds(data, entry, "none")
    assert {name: column.tolist() for name, column in found.items()} == counted(rows, tops)
    assert (entry.first_us, entry.step_us) == (rows[0][0] // SECOND * SECOND, SECOND)


def test_many_parts_are_gathered_in_between() -> None:
    rows = rows_of((250_000, 1, [(TRADE_BUY, 5_000, 2)]) for _ in range(300))
    seconds, whole = SecondsFold(), arrays(rows)
    for at in range(len(rows)):
        seconds.add(whole[at : at + 1])
    made = seconds.finish()
    assert made is not None
    assert sum(read_seconds(*made, "none")["volume"].tolist()) == 600


def test_years_take_longer_steps_and_bounded_room() -> None:
    rows: list[Row] = [(0, 1, BID, 5, 1), (T0, 2, TRADE_BUY, 5, 3), (T0, 2, TRADE_BUY, 5, 4)]
    seconds = SecondsFold()
    seconds.add(arrays(rows, [9_000, -1, -1]))
    made = seconds.finish()
    assert made is not None
    data, entry = made
    found = read_seconds(data, entry, "none")
    assert entry.n <= SECONDS_LIMIT < 2 * entry.n
    assert entry.n == T0 // entry.step_us + 1
    assert found["volume"].tolist()[-1] == sum(found["volume"].tolist()) == 7
    assert set(found["last"].tolist()) == {9_000}


def test_nothing_has_no_pyramid() -> None:
    assert SecondsFold().finish() is None
