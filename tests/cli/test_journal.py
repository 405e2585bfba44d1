"""`gametape journal`: a table typed by hand becomes an account."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gametape.cli import main

TABLE = """time,market,side,shares,price,outcome,fee
2026-11-20T19:31:00Z,LAL - BOS,buy,100,0.41,yes,1.21
2026-11-20T19:45:00Z,LAL - BOS,sell,100,0.29,yes,1.03
2026-11-20T19:52:00Z,LAL - BOS,buy,"1,000",0.55,no,2.5
2026-11-20T20:02:00Z,LAL - BOS,sell,400,0.61,no,1
2026-11-20T20:02:00Z,LAL - BOS,sel,400,0.61,no,1
"""
BETS = """name = "book"
rows = "bets"
[columns]
time = "Placed"
market = "Event"
stake = "Stake"
odds = "Odds"
result = "Result"
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(TABLE)
    return path


Saying = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Saying:
    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["gametape", "journal", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return run


def test_a_table_typed_by_hand_is_accounted_for(table: Path, said: Saying) -> None:
    code, out, err = said(str(table))
    assert code == 0
    assert "Realized net +$7.76  (gross +$12.00, fees $4.24)" in out
    assert ["no", "1000", "0.55", "0.61", "+$22.00"] in [one.split()[2:] for one in out.split("\n")]
    assert "open: no 600 at 0.55" in out
    assert "line 6: 'sel' is no side." in err
    assert max(map(len, out.splitlines())) <= 80


def test_the_same_as_json(table: Path, said: Saying) -> None:
    _, out, _ = said(str(table), "--json", "--method", "lifo")
    told = json.loads(out)
    assert told["account"]["net"] == 7_760_000
    assert [one["line"] for one in told["problems"]] == [6]


def test_bets_by_a_mapping_file(tmp_path: Path, said: Saying) -> None:
    mapping, table = tmp_path / "book.toml", tmp_path / "bets.csv"
    mapping.write_text(BETS)
    table.write_text("Placed,Event,Stake,Odds,Result\n2026-11-20T19:00:00Z,LAL,10,2.5,won\n")
    code, out, _ = said(str(table), "--as", str(mapping))
    assert code == 0
    assert "Realized net +$15.00" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.csv"], "cannot be read"),
        (["{table}", "--as", "nope"], "no mapping file and none of own"),
        (["{table}", "--zone", "Mars/Olympus"], "There is no time zone 'Mars/Olympus'."),
        (["{table}", "--as", "tradovate"], "no row of the file names all of the columns"),
    ],
)
def test_what_cannot_be_read_is_said(
    table: Path, said: Saying, arguments: list[str], words: str
) -> None:
    code, out, err = said(*(one.replace("{table}", str(table)) for one in arguments))
    assert code != 0
    assert not out
    assert words in err


PAIRED = """Pair ID,Product,Contract,Paired Qty,Buy Price,Sell Price,Bought Timestamp,Sold Timestamp
7,MES,MESZ6,2,5000.25,5001.25,11/20/2026 15:30:00,11/20/2026 15:36:00
"""


def test_a_broker_s_table_is_pointed_to_its_mapping(
    tmp_path: Path, table: Path, said: Saying
) -> None:
    export = tmp_path / "paired.csv"
    export.write_text(PAIRED)
    code, _, err = said(export)
    assert code == 2
    assert "It looks like a table of tradovate: add --as tradovate." in err
    assert "leave --as out" in said(table, "--as", "tradovate")[2]
    export.write_text("a,b\n1,2\n")
    assert "docs/ledger.md says how to write a mapping file" in said(export)[2]
