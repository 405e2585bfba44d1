"""A trade in a few sentences: what was decided and in which market, what came of it, what it is.

The decision comes before the outcome, and "good decision, bad result" is a kind of its own.
"""

from __future__ import annotations

from gametape.analyze.evidence import LabelRow, OrderRow, TradeRow
from gametape.report.behaviours import Behaviour, behaviour_of
from gametape.report.bets import market_told
from gametape.report.facts import Fact, Facts
from gametape.report.model import Claim
from gametape.report.plan import GOOD_FROM
from gametape.report.rules.drafting import Draft, size, slot
from gametape.report.rules.failed import failed_in
from gametape.report.rules.reading import (
    COST_OF_ORDER,
    ENTRY_MINUTE,
    EXIT_MINUTE,
    GAP_AFTER_LOSS,
    MOVE,
    PACE,
    SINCE,
    SPREAD,
    amount,
    named,
)

SAID = {
    "looks like": "That looks like",
    "probably": "That was probably",
    "very likely": "That was very likely",
}
"""How a label is called, by the words that the ledger allows for it (methods 3.0.3)."""

CAREFUL = SAID["looks like"]

BUSY = 1.5
"""Times the usual pace of trading from which it is worth a word."""

LEAVING = ("exit", "reduce")


def trade_claims(trade: TradeRow, facts: Facts, turn: int, *, room: bool = False) -> list[Claim]:
    """One trade, in one claim or, labelled and with `room`, in two.

    The first is then the moment, the second what it is called and what came of it. `turn` counts
    the trades told before it, so that openings take turns.
    """
    label = _strongest(trade, facts)
    fact = facts.get(label.id) if label else None
    behaviour = behaviour_of(label.name) if label else None
    order = _order_told(trade, label)
    before = ["", "", "", ""]
    after = ["", _result(trade, facts, turn, order), _verdict(trade, facts, turn, behaviour)]
    if order is not None:
        before[0] = _decision(trade, order, behaviour, facts, turn)
        before[1] = _context(order, fact, facts)
        before[2] = _book(order, facts)
        after[0] = _after(order, facts, labelled=label is not None)
    failed = failed_in(trade, facts)
    before[1] = failed or before[1]  # who saw it matched has to hear that it was not
    if fact is not None and label is not None:
        before[3] = _called(label, fact, behaviour)
    if room and before[0] and before[3]:
        moment, after = before[:3], [f"{trade.id}: {_lower(before[3])}", *after]
        return [_claim(trade, moment, [0, 1, 2]), _claim(trade, after, [0, 2, 1, 3])]
    # What came of it always has a place; of a label's trade then the label, of others the verdict.
    ranks = [0, 6, 4, 5, 3, 1, 2] if label is None else [0, 5, 6, 2, 3, 1, 4]
    if failed:
        ranks[1] = 0
    return [_claim(trade, [*before, *after], ranks)]


def _claim(trade: TradeRow, sentences: list[str], ranks: list[int]) -> Claim:
    draft = Draft("trade", trade.id)
    draft.say_best(sentences, ranks)
    if not draft.sentences:
        draft.say(f"{trade.id} stands at {slot(trade.id, 'net')}.")
    return draft.claim("interpretation")


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _shown(trade: TradeRow, facts: Facts) -> list[tuple[LabelRow, Behaviour]]:
    """The labels that may be shown, of those that have words here."""
    return [
        (label, behaviour)
        for label in trade.labels
        if (fact := facts.get(label.id)) is not None
        and fact.kind == "label"
        and fact.gate == "early"
        and (behaviour := behaviour_of(label.name)) is not None
    ]


def _strongest(trade: TradeRow, facts: Facts) -> LabelRow | None:
    """The label that may be shown with the greatest confidence."""
    shown = [label for label, _ in _shown(trade, facts)]
    return max(shown, key=lambda one: (one.confidence or 0.0, one.match, one.id), default=None)


def _order_told(trade: TradeRow, label: LabelRow | None) -> OrderRow | None:
    """The order that a label is about, else the first."""
    if label is not None:
        return next((order for order in trade.orders if order.id == label.order), None)
    return trade.orders[0] if trade.orders else None


def _decision(
    trade: TradeRow, order: OrderRow, behaviour: Behaviour | None, facts: Facts, turn: int
) -> str:
    """What was decided: of a labelled order that order, else the trade from end to end."""
    fact, whole = facts.get(order.id), facts.get(trade.id)
    if fact is None or whole is None or whole.kind != "trade":
        return ""
    of = _bet(trade, whole, facts)
    if behaviour is None or not fact.has("size", "price"):
        return _through(trade, whole, of, turn)
    opening = (f"{trade.id}: you", f"On {trade.id} you", f"In {trade.id} you")[turn % 3]
    words = f"{opening} {_did(order)} shares{of} at {slot(order.id, 'price')}, {behaviour.done}"
    if order.kind in LEAVING and whole.has("entry") and not behaviour.at_entry:
        words += f"; you had come in at {slot(trade.id, 'entry')}"
    return words + "."


def _bet(trade: TradeRow, whole: Fact, facts: Facts) -> str:
    """What was bet on, with the market where the outcome alone says too little."""
    if not whole.has("outcome"):
        return ""
    of = f" of {slot(trade.id, 'outcome')}"
    if not market_told(trade, facts.ledger):
        return of
    return f"{of} on \u201c{slot(trade.id, 'question')}\u201d"


def _did(order: OrderRow) -> str:
    many = slot(order.id, "size")
    verb = "bought" if order.side == "buy" else "sold"
    if order.kind == "flip":
        return f"turned around and {verb} {many}"
    return f"{verb} another {many}" if order.kind == "add" else f"{verb} {many}"


def _through(trade: TradeRow, whole: Fact, of: str, turn: int) -> str:
    """A trade from its first order to its last."""
    if not whole.has("entry", "size"):
        return ""
    shares = f"{slot(trade.id, 'size')} shares{of}"
    entry, out = slot(trade.id, "entry"), slot(trade.id, "exit")
    if not whole.has("exit", "held"):
        return f"{trade.id}: {shares} at {entry}."
    held = slot(trade.id, "held")
    return (
        f"{trade.id}: {shares}, in at {entry} and out at {out} after {held}.",
        f"{trade.id} was {shares}: in at {entry}, out at {out}, held for {held}.",
        f"On {trade.id} you held {shares} for {held}, from {entry} to {out}.",
    )[turn % 3]


def _context(order: OrderRow, label: Fact | None, facts: Facts) -> str:
    """What could be seen at that moment, from the label's own inputs, else what the order cost."""
    since, move = named(label, SINCE, "seconds"), named(label, MOVE, "cents")
    gap = named(label, GAP_AFTER_LOSS, "seconds")
    if label is not None and since and move:
        return f"The move, {size(label.id, move)}, was {slot(label.id, since)} old."
    if label is not None and move:
        return f"That move was {size(label.id, move)}."
    if label is not None and gap:
        return f"The loss was {slot(label.id, gap)} old."
    fact = facts.get(order.id)
    cost = named(fact, COST_OF_ORDER, "cents")
    if cost and amount(fact, cost) > 0:
        doing = "Getting that order done" if label is not None else "Getting in"
        return f"{doing} cost {size(order.id, cost)} a share."
    return ""


def _book(order: OrderRow, facts: Facts) -> str:
    """The book at that moment. That support was there is told; what it means is not known."""
    fact = facts.get(order.id)
    parts = []
    if named(fact, SPREAD, "cents"):
        parts.append(f"the spread was {size(order.id, SPREAD[0])}")
    if named(fact, PACE, "x") and amount(fact, PACE[0]) >= BUSY:
        parts.append(f"trading ran at {slot(order.id, PACE[0])} its usual pace")
    support = fact.fields.get("support") if fact is not None else None
    if support is not None and support.value == "yes" and order.kind in LEAVING:
        parts.append("there was support in the book")
    words = " and ".join(parts[-2:])
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _called(label: LabelRow, fact: Fact, behaviour: Behaviour | None) -> str:
    name = behaviour.name if behaviour else "a pattern"
    return f"{SAID.get(label.words, CAREFUL)} {name} ({numbers_of(label, fact)})."


def numbers_of(label: LabelRow, fact: Fact) -> str:
    """Fit and chance. The words carry how sure it is: a share of one decision is not measured."""
    numbers = [f"fit {slot(label.id, 'match')}"]
    if fact.has("chance"):
        numbers.append(f"by chance {slot(label.id, 'chance')}")
    return ", ".join(numbers)


def _after(order: OrderRow, facts: Facts, *, labelled: bool) -> str:
    """The minute after, which the label did not know of."""
    fact = facts.get(order.id)
    name = named(fact, EXIT_MINUTE if order.kind in LEAVING else ENTRY_MINUTE, "cents")
    if fact is None or name is None or not amount(fact, name):
        return ""
    went = amount(fact, name)
    far = size(fact.id, name)
    if order.kind in LEAVING:
        if went > 0:
            return f"In the next minute the price came back {far}."
        return f"In the next minute it went on against what you had sold, by {far}."
    when = "In the next minute" if labelled else "In its first minute"
    if went > 0:
        return f"{when} the price went {far} your way."
    return f"{when} the price went {far} against you."


def _result(trade: TradeRow, facts: Facts, turn: int, told: OrderRow | None) -> str:
    """What the trade came to; said to be of the whole where one order of several was told."""
    fact = facts.get(trade.id)
    if fact is None or fact.kind != "trade":
        return ""
    net = slot(trade.id, "net")
    if trade.closed_us is None:
        if not trade.gross:
            return "It is still open."
        return f"It is still open; what has been closed of it came to {net} after fees."
    money = size(trade.id, "net")
    so_far = " so far, as the last price is not final" if trade.provisional else ""
    part = told is not None and (told.kind in ("reduce", "add") or len(trade.orders) > 2)
    if trade.net > 0:
        words = ("It ended with a profit of", "You made", "The trade gained")
        whole = ("The whole trade ended with a profit of", "In all you made", "In all it gained")
        return f"{(whole if part else words)[turn % 3]} {money} after fees{so_far}."
    if trade.net < 0:
        words = ("It ended with a loss of", "You lost", "The trade lost")
        whole = ("The whole trade ended with a loss of", "In all you lost", "In all it lost")
        return f"{(whole if part else words)[turn % 3]} {money} after fees{so_far}."
    return f"It ended at {net} after fees{so_far}."


def _verdict(trade: TradeRow, facts: Facts, turn: int, behaviour: Behaviour | None) -> str:
    """Decision against result, where both are known and no label speaks against the decision."""
    bad = any(not named_one.good for _, named_one in _shown(trade, facts))
    praised = behaviour is not None and behaviour.good
    fact = facts.get(trade.id)
    if fact is None or trade.closed_us is None or not trade.net:
        return ""
    if bad:
        return "It paid this time, which says little about the habit." if trade.net > 0 else ""
    if trade.accuracy is None or not fact.has("accuracy"):
        return ""
    score = f"(decisions scored {slot(trade.id, 'accuracy')})"
    good = trade.accuracy >= GOOD_FROM
    if good and praised:
        lost = f"A good decision with a bad result {score}: do it again."
        return lost if trade.net < 0 else f"A good decision, and the result followed {score}."
    if good and trade.net > 0:
        return f"Nothing known then spoke against it {score}, and it paid."
    if good:  # the score knows costs and what other evenings taught, no more: no praise from it
        return (
            f"Nothing known then spoke against it {score}; a loss alone does not either.",
            f"By what was known then it was sound {score}: sound decisions lose too.",
            f"A loss, though nothing known then spoke against it {score}.",
        )[turn % 3]
    if trade.net > 0:
        return f"The result was kind; the decision was weak {score}. That part was luck."
    return f"The decision was weak {score}, and the result shows it."
