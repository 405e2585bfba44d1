"""A journal's account as text of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gametape.cli.evidence_text import money
from gametape.ledger.journal.reading import Journal
from gametape.ledger.trades import Account, Episode, LineAccount
from gametape.model.amounts import micro_text
from gametape.model.times import iso_text

_MARKET = 34


def journal_text(read: Journal, told: Account) -> str:
    """Profit, then every market with its trades, then what the account could not tell."""
    return "\n".join(_lines(read, told))


def _lines(read: Journal, told: Account) -> Iterator[str]:
    skipped = f", {len(read.problems)} not readable" if read.problems else ""
    wanted = f", {read.left_out} left out by the mapping" if read.left_out else ""
    yield f"{read.rows} rows, {len(read.fills)} fills{wanted}{skipped}"
    yield (
        f"Realized net {money(told.net)}  (gross {money(told.gross)},"
        f" fees {money(told.fees, signed=False)})"
    )
    if told.fees_assumed:
        yield f"{told.fees_assumed} fills without a fee of their own"
    for line in sorted(told.lines, key=lambda one: one.market):
        yield ""
        yield from _market(line)
    for problem in told.problems:
        yield f"\nNot accounted for: {problem}"


def _market(line: LineAccount) -> Iterator[str]:
    yield f"{_plain(line.market):<{_MARKET}} {'shares':>11} {'in':>10} {'out':>10} {'net':>11}"
    for episode in line.episodes:
        yield _trade(line, episode)
    held = line.position
    if held.exposure:
        way, price = _seen(line, 1 if held.exposure > 0 else -1, held.average)
        yield f"  open: {way} {micro_text(abs(held.exposure))} at {_price(price)}"


def _trade(line: LineAccount, episode: Episode) -> str:
    way, entry = _seen(line, episode.direction, episode.entry)
    _, out = _seen(line, episode.direction, episode.exit)
    begun = f"  {iso_text(episode.opened_us)[:16].replace('T', ' ')} {way}"
    return (
        f"{begun:<{_MARKET}} {micro_text(episode.opened):>11} {_price(entry):>10}"
        f" {_price(out):>10} {money(episode.net):>11}"
    )


def _seen(line: LineAccount, direction: int, price: Decimal | None) -> tuple[str, Decimal | None]:
    """What is held and its price as whoever bought it sees them: a short yes is a long no."""
    labels = {outcome.asset: outcome.label for outcome in line.outcomes}
    if not line.opposite:
        return "long" if direction > 0 else "short", price
    if direction > 0:
        return _plain(labels.get(line.asset, "long"))[:14], price
    label = _plain(labels.get(line.opposite, "short"))[:14]
    return label, None if price is None else 1 - price


def _price(price: Decimal | None) -> str:
    """Dollars a share, as many places as eight columns hold."""
    return "-" if price is None else f"{price:f}"[:9].rstrip(".")


def _plain(text: str) -> str:
    """A stranger's text on one line, without control characters."""
    kept = "".join(letter if letter.isprintable() else " " for letter in text)
    return kept if len(kept) <= _MARKET else kept[: _MARKET - 1] + "…"
