"""What leaves the playbook: every row, numbers that read back, and no stranger's formula."""

from __future__ import annotations

import csv
import io

import msgspec
import pytest
from analyze.patterns.making import hasty, season

from gametape.analyze.patterns.exporting import COLUMNS, csv_of, markdown_of
from gametape.analyze.patterns.playbook import playbook_of
from gametape.analyze.patterns.rows import Playbook
from gametape.analyze.patterns.shipping import shipped_patterns
from gametape.analyze.patterns.sorting import SORTS, ordered

ALL = shipped_patterns()


@pytest.fixture(scope="module")
def told() -> Playbook:
    return playbook_of(ALL, season(1, hasty))


def test_csv_has_a_line_a_pattern_and_the_numbers_of_its_row(told: Playbook) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_of(told))))
    assert [one["pattern"] for one in rows] == [one.pattern for one in told.rows]
    assert tuple(rows[0]) == COLUMNS
    for line, row in zip(rows, told.rows, strict=True):
        assert float(line["net_usd"]) == pytest.approx(row.net / 1e6, abs=1e-4)
        assert int(line["trades"]) == row.trades
        assert (line["net_a_trade_usd"] == "") == (row.net_mean is None)
    full = next(one for one in rows if one["pattern"] == "fomo_avoid")
    assert all(
        full[name] for name in COLUMNS if name not in ("missing", "note", "net_a_trade_shrunk")
    )


def test_a_strangers_words_are_no_formula_and_no_markup(told: Playbook) -> None:
    bad = msgspec.structs.replace(
        told.rows[0], title="=1+1|<img src=x>", note='# big\n*bold*, said "she"'
    )
    one = msgspec.structs.replace(told, rows=(bad,))
    (line,) = csv.DictReader(io.StringIO(csv_of(one)))
    assert line["title"] == "'=1+1|<img src=x>"
    page = markdown_of(one)
    assert "<img" not in page.replace("\\<", "")
    assert "\\# big \\*bold\\*" in page
    table = [each for each in page.splitlines() if each.startswith("| ")]
    assert {each.replace("\\|", "").count("|") for each in table} == {8}


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_has_every_row_and_those_that_cannot_tell_come_last(
    told: Playbook, sort: str
) -> None:
    rows = ordered(told, sort).rows  # type: ignore[arg-type]
    assert sorted(one.pattern for one in rows) == sorted(one.pattern for one in told.rows)
    if sort == "cost":
        assert {rows[0].pattern, rows[1].pattern} == {"cool_down", "fomo_avoid"}
    if sort == "trades":
        assert [one.trades for one in rows] == sorted((one.trades for one in rows), reverse=True)
