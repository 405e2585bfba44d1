"""One evening judged: its evidence ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gametape import __version__
from gametape.analyze.behaviour.rows import SignalRow
from gametape.analyze.behaviour.signalled import outcomes
from gametape.analyze.detectors.registry import detectors
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import EvidenceLedger, Field, Item, MadeFrom, TradeRow
from gametape.analyze.judging import whatifs
from gametape.analyze.judging.cash import cash_items
from gametape.analyze.judging.failures import failures
from gametape.analyze.judging.labels import habits, labels_of, unasked
from gametape.analyze.judging.measured import (
    Told,
    measures_of,
    told_orders,
    told_trades,
    with_surroundings,
)
from gametape.analyze.judging.overall import overall
from gametape.analyze.judging.quality import caveats, quality_of
from gametape.analyze.judging.ranking import ranked
from gametape.analyze.judging.rows import (
    Labelled,
    OrderFindings,
    TradeFindings,
    order_ids,
    trade_ids,
    trade_rows,
)
from gametape.analyze.judging.signals import signal_items
from gametape.analyze.labels.scoring import Judged as Scored
from gametape.analyze.labels.scoring import judge
from gametape.analyze.material.decision import Decision
from gametape.analyze.metrics import judgement
from gametape.analyze.metrics.judgement import Judged
from gametape.analyze.metrics.measuring import carry_of
from gametape.analyze.statistics.luck import Carry
from gametape.analyze.whatif.contract import Priced, Scene

VERSION = 8
"""Of what judging means; what was judged by another version is judged again."""

CODE = f"{__version__}/{VERSION}"


class Workings(NamedTuple):
    """What an evening's ledger was made from, for what many evenings are asked."""

    scored: Sequence[Scored]
    orders: Mapping[str, Told]
    trades: Mapping[str, Told]
    judged: Mapping[str, Judged]
    scene: Scene
    priced: Mapping[str, Sequence[Priced]]
    carry: Carry
    signals: tuple[SignalRow, ...]


def judge_session(evening: Evening, verdict: str) -> EvidenceLedger:
    """Everything that can be said of an evening; `verdict` is its certificate's.

    Pure: equal evenings give equal ledgers, since whatever is drawn at random has a fixed seed.
    """
    return judge_whole(evening, verdict)[0]


def judge_whole(evening: Evening, verdict: str) -> tuple[EvidenceLedger, Workings]:
    """The same with what it was made from."""
    measures = measures_of(evening)
    of_orders = with_surroundings(told_orders(evening, measures), evening)
    of_trades = told_trades(evening, measures)
    ids = order_ids(evening)
    scored = judge(evening)
    labels = labels_of(evening, scored, of_orders, ids)
    decided = judgement.judge(evening, measures.orders)
    at = whatifs.scene(evening, measures.lines)
    priced = whatifs.answered(at)
    wait = f"hold_{evening.parameters.headline_hold_s}"
    later = whatifs.held_on(priced, wait)
    rows = trade_rows(
        evening,
        {
            key: _order(told, decided.get(key), labels.get(key, ()), wait, later.get(key))
            for key, told in of_orders.items()
        },
        _trades(evening, of_trades, decided),
    )
    quality = quality_of(evening, verdict, rows)
    carry = carry_of(evening, measures.lines)
    signals = outcomes(evening, measures.lines)
    accuracy = _accuracy(evening.decisions, decided)
    items = [
        *overall(evening, of_trades, carry.sd or None, accuracy),
        *trade_items(rows),
        *(cash_items(evening) if rows else ()),
        *habits(scored),
        *(signal_items(signals) if rows else ()),
        *whatifs.whatif_items(at, priced),
        *caveats(quality),
        *failures(evening),
        *(unasked(evening, detectors()) if rows else ()),
    ]
    ledger = EvidenceLedger(
        scope="session",
        session=evening.material.slug,
        title=evening.material.title,
        sport=evening.material.sport,
        made_from=MadeFrom(evening.material.tape, CODE, evening.parameters.version),
        quality=quality,
        trades=rows,
        items=ranked(items, evening.parameters.ledger_items),
        curves=whatifs.curves_of(whatifs.paths_of(at), ids),
        n_tests=len({one.detector.name for one in scored}),
        fdr_q=evening.parameters.fdr_q,
    )
    return ledger, Workings(scored, of_orders, of_trades, decided, at, priced, carry, signals)


def _order(
    told: Told, judged: Judged | None, labels: tuple[Labelled, ...], wait: str, later: Field | None
) -> OrderFindings:
    fields, withheld = told
    if later is not None:
        fields = fields | {wait: later}
    if judged is None:
        return OrderFindings(fields, withheld, "", labels)
    if judged.loss is not None and judged.dollars is not None:
        fields = fields | {
            "expected_loss": Field(round(judged.loss, 4), "cents"),
            "expected_loss_usd": Field(round(judged.dollars * 1e6), "usd"),
        }
    return OrderFindings(fields, withheld, judged.word, labels)


def _trades(
    evening: Evening, told: Mapping[str, Told], decided: Mapping[str, Judged]
) -> dict[str, TradeFindings]:
    """What was found out about each trade; its expected loss is the sum of its orders'."""
    names = trade_ids(evening)
    decisions = {one.order_id: one for one in evening.decisions}
    found = {}
    for line, episode in evening.episodes:
        id_ = names[line.market, line.asset, episode.number]
        fields, withheld = told.get(id_, ({}, {}))
        mine = [decisions[key] for key in episode.orders if key in decisions]
        losses = [decided[one.order_id].dollars for one in mine if one.order_id in decided]
        known = [one for one in losses if one is not None]
        if known and len(known) == len(losses):
            fields = fields | {"expected_loss_usd": Field(round(sum(known) * 1e6), "usd")}
        found[id_] = TradeFindings(fields, withheld, _accuracy(mine, decided))
    return found


def _accuracy(decisions: Sequence[Decision], decided: Mapping[str, Judged]) -> float | None:
    """Accuracy of decisions in per cent, by what could be expected of them; None if unknown."""
    pairs = [
        (decided[one.order_id], judgement.stake(one))
        for one in decisions
        if one.order_id in decided
    ]
    found = judgement.overall_accuracy(pairs)
    return None if found is None else round(found, 2)


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
