"""A ledger written by hand: an evening of five trades, as a trader would remember it."""

from __future__ import annotations

from typing import Any

import msgspec

from gametape.analyze.evidence import (
    Curve,
    EvidenceLedger,
    Field,
    Item,
    LabelRow,
    MadeFrom,
    OrderRow,
    Quality,
    TradeRow,
)

START = 1_737_334_800_000_000
SECOND = 1_000_000
MARKET = "0x" + "ab" * 32
WHOLE = Quality(
    verdict="whole", gaps_s=0.0, stale_s=0.0, unpriced=0, fee_assumed=False, provisional=False
)


def usd(dollars: float) -> Field:
    return Field(round(dollars * 1_000_000), "usd")


def cents(value: float) -> Field:
    return Field(value, "cents")


def order(number: int, kind: str, at_s: int, price: str, shares: int, **more: Any) -> OrderRow:
    decided = START + at_s * SECOND
    return OrderRow(
        id=f"O{number}",
        order_id="0x" + f"{number:02x}" * 32,
        kind=kind,
        side="buy" if kind in ("entry", "add") else "sell",
        decided_us=decided,
        decided_how="placement",
        before_us=decided - 5 * SECOND,
        matched_us=decided + 400_000,
        price=price,
        size=shares * SECOND,
        role="taker",
        metrics=more.pop("metrics", {}),
        withheld=more.pop("withheld", {}),
        **more,
    )


def label(number: int, name: str, order_id: str, confidence: float, **more: Any) -> LabelRow:
    return LabelRow(
        id=f"L{number}",
        name=name,
        order=order_id,
        match=more.pop("match", 0.86),
        chance=more.pop("chance", 0.12),
        confidence=confidence,
        words=more.pop("words", "looks like"),
        rule="gm of four ramps",
        inputs=more.pop("inputs", {}),
        thresholds=more.pop("thresholds", {"threshold": cents(3.0)}),
        consequence=more.pop("consequence", {}),
    )


def trade(
    number: int, orders: tuple[OrderRow, ...], gross: float, fees: float, **more: Any
) -> TradeRow:
    opened, closed = orders[0].decided_us, orders[-1].decided_us
    return TradeRow(
        id=f"T{number}",
        market=MARKET,
        question="Will the Lakers beat the Celtics?",
        outcome="Lakers",
        opened_us=opened,
        closed_us=more.pop("closed_us", closed),
        ended="closed",
        size=orders[0].size,
        entry=orders[0].price or "",
        exit=orders[-1].price,
        gross=round(gross * 1e6),
        fees=round(fees * 1e6),
        net=round((gross - fees) * 1e6),
        provisional=False,
        fee_assumed=False,
        accuracy=more.pop("accuracy", 90.0),
        orders=orders,
        labels=more.pop("labels", ()),
        **more,
    )


BOOK = {
    "spread": cents(1.0),
    "shortfall": cents(1.3),
    "volume_ratio": Field(3.4, "x"),
    "support": Field("yes", "name"),
}


def chase() -> TradeRow:
    """Bought into a move that was running, and it turned."""
    entry = order(3, "entry", 1_810, "0.63", 70, metrics={"markout_60": cents(-3.5), **BOOK})
    told = label(
        1, "fomo_buy", "O3", 0.46, inputs={"moved": cents(6.0), "since": Field(9, "seconds")}
    )
    leave = order(4, "exit", 2_000, "0.58", 70, metrics=BOOK)
    return trade(2, (entry, leave), -3.50, 1.69, accuracy=62.0, labels=(told,))


def panic() -> TradeRow:
    """Sold into a drop, and it came back."""
    entry = order(5, "entry", 2_700, "0.22", 100, metrics=BOOK, judgement="good")
    leave = order(
        6,
        "exit",
        3_160,
        "0.15",
        100,
        metrics={"after_60": cents(4.0), **BOOK},
        judgement="inaccuracy",
    )
    told = label(
        2,
        "panic_sell",
        "O6",
        0.71,
        words="probably",
        inputs={"adverse": cents(6.0), "since": Field(8, "seconds")},
        consequence={"after_60": cents(4.0)},
    )
    return trade(3, (entry, leave), -7.00, 1.49, accuracy=71.0, labels=(told,))


def patient() -> TradeRow:
    """Bought while nothing happened, and held."""
    entry = order(9, "entry", 5_900, "0.52", 75, metrics={"markout_60": cents(2.5), **BOOK})
    leave = order(10, "exit", 6_600, "0.61", 75, metrics=BOOK, judgement="good")
    told = label(3, "patient_entry", "O9", 0.64, chance=0.2, words="probably")
    return trade(5, (entry, leave), 6.75, 1.83, accuracy=96.0, labels=(told,))


def five_trades() -> tuple[TradeRow, ...]:
    """A small gain, a chase, a panic sale, a good decision that lost, a patient entry that won."""

    def plain(number: int, kind: str, at_s: int, price: str, shares: int) -> OrderRow:
        return order(number, kind, at_s, price, shares, metrics=BOOK, judgement="good")

    small = (plain(1, "entry", 600, "0.48", 50), plain(2, "exit", 1_020, "0.51", 50))
    sound = (plain(7, "entry", 4_400, "0.41", 60), plain(8, "exit", 4_700, "0.36", 60))
    return (
        trade(1, small, 1.50, 1.25, accuracy=91.0),
        chase(),
        panic(),
        trade(4, sound, -3.00, 1.41, accuracy=94.0),
        patient(),
    )


def whole() -> Item:
    """What the evening came to, and where it came from."""
    money = {
        "net": -12.92,
        "gross": -5.25,
        "fees": 7.67,
        "cost": 9.80,
        "timing": -4.10,
        "carry": 0.98,
        "luck_sd": 11.0,
    }
    return Item(
        id="E1",
        kind="overall",
        code="net",
        title="Net result of the evening",
        fields={
            **{name: usd(dollars) for name, dollars in money.items()},
            "accuracy": Field(0.83, "pct"),
        },
        gate="ok",
        refs=("T1", "T2", "T3", "T4", "T5"),
        impact=-12_920_000,
    )


def hold() -> Item:
    """Every exit half a minute later; of five exits nothing can be told."""
    fields = {
        "total": usd(3.20),
        "placebo": usd(0.10),
        "seconds": Field(30, "seconds"),
        "n": Field(5, "count"),
    }
    return Item(
        id="E2",
        kind="whatif",
        code="hold_30",
        title="Holding on after an exit",
        fields=fields,
        gate="inconclusive",
        refs=("T3", "T2"),
        impact=3_200_000,
    )


def rate() -> Item:
    """How often exits fit panic, beside chance; too few to call it a habit."""
    fields = {
        "rate": Field(0.4, "pct"),
        "chance": Field(0.13, "pct"),
        "ratio": Field(3.1, "x"),
        "n": Field(5, "count"),
    }
    return Item(
        id="E3",
        kind="rate",
        code="panic_sell",
        title="Exits soon after an adverse move",
        fields=fields,
        gate="inconclusive",
        refs=("T3",),
    )


def calm() -> Item:
    """A strength, from a single case."""
    return Item(
        id="E4",
        kind="strength",
        code="patient_entry",
        title="Entries in a calm market",
        fields={"n": Field(1, "count")},
        gate="early",
        refs=("T5",),
        at_us=START + 5_895 * SECOND,
    )


def items() -> tuple[Item, ...]:
    """The evening's items, the most important first."""
    return (whole(), hold(), rate(), calm())


def example(**changes: Any) -> EvidenceLedger:
    """The evening, with changes."""
    ledger = EvidenceLedger(
        scope="session",
        session="2026-01-20-lal-bos",
        title="Lakers at Celtics",
        sport="basketball",
        made_from=MadeFrom("tape", "code", "parameters"),
        quality=WHOLE,
        trades=five_trades(),
        items=items(),
        curves=(
            Curve(
                order="O6",
                actual_us=START + 3_160 * SECOND,
                actual=15_000_000,
                times=(START + 3_100 * SECOND, START + 3_160 * SECOND, START + 3_220 * SECOND),
                values=(19_000_000, 15_000_000, None),
            ),
        ),
        n_tests=12,
    )
    return msgspec.structs.replace(ledger, **changes)


def with_holes() -> EvidenceLedger:
    """The same evening from a recording with holes, fees assumed."""
    return example(
        quality=Quality(
            verdict="holes",
            gaps_s=94.0,
            stale_s=12.0,
            unpriced=2,
            fee_assumed=True,
            provisional=False,
        )
    )


def population() -> EvidenceLedger:
    """Forty sessions: the habit holds up, and the what-if has an interval."""
    rate = msgspec.structs.replace(
        items()[2],
        gate="ok",
        fields={
            "rate": Field(0.234, "pct"),
            "chance": Field(0.147, "pct"),
            "ratio": Field(1.59, "x"),
            "lo": Field(1.2, "x"),
            "hi": Field(2.1, "x"),
            "n": Field(372, "count"),
        },
    )
    hold = msgspec.structs.replace(
        items()[1],
        gate="ok",
        fields={
            "total": usd(86.4),
            "lo": usd(21.5),
            "hi": usd(151.3),
            "placebo": usd(4.1),
            "seconds": Field(30, "seconds"),
            "n": Field(87, "count"),
        },
    )
    net = msgspec.structs.replace(
        items()[0], fields={"net": usd(-211.4), "fees": usd(180.2), "gross": usd(-31.2)}
    )
    return example(
        scope="population", session="", trades=(), curves=(), sessions=40, items=(net, hold, rate)
    )
