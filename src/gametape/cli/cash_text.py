"""What a wallet's cash should have done beside what it did: shown, never plugged."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gametape.analyze.evidence import EvidenceLedger, Item
from gametape.cli.evidence_text import money
from gametape.errors import UsageError
from gametape.ledger.reconciling import CashCheck, checked
from gametape.model.amounts import MICRO

CODE = "cash"
PARTS = {
    "ledger": "trades and markets that were decided",
    "rebates": "rebates that were paid, in no result",
    "other_credits": "deposits, withdrawals and rewards, in no result",
    "unfetched": "of that, won and not fetched yet",
    "explained": "so the wallet's cash should have changed by",
    "rebate_estimate": "rebates promised to makers, not counted (estimate)",
}
"""Parts of the evidence in the order in which they are read."""

OWED = "of that, owed on shares sold but never seen bought"
"""Unfetched below nothing: the recording began late, or a purchase failed."""

_ALWAYS = ("ledger", "explained")


def cash_lines(ledger: EvidenceLedger) -> Iterator[str]:
    """The parts; those that are nothing are left out."""
    told = _item(ledger)
    if told is None:
        return
    yield ""
    yield "Cash, for comparison with the wallet"
    for name, words in PARTS.items():
        value = told.fields[name].value
        if name in _ALWAYS or value:
            owed = name == "unfetched" and isinstance(value, int) and value < 0
            yield _row(OWED if owed else words, value)


def check_lines(ledger: EvidenceLedger, observed: int) -> Iterator[str]:
    """How the wallet's cash really changed (micro-dollars), and what of it is not explained."""
    found = check_of(ledger, observed)
    if found is None:
        yield "There are no own trades to compare the wallet with."
        return
    yield _row("the wallet's cash really changed by", found.observed)
    yield _row("difference, not explained", found.difference)


def check_of(ledger: EvidenceLedger, observed: int) -> CashCheck | None:
    """An evening's cash beside what the balance really did; None without own trades."""
    item = _item(ledger)
    if item is None:
        return None
    told = {name: int(field.value or 0) for name, field in item.fields.items()}
    beside = told["rebates"] + told["other_credits"]
    return checked(told["ledger"], beside, told["unfetched"], observed)


_MOST = 1 << 62


def dollars(text: str) -> int:
    """Micro-dollars of what was typed; raises UsageError for what is no amount."""
    try:
        micros = Decimal(text.replace("$", "").replace(",", "").strip()) * MICRO
        if abs(micros) < _MOST:
            return int(micros.to_integral_exact())
    except ArithmeticError:
        pass
    raise UsageError(f"{text[:40]} is no amount of dollars.", "--cash -12.34")


def _item(ledger: EvidenceLedger) -> Item | None:
    return next((one for one in ledger.items if one.code == CODE), None)


def _row(words: str, value: object) -> str:
    return f"  {words:<52} {money(value):>12}"
