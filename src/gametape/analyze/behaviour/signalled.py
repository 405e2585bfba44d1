"""Every market signal of an evening with what came after it, and what many of them come to.

Signals are about the market, not about the trader: they are shown beside what random moments of the
same games did, and nothing is claimed of them (methods 3.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gametape.analyze.behaviour.fading import RULES, Faded, fades, in_turn
from gametape.analyze.behaviour.finding import Finding, gated
from gametape.analyze.behaviour.reversion import moments, reversion, touched
from gametape.analyze.behaviour.rows import SignalRow
from gametape.analyze.context.surroundings import Context
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import Field
from gametape.analyze.pricing.lines import Lines, Traded
from gametape.analyze.statistics.clustered import clustered_mean
from gametape.signals.signal import Kind, Signal

TITLES: dict[str, str] = {
    "panic_sell": "what came after fast falls with heavy trading",
    "fomo_buy": "what came after fast rises with heavy trading",
}
NAMES: dict[str, str] = {"panic_sell": "fast falls", "fomo_buy": "fast rises"}


def outcomes(evening: Evening, lines: Lines | None = None) -> tuple[SignalRow, ...]:
    """The moves that were signalled, of every recorded market, in order of time."""
    lines = lines or Lines(evening)
    rows: list[SignalRow] = []
    for line in evening.courses:
        context, traded = evening.context(line), lines.get(line)
        for kind in RULES:
            mine = [one for one in evening.signals(line) if one.kind == kind]
            if mine and context is not None and traded is not None:
                rows += _rows(evening, context, traded, kind, mine)
    return tuple(sorted(rows, key=lambda one: (one.at_us, one.market, one.kind)))


def _rows(
    evening: Evening, context: Context, traded: Traded, kind: Kind, mine: Sequence[Signal]
) -> Iterator[SignalRow]:
    rule, clocks = RULES[kind], evening.clocks
    loud = [one.at_us for one in mine if one.alert]
    played = in_turn(loud, fades(context, traded, rule, loud, clocks))
    trades = dict(zip(loud, played, strict=True))
    drawn = [moments(context, f"{kind} {one.at_us}", context.parameters.twins) for one in mine]
    flat = [at for some in drawn for at in some]
    random = iter(fades(context, traded, rule, flat, clocks))
    for signal, some in zip(mine, drawn, strict=True):
        told = reversion(context, signal)
        beside = [next(random).net for _ in some]
        trade = trades.get(signal.at_us, Faded(None, "the signal was too weak for the rule"))
        yield SignalRow(
            kind=kind,
            at_us=signal.at_us,
            market=context.course.line.market,
            strict=signal.strict,
            touched=told.touched,
            touched_random=mean([touched(context, at, signal.move) for at in some]),
            driftless=told.driftless,
            fade_60=told.fade_60,
            fade_120=told.fade_120,
            rule_net=trade.net,
            rule_why=trade.why,
            rule_random=_whole(mean(beside)),
        )


def signal_fields(rows: Sequence[SignalRow]) -> dict[str, Field]:
    """What rows of one kind come to; a rate always beside its rate by chance."""
    trades = [one.rule_net for one in rows if one.rule_net is not None]
    return {
        "n": Field(len(rows), "count"),
        "touch50": Field(_rounded(mean([one.touched for one in rows])), "pct"),
        "touch50_random": Field(_rounded(mean([one.touched_random for one in rows])), "pct"),
        "touch50_driftless": Field(_rounded(mean([one.driftless for one in rows])), "pct"),
        "fade_60": Field(_rounded(mean([one.fade_60 for one in rows])), "cents"),
        "fade_120": Field(_rounded(mean([one.fade_120 for one in rows])), "cents"),
        "strict": Field(sum(one.strict for one in rows), "count"),
        "strict_fade_120": Field(_rounded(mean(_strict(rows))), "cents"),
        "rule_trades": Field(len(trades), "count"),
        "rule_net": Field(_whole(mean(trades)), "usd"),
        "rule_net_random": Field(_whole(mean([one.rule_random for one in rows])), "usd"),
    }


def came_of(kind: Kind, sessions: Sequence[Sequence[SignalRow]]) -> Finding:
    """Drift in two minutes against strict signals, its error by session (a game)."""
    mine = _numbered(kind, sessions)
    known = [(name, one.fade_120) for name, one in mine if one.strict and one.fade_120 is not None]
    told = signal_fields([one for _, one in mine])
    beside = ("touch50", "touch50_random", "touch50_driftless", "fade_60")
    return _found(f"signal_{kind}", TITLES[kind], known, "fade_120", told, beside)


def ruled(kind: Kind, sessions: Sequence[Sequence[SignalRow]]) -> Finding:
    """What the fixed rule made of the signals that it traded, a trade, micro-dollars."""
    mine = _numbered(kind, sessions)
    known = [(name, one.rule_net) for name, one in mine if one.rule_net is not None]
    told = signal_fields([one for _, one in mine])
    title = f"the fixed rule against {NAMES[kind]}, a trade"
    return _found(f"signal_{kind}_rule", title, known, "rule_net", told, ("rule_net_random",))


def _numbered(kind: Kind, sessions: Sequence[Sequence[SignalRow]]) -> list[tuple[str, SignalRow]]:
    return [
        (f"{number}", one)
        for number, some in enumerate(sessions)
        for one in some
        if one.kind == kind
    ]


def _found(
    code: str,
    title: str,
    known: Sequence[tuple[str, float]],
    name: str,
    told: Mapping[str, Field],
    beside: Sequence[str],
) -> Finding:
    names, values = [one for one, _ in known], [value for _, value in known]
    gate, missing = gated(len(known), len(set(names)))
    interval = clustered_mean(values, names) if gate == "ok" else None
    return Finding(
        code=code,
        title=title,
        n=len(known),
        of="signals",
        sessions=len(set(names)),
        gate=gate,
        estimates={name: interval} if interval else {},
        fields={key: told[key] for key in beside} if interval else {},
        missing=missing,
    )


def mean(values: Sequence[float | bool | None]) -> float | None:
    """Of the known ones; None of none."""
    known = [float(one) for one in values if one is not None]
    return sum(known) / len(known) if known else None


def _strict(rows: Sequence[SignalRow]) -> list[float | None]:
    return [one.fade_120 for one in rows if one.strict]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
