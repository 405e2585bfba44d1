"""What a person is told about the rows of a file."""

from gametape.venues.polymarket.layouts.notices import Notices, counted, oldest_first


def told(*rows: tuple[int, bytes], repeats: bool = True, ordered: bool = True) -> list[str]:
    warnings: list[str] = []
    notices = Notices(warnings, repeats=repeats, ordered=ordered)
    for at_ms, raw in rows:
        notices.row(at_ms * 1000, raw)
    notices.close()
    return warnings


def test_a_clean_file_needs_no_words() -> None:
    assert told((1, b"a"), (1, b"b"), (2, b"c")) == []
    assert told() == []


def test_times_that_run_back_are_counted_with_the_worst() -> None:
    rows = [(100, b"a"), (90, b"b"), (200, b"c"), (150, b"d"), (300, b"e")]
    assert told(*rows) == ["Times run back at 2 of 5 rows, at worst by 50 ms."]
    assert told(*rows, ordered=False) == []


def test_a_listing_newest_first_is_read_from_its_end() -> None:
    def at(row: tuple[int, str]) -> int:
        return row[0]

    newest = [(9, "d"), (5, "c"), (5, "b"), (7, "x"), (1, "a")]
    assert oldest_first(newest, at) == (newest[::-1], True)
    assert oldest_first(newest[::-1], at) == (newest[::-1], False)
    assert oldest_first([], at) == ([], False)


def test_exact_repeats_are_counted_unless_it_is_a_stream() -> None:
    rows = [(1, b"a"), (1, b"a"), (2, b"b"), (2, b"a")]
    assert told(*rows) == ["2 of 4 rows repeat an earlier one exactly; they are kept."]
    assert told(*rows, repeats=False) == []


def test_counting_words() -> None:
    assert [counted(n, "row") for n in (0, 1, 2, 27_404)] == [
        "0 rows", "1 row", "2 rows", "27,404 rows",
    ]  # fmt: skip
