"""A table by its mapping: fills, and for bets how they ended. Every row counts or is explained."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import tzinfo

import msgspec

from gametape.errors import ParseError
from gametape.ledger.account import Settlement
from gametape.ledger.journal.bets import bet
from gametape.ledger.journal.executions import Told, execution, round_trip
from gametape.ledger.journal.mapping import JournalMap, check_mapping
from gametape.ledger.journal.tables import table
from gametape.model.market import MarketRules, Outcome
from gametape.model.times import SECOND
from gametape.model.trading import Fill, FillStatus, Role

_READERS = {"executions": execution, "round trips": round_trip, "bets": bet}


class Problem(msgspec.Struct, frozen=True):
    """A row that was not read: line of the file (the first is 1) and why."""

    line: int
    reason: str


class Journal(msgspec.Struct, frozen=True):
    """What a table held: `fills`, `rules` and `settlements` are what `account` takes.

    `rows` were read, `left_out` are those the mapping does not want, `problems` those that could
    not be read.
    """

    fills: tuple[Fill, ...]
    rules: dict[str, MarketRules]
    settlements: dict[str, Settlement]
    rows: int
    left_out: int
    problems: tuple[Problem, ...]


def read_journal(data: bytes, mapping: JournalMap, zone: tzinfo) -> Journal:
    """Read a CSV by a mapping; `zone` is that of times which name none.

    Reading the same rows again gives the same fills under the same ids: by the table's own id
    where the mapping names one, else by the row's facts and which of equal rows it is. Raises
    ParseError when the file as a whole is not such a table.
    """
    check_mapping(mapping)
    read, problems = _Read(mapping.name), []
    rows = left_out = 0
    for line, texts in table(data, mapping):
        if not _wanted(texts, mapping):
            left_out += 1
            continue
        try:
            for told in _READERS[mapping.rows](texts, mapping, zone):
                read.add(told)
            rows += 1
        except ParseError as error:
            problems.append(Problem(line, f"{error.what}."))
    return Journal(
        fills=tuple(read.fills.values()),
        rules=_rules(read.fills.values()),
        settlements=read.settlements,
        rows=rows,
        left_out=left_out,
        problems=tuple(problems),
    )


def _wanted(texts: dict[str, str], mapping: JournalMap) -> bool:
    return all(texts.get(column, "") in values for column, values in mapping.only.items())


class _Read:
    """Fills so far, each under an id that the same row gets again."""

    def __init__(self, source: str) -> None:
        self.fills: dict[str, Fill] = {}
        self.settlements: dict[str, Settlement] = {}
        self._source = source
        self._times: Counter[str] = Counter()

    def add(self, told: Told) -> None:
        """Take a fill in; raises ParseError if its id already is another fill's."""
        facts = (
            f"{told.market}|{told.outcome}|{told.side}|{told.size}|{told.price}|{told.at_us}"
            f"|{told.fee}|{told.order}"
        )
        if told.id:
            name = f"{self._source}:{told.id}"
        else:
            self._times[facts] += 1
            digest = hashlib.sha256(facts.encode("utf-8", "replace")).hexdigest()[:16]
            name = f"{self._source}:{digest}:{self._times[facts]}"
        fill = _fill(told, name)
        if self.fills.setdefault(name, fill) != fill:
            raise ParseError(f"id {told.id[:40]!r} already belongs to another trade")
        if told.settlement is not None:
            self.settlements[fill.market] = told.settlement


def _fill(told: Told, name: str) -> Fill:
    market = f"{told.market} ({name})" if told.alone else told.market
    return Fill(
        trade_id=name,
        order_id=told.order,
        asset=f"{market}:{told.outcome}" if told.outcome else market,
        market=market,
        side=told.side,
        size=told.size,
        price=told.price,
        role=Role.UNKNOWN,
        status=FillStatus.CONFIRMED,
        matched_us=told.at_us,
        precision_us=SECOND,
        fee=told.fee,
        outcome=told.outcome,
    )


def _rules(fills: Iterable[Fill]) -> dict[str, MarketRules]:
    """A market of Yes and No is one exposure; everything else stands alone."""
    outcomes: dict[str, dict[str, Outcome]] = {}
    for fill in fills:
        outcomes.setdefault(fill.market, {})[fill.outcome] = Outcome(fill.asset, fill.outcome)
    rules = {}
    for market, seen in outcomes.items():
        told = list(seen.values())
        if {label.lower() for label in seen} <= {"yes", "no"}:
            labels = {label.lower(): label for label in seen}
            told = [
                seen[labels[word]] if word in labels else Outcome(f"{market}:{word}", word)
                for word in ("yes", "no")
            ]
        rules[market] = MarketRules(market=market, question=market, outcomes=tuple(told))
    return rules
