"""Tables typed by hand and exported by others: what counts, what is explained, what is the same."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone
from decimal import Decimal
from itertools import permutations

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gametape.errors import ParseError
from gametape.ledger.account import account
from gametape.ledger.journal.mapping import JournalMap, Named, parse_mapping
from gametape.ledger.journal.presets import OWN, PRESETS
from gametape.ledger.journal.reading import Journal, read_journal
from gametape.ledger.trades import Account
from gametape.model.book import Side
from gametape.model.times import iso_us

HEADER = "time,market,outcome,side,shares,price,fee\n"


def read(text: str, mapping: JournalMap = OWN) -> Journal:
    return read_journal(text.encode(), mapping, UTC)


def told(journal: Journal) -> Account:
    return account(journal.fills, journal.rules, settlements=journal.settlements)


def test_an_evening_typed_by_hand() -> None:
    journal = read(
        HEADER
        + "2026-01-05T21:14:05Z,Bulls v Jazz,Yes,BUY,75,0.52,\n"
        + "2026-01-05 21:19:00,Bulls v Jazz,No,buy,75,.39,0.25\n"
    )
    first, second = journal.fills
    assert (first.side, first.size, first.price, first.fee) == (
        Side.BUY, 75_000_000, Decimal("0.52"), 0
    )  # fmt: skip
    assert first.matched_us == iso_us("2026-01-05T21:14:05Z")
    assert (second.fee, second.outcome) == (250_000, "No")
    assert journal.problems == ()
    whole = told(journal)
    assert whole.net == 75 * 90_000 - 250_000
    assert [len(line.legs) for line in whole.lines] == [1]


def test_rows_that_cannot_be_read_are_named_by_line_and_reason() -> None:
    journal = read(
        HEADER
        + "2026-01-05T21:14:05Z,A,Yes,BUY,75,0.52,\n"
        + "yesterday,A,Yes,BUY,75,0.52,\n"
        + '2026-01-05T21:14:05Z,"A\nB",Yes,HOLD,75,0.52,\n'
        + "2026-01-05T21:14:05Z,A,Yes,SELL,many,0.52,\n"
        + "2026-01-05T21:14:05Z,A,Yes,SELL,,0.52,\n"
        + "2026-01-05T21:14:05Z,,Yes,SELL,1,0.52,\n"
        + "2026-01-05T21:14:05Z,A,Yes,SELL,0,0.52,\n"
        + "2026-01-05T21:14:05Z,A,Yes,SELL,1.0000001,0.52,\n"
        + "2026-01-05T21:14:05Z,A,Yes,SELL,1,-0.52,\n"
        + "2026-01-05T21:14:05Z,A,Yes,SELL\n"
    )
    assert len(journal.fills) == journal.rows == 1
    assert [(problem.line, problem.reason) for problem in journal.problems] == [
        (3, "'yesterday' is not a time in the form of the mapping."),
        (4, "'HOLD' is no side."),
        (6, "'many' is not a number."),
        (7, "no quantity."),
        (8, "no market."),
        (9, "the quantity is 0."),
        (10, "quantity 1.0000001 has more than six decimal places."),
        (11, "price -0.52 is below 0."),
        (12, "no price."),
    ]


def test_a_file_that_is_no_such_table() -> None:
    for text in ("", "a,b\n1,2\n", HEADER.replace("price", "cost")):
        with pytest.raises(ParseError, match="no row of the file names all of the columns"):
            read(text)


def test_reading_again_is_the_same_and_twins_stay() -> None:
    row = "2026-01-05T21:14:05Z,A,Yes,BUY,75,0.52,\n"
    other = "2026-01-05T21:14:06Z,A,Yes,BUY,75,0.52,\n"
    twins = read(HEADER + row + other + row)
    assert len({fill.key for fill in twins.fills}) == 3
    for order in permutations([row, other, row]):
        again = read(HEADER + "".join(order))
        assert {fill.key for fill in again.fills} == {fill.key for fill in twins.fills}
    longer = read(HEADER + row + other + row + "2026-01-06T00:00:00Z,B,Yes,SELL,1,0.5,\n")
    both = account([*twins.fills, *longer.fills], longer.rules)
    assert both == account(longer.fills, longer.rules)


def test_the_tables_own_ids() -> None:
    header = "id," + HEADER
    row = "2026-01-05T21:14:05Z,A,Yes,BUY,75,0.52,\n"
    journal = read(f"{header}7,{row}7,{row}8,{row}7,{row.replace('0.52', '0.53')}")
    assert [fill.trade_id for fill in journal.fills] == ["own:7", "own:8"]
    assert [(one.line, one.reason) for one in journal.problems] == [
        (5, "id '7' already belongs to another trade.")
    ]


STATEMENT = JournalMap(
    name="broker",
    times=["%d/%m/%y %H:%M"],
    only={"KIND": ["TRADE"]},
    patterns={"WHAT": r"(?P<way>\w+) (?P<count>[-\d.]+) (?P<name>\S+) AT (?P<each>[\d,.]+)"},
    fee_sign="cash",
    multiplier=Decimal(100),
    columns=Named(
        time=["DAY", "HOUR"], market="name", side="way", quantity="count", price="each",
        fees=["FEE", "TAX"],
    ),
)  # fmt: skip


def test_a_statement_with_sections_and_sentences() -> None:
    text = (
        "\ufeffStatement of somebody,,,,,\r\n,,,,,\r\nCash,,,,,\r\n"
        "DAY,HOUR,KIND,WHAT,FEE,TAX\r\n"
        "05/02/26,10:04,TRADE,SOLD -2 XYZ AT 1.50,-0.03,($0.02)\r\n"
        "05/02/26,10:05,FEE,monthly,-9,\r\n"
        '05/02/26,10:06,TRADE,BOUGHT 2 XYZ AT 1.25,,"--"\r\n'
        ",,,,,\r\nOrders,,,,,\r\nDAY,HOUR,KIND,WHAT,FEE,TAX\r\n"
    )
    journal = read(text, STATEMENT)
    assert (journal.rows, journal.left_out, journal.problems) == (2, 1, ())
    whole = told(journal)
    assert whole.net == 50_000_000 - 50_000
    assert [leg.direction for leg in whole.lines[0].legs] == [-1]
    assert journal.fills[0].matched_us == iso_us("2026-02-05T10:04:00Z")
    assert read_journal(text.encode("utf-16"), STATEMENT, UTC) == journal
    east = read_journal(text.encode(), STATEMENT, timezone(timedelta(hours=2)))
    assert east.fills[0].matched_us == iso_us("2026-02-05T08:04:00Z")


ROUND = JournalMap(
    name="pairs",
    rows="round trips",
    delimiter=";",
    decimal_comma=True,
    fee_sign="absolute",
    multipliers={"MINI": Decimal("0.5")},
    columns=Named(
        opened="in", closed="out", market="what", quantity="n", open_price="at", close_price="to",
        side="way", fees="cost", product="kind", id="no",
    ),
)  # fmt: skip


def test_round_trips_in_another_notation() -> None:
    journal = read(
        "no;way;in;out;what;n;at;to;cost;kind\n"
        "1;Short;2026-01-05T10:00;2026-01-05T11:00;IDX;4;1.200,5;1.190,5;-2,50;MINI\n"
        "2;Long;2026-01-05T12:00;2026-01-05T13:00;IDX;1;1.000;1.010;1;FULL\n",
        ROUND,
    )
    whole = told(journal)
    assert [episode.net for episode in whole.lines[0].episodes] == [17_500_000, 9_000_000]
    assert [fill.trade_id for fill in journal.fills] == [
        "pairs:1:opened", "pairs:1:closed", "pairs:2:opened", "pairs:2:closed"
    ]  # fmt: skip


BETS = JournalMap(
    name="book",
    rows="bets",
    columns=Named(
        time="placed", closed="settled", market="event", outcome="pick", stake="stake",
        odds="odds", result="result", paid="paid", id="ref",
    ),
)  # fmt: skip
BET = "ref,placed,settled,event,pick,stake,odds,result,paid\n"


def one_bet(
    odds: str, result: str, paid: str = "", kind: str = "decimal", stake: str = "10"
) -> Account:
    mapping = msgspec.structs.replace(BETS, odds=kind)
    row = f"1,2026-01-05T10:00,2026-01-05T12:00,A v B,A,{stake},{odds},{result},{paid}\n"
    journal = read(BET + row, mapping)
    assert journal.problems == ()
    return told(journal)


@pytest.mark.parametrize(
    ("odds", "kind", "profit"),
    [("2.5", "decimal", "15"), ("+150", "american", "15"), ("-200", "american", "5"),
     ("3/2", "fractional", "15"), ("1.91", "decimal", "9.1")],
)  # fmt: skip
def test_bets_won_lost_and_returned(odds: str, kind: str, profit: str) -> None:
    assert abs(one_bet(odds, "Won", kind=kind).net - int(Decimal(profit) * 10**6)) <= 1
    assert one_bet(odds, "lost", kind=kind).net == -10_000_000
    assert one_bet(odds, "Push", kind=kind).net == 0
    assert one_bet(odds, "open", kind=kind).lines[0].position.exposure > 0


def test_what_was_paid_counts() -> None:
    assert one_bet("2.5", "won", "26.20").net == 16_200_000  # a boost
    assert one_bet("2.5", "won", "12.50").net == 2_500_000  # a dead heat
    assert one_bet("2.5", "cashed out", "14").net == 4_000_000
    assert one_bet("2.5", "", "25").net == 15_000_000
    assert one_bet("2.5", "", "10").net == 0
    assert one_bet("2.5", "half lost", "5").net == -5_000_000
    assert one_bet("2.5", "won", stake="$3.33").net == 4_995_000


def test_odds_are_written_as_the_table_writes_its_numbers() -> None:
    mapping = msgspec.structs.replace(BETS, decimal_comma=True, delimiter=";")
    row = "1;2026-01-05T10:00;2026-01-05T12:00;A v B;A;1.000,00;2,5;won;\n"
    assert told(read(BET.replace(",", ";") + row, mapping)).net == 1_500_000_000


@pytest.mark.parametrize(("stake", "odds"), [("0.0000001", "2"), ("1e15", "1e15")])
def test_bets_too_small_or_too_large_are_explained(stake: str, odds: str) -> None:
    journal = read(BET + f"1,2026-01-05T10:00,,A v B,A,{stake},{odds},won,\n", BETS)
    assert [one.reason for one in journal.problems] == ["the bet is too small or too large."]


def test_a_comma_that_parts_no_thousands_is_explained_and_never_passed_over() -> None:
    row = "2026-01-05T21:14:05Z,A,Yes,BUY,{},0.52,\n"
    journal = read(HEADER + "".join(row.format(n) for n in ('"1,234.5"', '"12,34,567"', '"1,5"')))
    assert [fill.size for fill in journal.fills] == [1_234_500_000, 1_234_567_000_000]
    assert [one.reason for one in journal.problems] == [
        "'1,5' has a comma that parts no thousands."
    ]


def test_two_bets_on_one_game_net_with_nothing() -> None:
    text = BET + "".join(
        f"{n},2026-01-05T10:00,2026-01-05T12:00,A v B,A,10,2,{result},\n"
        for n, result in enumerate(["won", "lost"])
    )
    whole = told(read(text, BETS))
    assert [line.net for line in whole.lines] == [10_000_000, -10_000_000]
    bad = read(BET + "1,2026-01-05,,A v B,A,10,0.5,won,\n2,2026-01-05,,A,A,0,2,won,\n"
               "3,2026-01-05,,A,A,1,2,maybe,\n", BETS)  # fmt: skip
    assert [one.reason for one in bad.problems] == [
        "odds '0.5' pay nothing.",
        "the stake is not above 0.",
        "'MAYBE' is no result, and nothing says what was paid.",
    ]


def test_a_mapping_file() -> None:
    text = """
        name = "broker"
        times = ["%m/%d/%Y"]
        multiplier = "0.5"
        [columns]
        time = ["Date", "Time"]
        market = "Symbol"
        side = "Side"
        quantity = "Qty"
        price = "Price"
        [multipliers]
        ES = 50
    """
    mapping = parse_mapping(text)
    assert mapping.multipliers == {"ES": Decimal(50)}
    assert mapping.columns.time == ["Date", "Time"]
    for wrong, words in (
        (text.replace("Symbol", ""), "need a column for market"),
        (text.replace("side = ", "sight = "), "sight"),
        (text.replace('"0.5"', '"-1"'), "above 0"),
        (text + '[patterns]\nX = "("', "pattern"),
        (text.replace('name = "broker"', 'name = "b"\ndelimiter = ""'), "one character"),
        ("name = ", "mapping file"),
        (text.replace('side = "Side"', ""), "side"),
    ):
        with pytest.raises(ParseError, match=words):
            parse_mapping(wrong)


MAPPINGS = [*PRESETS.values(), STATEMENT, ROUND, BETS]
CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["BUY", "SELL", "1", "0.5", "-3", "1e9", "1e-7", "9" * 30, "2026-01-05T10:00", "--", "",
         "0001-01-01T00:00", "01/05/2026 10:00:00", "+100", "1/0", "won", "NaN", "inf", '"', "'"]
    ),
)  # fmt: skip


@given(st.binary(max_size=400), st.sampled_from(MAPPINGS))
@example(b"\xff\xfe\x00", OWN)
@example(b'"' * 5 + b"\0", OWN)
def test_any_bytes_are_read_or_refused(data: bytes, mapping: JournalMap) -> None:
    try:
        read_journal(data, mapping, UTC)
    except ParseError:
        return


@settings(max_examples=200)
@given(st.sampled_from(MAPPINGS), st.lists(st.lists(CELLS, max_size=14), max_size=6), st.data())
def test_any_cells_are_counted_or_explained(
    mapping: JournalMap, rows: list[list[str]], data: st.DataObject
) -> None:
    named = msgspec.to_builtins(mapping.columns).values()
    header = [name for value in named for name in ([value] if isinstance(value, str) else value)]
    header = [*filter(None, header), *mapping.patterns, *mapping.only]
    lines = [header]
    for row in rows:
        full = [data.draw(CELLS) for _ in header]
        full[: len(row)] = row[: len(header)]
        for column, values in mapping.only.items():
            full[header.index(column)] = values[0]
        lines.append(full)
    text = "\n".join(
        mapping.delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line)
        for line in lines
    )
    journal = read(text, mapping)
    assert journal.rows + journal.left_out + len(journal.problems) <= max(len(rows), 1)
    told(journal)
