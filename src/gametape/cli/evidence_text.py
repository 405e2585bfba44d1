"""An evidence ledger as a page of text, 80 columns wide."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from gametape.analyze.evidence import EvidenceLedger, Field, Item, LabelRow, OrderRow, TradeRow
from gametape.model.amounts import micro_text
from gametape.report.bets import bet_of

WIDTH = 79

NAMES = {
    "touch50": "came back by half",
    "touch50_random": "at random moments",
    "touch50_driftless": "without drift",
    "fade_60": "against the move in 60 s",
    "fade_120": "in 120 s",
    "strict": "of them sharp",
    "strict_fade_120": "these in 120 s",
    "rule_trades": "fixed rule, trades",
    "rule_net": "fixed rule, a trade",
    "rule_net_random": "the same at random moments",
}
"""Fields whose names alone would say little."""


def evidence_text(ledger: EvidenceLedger) -> str:
    """What an evening came to, trade by trade, with what is not known said so."""
    return "\n".join(_lines(ledger))


def evidence_head(ledger: EvidenceLedger) -> str:
    """The result and the trades with their labels, without the rest."""
    lines = [ledger.title or ledger.session]
    lines += [_result(item) for item in ledger.items if item.code == "net"]
    return "\n".join([*lines, *_trades(ledger)])


def _lines(ledger: EvidenceLedger) -> Iterator[str]:
    yield ledger.title or ledger.session
    yield _trust(ledger)
    if not ledger.trades:
        yield ""
        yield "No own trades are in this session, so there is nothing to judge."
        return
    for item in ledger.items:
        if item.code == "net":
            yield ""
            yield _result(item)
    yield from _trades(ledger)
    yield from _section(ledger, "What would have been", ("whatif",))
    yield from _section(ledger, "Habits", ("rate", "metric", "label", "trend", "strength"))
    yield from _section(ledger, "What the market did", ("metric",), signals=True)
    yield from _section(ledger, "Before you believe it", ("caveat",))


def _trust(ledger: EvidenceLedger) -> str:
    told = ledger.quality
    words = f"recording: {told.verdict or 'not verified'}"
    if told.gaps_s or told.stale_s:
        words += f", {told.gaps_s:.0f} s missing, {told.stale_s:.0f} s stale"
    return words


def _result(item: Item) -> str:
    told = {name: field.value for name, field in item.fields.items()}
    return (
        f"Net {money(told['net'])}  (gross {money(told['gross'])},"
        f" fees {money(told['fees'], signed=False)})"
        f"  {told['trades']} trades, {told['won']} won, {told['lost']} lost"
    )


def _trades(ledger: EvidenceLedger) -> Iterator[str]:
    yield ""
    yield f"{'':4} {'bet on':<30} {'shares':>8} {'in':>7} {'out':>7} {'fees':>8} {'net':>10}"
    for trade in ledger.trades:
        name = bet_of(trade, ledger)[:30]
        out = trade.exit if trade.exit is not None else trade.ended
        yield (
            f"{trade.id:<4} {name:<30} {micro_text(trade.size)[:8]:>8} {_cents(trade.entry):>7}"
            f" {_cents(out):>7} {money(trade.fees, signed=False):>8} {money(trade.net):>10}"
        )
        yield from _of_trade(trade)


def _of_trade(trade: TradeRow) -> Iterator[str]:
    orders = {order.id: order for order in trade.orders}
    for label in trade.labels:
        if label.words:
            yield from _wrapped(_label(label, orders.get(label.order)), "       ")
    for order in trade.orders:
        if order.judgement in ("inaccuracy", "mistake", "blunder"):
            yield f"       {order.id} {order.side} {micro_text(order.size)}: {order.judgement}"


def _label(label: LabelRow, order: OrderRow | None) -> str:
    where = "" if order is None else f"{order.id} {order.side}: "
    chance = "" if label.chance is None else f", chance {label.chance:.0%}"
    sure = "" if label.confidence is None else f", confidence {label.confidence:.0%}"
    said = "by the look of it" if label.words == "looks like" else label.words
    return f"{where}{label.title}, {said} (match {label.match:.0%}{chance}{sure})"


def _section(
    ledger: EvidenceLedger, title: str, kinds: tuple[str, ...], *, signals: bool = False
) -> Iterator[str]:
    items = [
        item
        for item in ledger.items
        if item.kind in kinds and item.code.startswith("signal_") == signals
    ]
    if not items:
        return
    yield ""
    yield title
    for item in items:
        fields = ", ".join(
            f"{NAMES.get(name) or name.replace('_', ' ')} {field_text(field)}"
            for name, field in item.fields.items()
        )
        gate = "" if item.gate == "ok" else f" [{item.gate}]"
        tail = f": {fields}" if fields else ""
        yield from _wrapped(f"{item.id} {item.title}{gate}{tail}", "  ")


def field_text(field: Field) -> str:
    """A field as a person reads it."""
    value = field.value
    if value is None:
        return "not known"
    if isinstance(value, str):
        return value
    match field.unit:
        case "usd":
            return money(int(value))
        case "cents":
            return f"{value:+.1f}c"
        case "pct":
            return f"{value:.0%}"
        case "x":
            return f"{value:.1f}x"
        case "shares":
            return micro_text(int(value))
        case "seconds":
            return f"{value:.0f} s"
        case "count" | "clock":
            return str(int(value))
        case "price" | "name" | "score":
            return f"{value:.2f}"


def money(value: object, *, signed: bool = True) -> str:
    """Micro-dollars as dollars and cents, half away from zero; a question mark if not known."""
    if not isinstance(value, int):
        return "?"
    cents = (abs(value) + 5_000) // 10_000
    sign = "-" if value < 0 and cents else "+" if signed and cents else ""
    return f"{sign}${cents // 100}.{cents % 100:02d}"


def _cents(price: str) -> str:
    """A price in dollars a share as cents."""
    try:
        return f"{float(price) * 100:.4g}c"
    except ValueError:
        return price


def _wrapped(text: str, margin: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent=margin, subsequent_indent=margin + "  ")
