"""One evening judged: its evidence ledger."""

from __future__ import annotations

from collections.abc import Iterator

from gametape import __version__
from gametape.analyze.evening import Evening
from gametape.analyze.evidence import EvidenceLedger, Field, Item, MadeFrom, TradeRow
from gametape.analyze.judging.measured import measures_of, told_orders, told_trades
from gametape.analyze.judging.overall import overall
from gametape.analyze.judging.quality import caveats, quality_of
from gametape.analyze.judging.ranking import ranked
from gametape.analyze.judging.rows import OrderFindings, TradeFindings, trade_rows
from gametape.analyze.metrics.measuring import carry_of

VERSION = 1
"""Of what judging means; what was judged by another version is judged again."""

CODE = f"{__version__}/{VERSION}"


def judge_session(evening: Evening, verdict: str) -> EvidenceLedger:
    """Everything that can be said of an evening; `verdict` is its certificate's.

    Pure: equal evenings give equal ledgers, since whatever is drawn at random has a fixed seed.
    """
    measures = measures_of(evening)
    of_orders, of_trades = told_orders(evening, measures), told_trades(evening, measures)
    rows = trade_rows(
        evening,
        {key: OrderFindings(*told) for key, told in of_orders.items()},
        {key: TradeFindings(*told) for key, told in of_trades.items()},
    )
    carry = carry_of(evening, measures.lines)
    luck = carry.sd or None
    quality = quality_of(evening, verdict, rows)
    items = [*overall(evening, of_trades, luck), *trade_items(rows), *caveats(quality)]
    return EvidenceLedger(
        scope="session",
        session=evening.material.slug,
        title=evening.material.title,
        sport=evening.material.sport,
        made_from=MadeFrom(evening.material.tape, CODE, evening.parameters.version),
        quality=quality,
        trades=rows,
        items=ranked(items, evening.parameters.ledger_items),
        fdr_q=evening.parameters.fdr_q,
    )


def trade_items(rows: tuple[TradeRow, ...]) -> Iterator[Item]:
    """An item for each trade."""
    for row in rows:
        yield Item(
            id="",
            kind="trade",
            code="trade",
            title="a trade from flat to flat",
            fields={
                "net": Field(row.net, "usd"),
                "gross": Field(row.gross, "usd"),
                "fees": Field(row.fees, "usd"),
                "size": Field(row.size, "shares"),
                "entry": Field(row.entry, "price"),
                "exit": Field(row.exit, "price"),
                "opened": Field(row.opened_us, "clock"),
                "closed": Field(row.closed_us, "clock"),
                "outcome": Field(row.outcome, "name"),
                "question": Field(row.question, "name"),
                "accuracy": Field(None if row.accuracy is None else row.accuracy / 100, "pct"),
            },
            gate="ok",
            refs=(row.id, *(order.id for order in row.orders)),
            at_us=row.orders[0].before_us if row.orders else row.opened_us,
            impact=abs(row.net),
        )
