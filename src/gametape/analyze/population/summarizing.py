"""An evening's summary, made in the pass that judges it, from what the judging has worked out."""

from __future__ import annotations

from gametape.analyze.behaviour.disposition import held, realized
from gametape.analyze.behaviour.latency import delays
from gametape.analyze.behaviour.leaving import periods
from gametape.analyze.behaviour.longshot import settled
from gametape.analyze.behaviour.overtrading import entries, stretches
from gametape.analyze.behaviour.rates import fitting, shocks_met
from gametape.analyze.behaviour.rounding import limits
from gametape.analyze.behaviour.rows import HabitRows
from gametape.analyze.behaviour.sizing import stakes
from gametape.analyze.behaviour.staking import staked
from gametape.analyze.behaviour.tag_lag import since_tags, tag_sums
from gametape.analyze.behaviour.tilt import followed
from gametape.analyze.evening.evening import Evening
from gametape.analyze.evidence import EvidenceLedger, TradeRow
from gametape.analyze.judging.session import Workings, judge_whole
from gametape.analyze.population.decided import chances_of, decisions_of, moments_of
from gametape.analyze.population.summary import (
    RuleSummary,
    SessionSummary,
    SkipSummary,
    TradeSummary,
)
from gametape.analyze.whatif.answers import rules_of, total
from gametape.analyze.whatif.entering import skipped
from gametape.ledger.trades import Episode
from gametape.model.market import MarketRules
from gametape.model.times import HOUR

EVERY = ("hold_15", "hold_60", "hold_120", "hold_300")
"""Rules beside the told ones that many evenings are asked, for the curve over waiting times."""


def judge_and_summarize(evening: Evening, verdict: str) -> tuple[EvidenceLedger, SessionSummary]:
    """An evening's ledger, and what it leaves for many."""
    ledger, workings = judge_whole(evening, verdict)
    return ledger, summary_of(evening, ledger, workings)


def summary_of(evening: Evening, ledger: EvidenceLedger, workings: Workings) -> SessionSummary:
    """What an evening leaves for many; equal evenings leave equal summaries."""
    moments, missing = moments_of(evening)
    pairs = zip(ledger.trades, evening.episodes, strict=True)
    used = [one for one in evening.courses if any(d.line == one for d in evening.decisions)]
    rules = [
        evening.material.rules[one.market] for one in used if one.market in evening.material.rules
    ]
    main = rules[0] if rules else next(iter(evening.material.rules.values()), None)
    return SessionSummary(
        slug=ledger.session,
        title=ledger.title,
        sport=ledger.sport,
        league="" if main is None else main.event_slug.partition("-")[0],
        teams=() if main is None else tuple(one.label for one in main.outcomes),
        market_types=tuple(sorted({one.market_type for one in rules if one.market_type})),
        started_us=evening.material.from_us,
        ended_us=evening.material.to_us,
        verdict=ledger.quality.verdict,
        made_from=ledger.made_from,
        gross=evening.account.gross,
        fees=evening.account.fees,
        net=evening.account.net,
        accuracy=_accuracy(ledger),
        luck_sd=workings.carry.sd or None,
        carry=workings.carry.profit if workings.carry.sd else None,
        provisional=ledger.quality.provisional,
        fee_assumed=ledger.quality.fee_assumed,
        trades=tuple(
            _trade(row, one, evening.material.rules.get(row.market)) for row, (_, one) in pairs
        ),
        decisions=decisions_of(evening, ledger, workings),
        moments=moments,
        moments_missing=missing,
        chances=chances_of(evening, moments),
        rules=_rules(workings),
        skips=_skips(workings, evening),
        habits=_habits(evening, workings),
        phases=_phases(evening),
    )


def _accuracy(ledger: EvidenceLedger) -> float | None:
    whole = next((one for one in ledger.items if one.code == "net"), None)
    value = whole.fields["accuracy"].value if whole is not None else None
    return float(value) * 100 if isinstance(value, int | float) else None


def _trade(row: TradeRow, one: Episode, rules: MarketRules | None) -> TradeSummary:
    shares = one.opened / 1e6
    entry = float(row.entry) * 100

    def dollars(name: str) -> int | None:
        told = row.metrics.get(name)
        return told.value if told is not None and isinstance(told.value, int) else None

    parts = [dollars("delay_usd"), dollars("spread_usd"), row.fees]
    known = [one for one in parts if one is not None]
    return TradeSummary(
        id=row.id,
        market=row.market,
        market_type="" if rules is None else rules.market_type,
        opened_us=row.opened_us,
        closed_us=row.closed_us,
        side="yes" if one.direction > 0 else "no",
        entry=entry,
        exit=None if row.exit is None else float(row.exit) * 100,
        size=row.size,
        gross=row.gross,
        fees=row.fees,
        net=row.net,
        accuracy=row.accuracy,
        break_even=entry + row.fees / 1e4 / shares if shares else None,
        ended=row.ended,
        timing=dollars("timing"),
        carry=dollars("carry"),
        luck_sd=dollars("luck_sd"),
        costs=sum(known) if len(known) == len(parts) else None,
    )


def _rules(workings: Workings) -> tuple[RuleSummary, ...]:
    at = workings.scene
    answers = dict(workings.priced)
    more = rules_of(at)
    answers |= {name: more[name](at) for name in EVERY if name in more and name not in answers}
    told = [total(at.evening.material.slug, name, some) for name, some in answers.items()]
    return tuple(
        RuleSummary(one.rule, one.delta, one.central, one.n, one.of, one.changed) for one in told
    )


def _skips(workings: Workings, evening: Evening) -> tuple[SkipSummary, ...]:
    """Every leg, and whether a cooldown would have left it out: what the placebo draws from."""
    gains, chosen = skipped(workings.scene, evening.parameters.headline_hold_s)
    return tuple(
        SkipSummary(-round(gain * 1e6), one) for gain, one in zip(gains, chosen, strict=True)
    )


def _habits(evening: Evening, workings: Workings) -> HabitRows:
    prices, (crowd_round, crowd) = limits(evening)
    return HabitRows(
        periods=periods(evening),
        realized=realized(evening),
        held=held(evening),
        followed=followed(evening),
        staked=staked(evening),
        limits=prices,
        crowd_round=crowd_round,
        crowd=crowd,
        settled=settled(evening),
        stakes=stakes(evening),
        stretches=stretches(evening),
        entries=len(entries(evening)),
        hours=(evening.material.to_us - evening.material.from_us) / HOUR,
        delays_in=tuple(delays(evening, entries=True)),
        delays_out=tuple(delays(evening, entries=False)),
        fitting=fitting(workings.scored),
        met=shocks_met(evening),
        signals=workings.signals,
        tags=tag_sums(evening),
        tagged_in=since_tags(evening, entries=True),
        tagged_out=since_tags(evening, entries=False),
    )


def _phases(evening: Evening) -> dict[str, float]:
    """Seconds of each phase of the game as told."""
    found: dict[str, float] = {}
    for one in stretches(evening):
        found[one.phase] = found.get(one.phase, 0.0) + (one.to_us - one.from_us) / 1e6
    return found
