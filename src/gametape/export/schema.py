"""The tables that are exported: their columns, types, units and meaning (docs/export.md)."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["integer", "number", "text", "boolean", "json"]
"""How a value is kept: whole numbers below 2^63, floats, text, true or false, JSON as text."""

Value = int | float | str | bool | None
Values = tuple[Value, ...]


class Column(msgspec.Struct, frozen=True):
    """A column; `unit` says what a number counts, `meaning` what the value is."""

    name: str
    kind: Kind
    unit: str
    meaning: str


class Table(msgspec.Struct, frozen=True):
    """A table; `own` that it tells of one's own orders and money."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    own: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)


def _columns(*rows: str) -> tuple[Column, ...]:
    """Columns from `name kind unit | meaning`; a dash is no unit."""
    found = []
    for row in rows:
        head, _, meaning = row.partition("|")
        name, kind, *unit = head.split()
        found.append(
            Column(name, msgspec.convert(kind, Kind), " ".join(unit).strip("-"), meaning.strip())
        )
    return tuple(found)


_SESSION = "session text - | name of the session"
_SEQ = "sequence integer - | line of the tape"
_AT = "at_us integer us | when it was received, since 1970, UTC"
_SIDE = "side text - | BUY or SELL"

TABLES: tuple[Table, ...] = (
    Table(
        "session_events",
        "every event, as `gametape events` prints it",
        _columns(
            "session_id text - | name of the session",
            "timestamp integer ms | when it was received, since 1970, UTC",
            _SEQ,
            "event_type text - | book, price_change, trade, user_order, game_event and others",
            "payload json - | the event's own fields",
        ),
    ),
    Table(
        "outcomes",
        "the markets' outcomes; of two that mirror each other the first has the rows",
        _columns(
            _SESSION,
            "market text - | the venue's id of the market",
            "question text - | the market in words",
            "asset text - | the venue's id of the outcome",
            "label text - | the outcome in words",
            "number integer - | its place in the market, from 0",
            "grid text - | price grid: uniform or odds; empty without a book",
            "rows_of text - | the asset under which its level changes and trades stand",
            "mirrored boolean - | whether those are turned round: price to 1 - price, BUY to SELL",
        ),
    ),
    Table(
        "level_changes",
        "every change of a price level",
        _columns(
            _SESSION, "asset text - | see outcomes.rows_of", _SEQ, _AT,
            "side text - | bid or ask",
            "price text dollars a share | decimal; of odds rounded to a millionth",
            "native text - | the price as the venue prints it: the same, or odds",
            "size integer micro-shares | what rests there from now on; 0: the level is gone",
        ),
    ),
    Table(
        "trades",
        "every public trade",
        _columns(
            _SESSION, "asset text - | see outcomes.rows_of", _SEQ, _AT,
            "side text - | BUY or SELL by the taker; empty where nobody said",
            "price text dollars a share | decimal; of odds rounded to a millionth",
            "native text - | the price as the venue prints it; empty for an average over levels",
            "size integer micro-shares | what was traded",
        ),
    ),
    Table(
        "own_orders",
        "one's own orders, a row for each change of one",
        _columns(
            _SESSION, _SEQ, _AT,
            "order_id text - | the venue's id",
            "action text - | what happened to it",
            "asset text - | outcome",
            "market text - | market",
            _SIDE,
            "price text dollars a share | limit",
            "size integer micro-shares | placed",
            "matched integer micro-shares | filled so far",
            "status text - | the venue's word",
            "order_type text - | the venue's word",
            "resting boolean - | whether it waits in the book",
        ),
        own=True,
    ),
    Table(
        "own_fills",
        "one's own fills, a row for each report of one; the last of a key counts",
        _columns(
            _SESSION, _SEQ, _AT,
            "key text - | ids of trade and order",
            "asset text - | outcome",
            "market text - | market",
            _SIDE,
            "price text dollars a share | paid",
            "size integer micro-shares | filled",
            "fee integer micro-dollars | as the venue said it; empty where it did not",
            "role text - | MAKER, TAKER or UNKNOWN",
            "status text - | MATCHED to CONFIRMED; FAILED counts for nothing",
            "matched_us integer us | when the venue matched it",
        ),
        own=True,
    ),
    Table(
        "own_changes",
        "positions and cash that moved without a trade: splits, merges, redemptions",
        _columns(
            _SESSION, _SEQ, _AT,
            "key text - | names the change",
            "kind text - | what it was",
            "market text - | market",
            "asset text - | outcome; empty for all of the market",
            "size integer micro-shares | moved",
            "cash integer micro-dollars | moved; empty where nobody said",
            "happened_us integer us | when it happened",
            "transaction text - | the venue's id of it",
        ),
        own=True,
    ),
    Table(
        "game_events",
        "what was told of the game, and the trader's marks",
        _columns(
            _SESSION, _SEQ, _AT,
            "happened_us integer us | when it happened, where it was said",
            "name text - | kind of event",
            "text text - | in words",
            "game text - | the feed's name of the game",
            "score text - | as told",
            "period text - | as told",
            "game_clock text - | as told",
            "status text - | as told",
            "team text - | who did it",
            "mark boolean - | whether the trader marked it",
        ),
    ),
    Table(
        "gaps",
        "holes in the recording",
        _columns(
            _SESSION, _SEQ, _AT,
            "from_us integer us | begin",
            "to_us integer us | end",
            "cause text - | why",
            "scope json - | what is concerned; an empty list is everything",
        ),
    ),
    Table(
        "notes",
        "notes, bookmarks and clips of the library, and words spoken while recording",
        _columns(
            _SESSION,
            "kind text - | note, bookmark, clip, or spoken (on the tape)",
            "at_us integer us | its moment",
            "to_us integer us | end of a clip",
            "title text - | as written",
            "text text - | as written",
            "tags json - | list of words",
            "voice text - | sound of a voice note, in the session's folder `voice`; empty without",
            "voice_us integer us | how long the voice note is",
        ),
    ),
    Table(
        "judged_trades",
        "trades from flat to flat (episodes), where the session was analysed",
        _columns(
            _SESSION,
            "trade text - | T1, T2, ...",
            "market text - | market",
            "question text - | market in words",
            "outcome text - | what it bet on",
            "opened_us integer us | first fill",
            "closed_us integer us | flat again; empty while open",
            "ended text - | how it ended",
            "size integer micro-shares | largest position",
            "entry text dollars a share | average",
            "exit text dollars a share | average",
            "gross integer micro-dollars | before fees",
            "fees integer micro-dollars | paid",
            "net integer micro-dollars | after fees",
            "provisional boolean - | whether fills are not settled yet",
            "fee_assumed boolean - | whether fees come from the schedule",
            "accuracy number percent | of its decisions",
            "metrics json - | figures with their units",
            "withheld json - | figures that cannot be told, and why",
        ),
        own=True,
    ),
    Table(
        "decisions",
        "orders of those trades and what deciding so cost",
        _columns(
            _SESSION,
            "trade text - | of judged_trades",
            "order text - | O1, O2, ...",
            "order_id text - | the venue's id",
            "kind text - | entry, exit and the like",
            "side text - | buy or sell, of the trade's outcome",
            "decided_us integer us | when it was decided",
            "decided_how text - | how that is known",
            "matched_us integer us | first fill; empty without one",
            "price text dollars a share | average",
            "size integer micro-shares | filled",
            "role text - | maker or taker",
            "judgement text - | good to blunder, by expected loss",
            "metrics json - | figures with their units",
            "withheld json - | figures that cannot be told, and why",
        ),
        own=True,
    ),
    Table(
        "labels",
        "behaviours that a decision fits, with how likely chance fits as well",
        _columns(
            _SESSION,
            "trade text - | of judged_trades",
            "order text - | of decisions",
            "label text - | L1, L2, ...",
            "name text - | which behaviour",
            "title text - | in words",
            "match number - | 0 to 1: how well it fits",
            "chance number - | 0 to 1: random twins that fit as well",
            "confidence number - | 0 to 1: what is left of it",
            "words text - | how it may be called; empty where it is not shown",
            "rule text - | version of the rule",
            "inputs json - | what the rule looked at",
            "thresholds json - | and compared with",
            "consequence json - | what came after",
        ),
        own=True,
    ),
)  # fmt: skip
"""In the order in which they are written."""

BY_NAME = {table.name: table for table in TABLES}
OWN_EVENTS = frozenset({"user_order", "user_fill", "user_position"})
"""Event types of `session_events` that are one's own."""
