"""What is sent: a ledger without wallets, ids, times of day, exact sizes; names only if allowed."""

from __future__ import annotations

import statistics
from typing import Any

import msgspec

from gametape.analyze.evidence import EvidenceLedger, Field
from gametape.report.claude.sweep import sweep
from gametape.report.facts import SESSION, Fact, Facts, known
from gametape.report.options import ReportOptions
from gametape.report.plan import Plan, plan_of
from gametape.report.strangers import cleaned

MOST_TRADES = 12


class Payload:
    """What would be sent for a ledger, from which pieces can be cut until it fits.

    `text` is swept: it raises PrivateError rather than let anything private out.
    """

    def __init__(self, facts: Facts, options: ReportOptions) -> None:
        self._facts = facts
        self._options = options
        self._plan = plan_of(facts.ledger, facts)
        ledger = facts.ledger
        self._stake = _median_stake(ledger)
        self._shares = statistics.median([t.size for t in ledger.trades] or [0])
        self._names = _letters(ledger) if options.names == "generic" else {}
        told = (*self._plan.dear, *self._plan.good)
        ranked = sorted(ledger.trades, key=lambda trade: trade.id not in told)[:MOST_TRADES]
        self._rows = [trade.id for trade in ranked]
        self._items = [item.id for item in ledger.items if item.kind != "trade"]

    @property
    def pieces(self) -> int:
        """How many items and trades there are to cut from."""
        return len(self._items) + len(self._rows)

    def text(self, keep: int | None = None) -> str:
        """The JSON, with all pieces or the most important so many, swept."""
        keep = self.pieces if keep is None else max(0, min(keep, self.pieces))
        rows = self._rows[: min(len(self._rows), max(5, keep // 2), keep)]
        items = self._items[: keep - len(rows)]
        ledger = self._facts.ledger
        value = {
            "scope": ledger.scope,
            "sport": cleaned(ledger.sport, 40),
            "session": self._fact(SESSION),
            "trades": [self._trade(row) for row in rows],
            "items": [self._fact(item) for item in items],
            "plan": _told(self._plan, {*rows, *items}),
        }
        text = msgspec.json.encode(value, order="deterministic").decode()
        sweep(text)
        return text

    def _trade(self, wanted: str) -> dict[str, Any]:
        trade = next(one for one in self._facts.ledger.trades if one.id == wanted)
        labels = [self._fact(label.id) for label in trade.labels if self._shown(label.id)]
        return {
            **self._fact(wanted),
            "orders": [self._fact(order.id) for order in trade.orders],
            "labels": labels,
        }

    def _shown(self, label: str) -> bool:
        fact = self._facts.get(label)
        return fact is not None and fact.gate != "inconclusive"

    def _fact(self, wanted: str) -> dict[str, Any]:
        fact = self._facts.get(wanted)
        if fact is None:
            return {"id": wanted}
        told: dict[str, Any] = {"id": fact.id, "kind": fact.kind}
        if fact.kind != "session":
            told |= {"code": fact.code, "gate": fact.gate}
        if fact.refs:
            told["refs"] = [ref for ref in fact.refs if ref in self._facts and ref != fact.id]
        told["fields"] = {
            name: self._field(fact, name, field)
            for name, field in fact.fields.items()
            if known(field)
        }
        return told

    def _field(self, fact: Fact, name: str, field: Field) -> dict[str, Any]:
        value = field.value
        if field.unit == "clock":  # that there is a time can be used; when it was is nobody's
            return {"unit": "clock"}
        if isinstance(value, str) and field.unit == "name":
            return {"value": self._name(fact, name, value), "unit": "name"}
        if self._options.amounts == "stakes" and isinstance(value, int | float):
            if field.unit == "usd":
                part = value / self._stake if self._stake else 0.0
                return {"value": round(part, 3), "unit": "median stakes"}
            if field.unit == "shares":
                part = value / self._shares if self._shares else 0.0
                return {"value": round(part, 2), "unit": "median sizes"}
        if isinstance(value, float):
            return {"value": round(value, 4), "unit": field.unit}
        return {"value": cleaned(value) if isinstance(value, str) else value, "unit": field.unit}

    def _name(self, fact: Fact, name: str, value: str) -> str:
        ours = name in ("title", "judgement", "words", "support") and fact.kind not in (
            "session",
            "trade",
        )
        if self._options.names == "full" or ours:
            return cleaned(value)
        return self._names.get(value, "a name")


def _letters(ledger: EvidenceLedger) -> dict[str, str]:
    """Names replaced by letters, in order of appearance."""
    letters: dict[str, str] = {ledger.title: "the game"}
    for what, texts in (
        ("Market", [trade.question for trade in ledger.trades]),
        ("Outcome", [trade.outcome for trade in ledger.trades]),
    ):
        for number, text in enumerate(dict.fromkeys(texts)):
            letters.setdefault(text, f"{what} {_letter(number)}")
    return letters


def _letter(number: int) -> str:
    letter = chr(ord("A") + number % 26)
    return letter * (number // 26 + 1)


def _median_stake(ledger: EvidenceLedger) -> float:
    """What half of the trades put in at least, micro-dollars; 0 without any."""
    stakes = []
    for trade in ledger.trades:
        try:
            stakes.append(float(trade.entry) * trade.size)
        except ValueError:
            continue
    return statistics.median(stakes) if stakes else 0.0


def _told(plan: Plan, there: set[str]) -> dict[str, Any]:
    """The plan, as far as what it names is sent."""

    def kept(wanted: tuple[str, ...]) -> list[str]:
        return [one for one in wanted if one in there]

    return {
        "headline": plan.headline if plan.headline in there else SESSION,
        "costly_trades": kept(plan.dear),
        "well_decided_trades": kept(plan.good),
        "patterns": kept(plan.patterns),
        "not_known_yet": kept(plan.open_patterns),
        "whatif": plan.whatif if plan.whatif in there else None,
        "strengths": kept(plan.strengths),
        "caveats": kept(plan.caveats),
    }
