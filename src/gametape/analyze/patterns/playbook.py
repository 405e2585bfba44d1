"""The playbook: every pattern over the same evenings, and what may be claimed of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec
from scipy import stats

from gametape.analyze.patterns.nights import EVERYTHING, Choice, Night
from gametape.analyze.patterns.passing import passed_by
from gametape.analyze.patterns.pattern import Pattern
from gametape.analyze.patterns.performing import (
    Traded,
    counted,
    gate_of,
    held_against,
    net_mean,
    net_trend,
    spread,
    traded,
)
from gametape.analyze.patterns.rows import Claim, Playbook, PlaybookRow, WinRate
from gametape.analyze.patterns.tagged import UNSAID, Words, tagged
from gametape.analyze.statistics.discoveries import findings
from gametape.analyze.statistics.regressed import Tested, mean_of
from gametape.analyze.statistics.shrinkage import shrink_means, shrink_rates

FDR_Q = 0.05
"""Half of what the product allows itself (methods 5.5): progress is a second screen of tests."""


class _Drafted(NamedTuple):
    """A row before it knows of the others: its trades, and its tests by code."""

    row: PlaybookRow
    own: list[Traded]
    mean: Tested | None
    tests: dict[str, tuple[float, float]]


def playbook_of(
    patterns: Sequence[Pattern],
    nights: Sequence[Night],
    words: Words = UNSAID,
    choice: Choice = EVERYTHING,
    notes: Mapping[str, str] | None = None,
    fdr_q: float = FDR_Q,
) -> Playbook:
    """One row for each pattern; evenings in any order, patterns in theirs.

    All tests of all rows are one family (Benjamini and Hochberg): only what survives is claimed.
    """
    chosen = sorted((one for one in nights if choice.takes(one)), key=lambda one: one.started_us)
    drafts = [
        _drafted(one, chosen, words, choice, (notes or {}).get(one.name, "")) for one in patterns
    ]
    rates, means = _rates(drafts), _means(drafts)
    tests = [(at, code, *told) for at, one in enumerate(drafts) for code, told in one.tests.items()]
    found = findings([p_value for _, _, p_value, _ in tests], fdr_q)
    claims: dict[int, list[Claim]] = {}
    for (at, code, p_value, sign), adjusted, survives in zip(
        tests, found.adjusted, found.survive, strict=True
    ):
        told = Claim(code, _said(code, sign, patterns[at]), p_value, adjusted, survives)  # type: ignore[arg-type]
        claims.setdefault(at, []).append(told)
    trips = [trip for one in chosen for trip in one.trips.values() if choice.takes_trade(trip)]
    return Playbook(
        rows=tuple(
            msgspec.structs.replace(
                one.row,
                win_rate=rates.get(at),
                net_shrunk=means.get(at),
                claims=tuple(claims.get(at, ())),
            )
            for at, one in enumerate(drafts)
        ),
        sessions=len(chosen),
        trades=len(trips),
        net=sum(trip.net for trip in trips),
        n_tests=found.n_tests,
        fdr_q=fdr_q,
        sports=tuple(sorted({one.sport for one in nights if one.sport})),
        leagues=tuple(sorted({one.league for one in nights if one.league})),
        market_types=tuple(
            sorted({trip.market_type for one in nights for trip in one.trips.values()} - {""})
        ),
    )


def _drafted(
    pattern: Pattern, nights: Sequence[Night], words: Words, choice: Choice, note: str
) -> _Drafted:
    order = {one.session: number for number, one in enumerate(nights)}
    found = list(tagged(pattern, nights, words, choice))
    trades = traded(pattern, found, order)
    own = [one for one in trades if one.of is True]
    sessions = len({one.session for one in own})
    shown, lacks = gate_of(pattern, len(own), sessions)
    mean = net_mean(own) if shown == "ok" else None
    against, apart = held_against(pattern, trades)
    passed, beside = passed_by(pattern, nights, choice)
    tests: dict[str, tuple[float, float]] = {}
    if mean is not None:  # that trades lose their costs is no finding, so one side is asked
        tests["profit"] = (mean.above, 1.0)
    for code, told in (("difference", apart), ("passed", beside)):
        if told is not None:
            tests[code] = (told.p_value, told.interval.estimate)
    counts = counted(found)
    row = PlaybookRow(
        pattern=pattern.name,
        title=pattern.title,
        question=pattern.question,
        meaning=pattern.meaning,
        side=pattern.side,
        measure=pattern.measure,
        version=pattern.version,
        mark=pattern.mark,
        **msgspec.structs.asdict(counts),
        trades=len(own),
        sessions=sessions,
        net=sum(one.net for one in own),
        gate=shown,
        missing=lacks,
        win_rate=None,
        net_mean=spread(mean),
        net_shrunk=None,
        trend=spread(net_trend(own)) if shown == "ok" else None,
        against=against,
        passed=passed,
        note=note,
    )
    return _Drafted(row, own, mean, tests)


def _rates(drafts: Sequence[_Drafted]) -> dict[int, WinRate]:
    """Win rates by the number of the row, drawn towards each other where there are enough."""
    asked = [(at, one) for at, one in enumerate(drafts) if one.row.gate != "inconclusive"]
    decided = [(at, one, [trade for trade in one.own if trade.net]) for at, one in asked]
    decided = [told for told in decided if told[2]]
    effective = [_effective(some) for _, _, some in decided]
    distinct = {(trade.session, trade.trade) for _, _, some in decided for trade in some}
    shrunk = _shrunk(effective, len(distinct))
    found = {}
    for number, (at, one, some) in enumerate(decided):
        won, n = effective[number]
        a, b = shrunk or (0.5, 0.5)
        rate = stats.beta(a + won, b + n - won)
        low, high = map(float, rate.ppf([0.05, 0.95]))
        sure = one.row.gate == "ok"
        wins = sum(trade.net > 0 for trade in some)
        found[at] = WinRate(
            estimate=float(rate.mean()) if shrunk else won / n,
            low=low if sure else None,
            high=high if sure else None,
            raw=wins / len(some),
            won=wins,
            decided=len(some),
            break_even=_break_even(some),
        )
    return found


def _shrunk(effective: Sequence[tuple[int, int]], distinct: int) -> tuple[float, float] | None:
    """The Beta(a, b) that rates are drawn towards; None for too few patterns.

    One trade may be in several rows, so what all of them share is known no better than from the
    `distinct` trades there are: the prior never weighs more than those.
    """
    told = shrink_rates([won for won, _ in effective], [n for _, n in effective])
    if told is None:
        return None
    weight = min(1.0, distinct / (told.a + told.b))
    return told.a * weight, told.b * weight


def _effective(some: Sequence[Traded]) -> tuple[int, int]:
    """Wins and trades as if trades were independent: fewer where those of a session go together.

    The design effect is the clustered variance of the rate over the binomial one, at least 1.
    """
    wins, n = sum(one.net > 0 for one in some), len(some)
    told = mean_of([float(one.net > 0) for one in some], [one.session for one in some])
    rate = wins / n
    if told is None or not 0 < wins < n:
        return wins, n
    reach = (told.interval.high - told.interval.low) / 2
    error = reach / float(stats.t.ppf(0.95, told.interval.n - 1))
    effect = max(1.0, error**2 / (rate * (1 - rate) / n))
    fewer = max(1, round(n / effect))
    return round(rate * fewer), fewer


def _break_even(some: Sequence[Traded]) -> float | None:
    """The share to be won for nothing to be gained or lost, at the mean win and loss of these."""
    wins = [one.net for one in some if one.net > 0]
    losses = [-one.net for one in some if one.net < 0]
    if not wins or not losses:
        return None
    loss = sum(losses) / len(losses)
    return loss / (sum(wins) / len(wins) + loss)


def _means(drafts: Sequence[_Drafted]) -> dict[int, float]:
    """Mean nets by the number of the row, drawn towards each other where there are enough."""
    asked = []
    for at, one in enumerate(drafts):
        if one.mean is None:
            continue
        told = one.mean.interval
        error = (told.high - told.estimate) / float(stats.t.ppf(0.95, told.n - 1))
        if error > 0 and math.isfinite(error):
            asked.append((at, told.estimate, error))
    shrunk = shrink_means([mean for _, mean, _ in asked], [error for _, _, error in asked])
    if shrunk is None:
        return {}
    return {at: told.estimate for (at, _, _), told in zip(asked, shrunk.means, strict=True)}


def _said(code: str, sign: float, pattern: Pattern) -> str:
    more = "more" if sign > 0 else "less"
    what = "trades" if pattern.measure == "trade" else "orders"
    if code == "profit":
        whose = {"setup": "of it", "rule": "that kept it", "avoid": "that did it"}
        return f"{what.capitalize()} {whose[pattern.meaning]} bring a profit."
    if code == "passed":
        return f"What was left alone would have brought {more} than random moments."
    if pattern.meaning == "setup":
        return f"Its {what} bring {more} than the others."
    return f"{what.capitalize()} that broke it brought {more} than the others."
