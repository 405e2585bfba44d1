"""From fills to an account: the one function that analysis and report call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec

from gametape.ledger.changes import credits_of, steps_of_changes
from gametape.ledger.fees import schedule_fee
from gametape.ledger.gathering import distinct
from gametape.ledger.lots import Method
from gametape.ledger.matching import Matcher
from gametape.ledger.steps import Line, Step, fill_step, line_of
from gametape.ledger.trades import Account, LineAccount, price_text
from gametape.model.events import PositionChange
from gametape.model.market import MarketRules
from gametape.model.trading import Fill, FillStatus, Role


class Settlement(msgspec.Struct, frozen=True):
    """A market was decided: what a share of each outcome pays, in dollars, in the rules' order.

    `payouts` None means that stakes are given back: every lot closes at its own price.
    """

    at_us: int
    payouts: tuple[Decimal, ...] | None


def account(
    fills: Iterable[Fill],
    rules: Mapping[str, MarketRules],
    changes: Iterable[PositionChange] = (),
    settlements: Mapping[str, Settlement] | None = None,
    method: Method = Method.FIFO,
    commissions: Mapping[str, Decimal] | None = None,
    prices: Mapping[tuple[str, str], Decimal] | None = None,
) -> Account:
    """Positions, legs, episodes and profit of somebody's fills.

    `fills` and `changes` may hold repeats and come in any order. `rules` are by market, as they
    were recorded; a market without rules is counted outcome by outcome. A market with payouts in
    its rules is settled by them (at its last step) unless `settlements` says otherwise.
    `commissions` are shares of a market's net winnings (0.05), for venues that charge those in
    place of a fee a fill. `prices` are what an asset was worth when a conversion happened, by
    (change id, asset). What cannot be accounted for is said in `problems`, never made up.
    """
    commissions = commissions or {}
    known, problems = distinct(fills)
    standing = [fill for fill in known if fill.status is not FillStatus.FAILED]
    changes = list({change.change_id: change for change in changes}.values())
    steps: list[tuple[Line, Step]] = []
    for fill in standing:
        of = rules.get(fill.market)
        line = line_of(fill.market, fill.asset, of)
        schedule = of.fees if of is not None else None
        steps.append((line, fill_step(fill, line, schedule, fill.market not in commissions)))
    unknown = sorted({fill.market for fill in standing} - rules.keys())
    if unknown:
        problems.append(f"Markets without rules, counted outcome by outcome: {len(unknown)}.")
    steps += steps_of_changes(changes, rules, prices or {}, problems)
    matchers = _matched(steps, method)
    _settle(matchers, rules, settlements or {}, _ends(steps), problems)
    lines = tuple(_told(matcher, rules) for matcher in matchers.values())
    commission = _commission(lines, commissions)
    gross, fees = sum(line.gross for line in lines), sum(line.fees for line in lines)
    return Account(
        lines=lines,
        gross=gross,
        fees=fees,
        commission=commission,
        net=gross - fees - commission,
        cash=sum(line.cash for line in lines) - commission,
        credits=credits_of(changes),
        failed=tuple(fill for fill in known if fill.status is FillStatus.FAILED),
        fees_assumed=sum(step.fee_assumed for _, step in steps),
        rebate_estimate=_rebates(standing, rules),
        problems=tuple(problems),
    )


def _matched(steps: list[tuple[Line, Step]], method: Method) -> dict[Line, Matcher]:
    """Every line's steps in order of time."""
    matchers: dict[Line, Matcher] = {}
    for line, step in sorted(steps, key=lambda pair: pair[1].at_us):
        if line not in matchers:
            matchers[line] = Matcher(line, method)
        matchers[line].apply(step)
    return matchers


def _ends(steps: list[tuple[Line, Step]]) -> dict[str, int]:
    """When each market was last heard of."""
    ends: dict[str, int] = {}
    for line, step in steps:
        ends[line.market] = max(step.at_us, ends.get(line.market, step.at_us))
    return ends


def _settle(
    matchers: Mapping[Line, Matcher],
    rules: Mapping[str, MarketRules],
    settlements: Mapping[str, Settlement],
    ends: Mapping[str, int],
    problems: list[str],
) -> None:
    for line, matcher in matchers.items():
        of = rules.get(line.market)
        settlement = settlements.get(line.market)
        if settlement is None and of is not None and of.payouts is not None:
            settlement = Settlement(ends[line.market], of.payouts)
        if settlement is None:
            continue
        at_us = max(settlement.at_us, ends[line.market])
        if settlement.payouts is None:
            matcher.refund(at_us)
            continue
        pays = _pays(line, of, settlement.payouts)
        if pays is None:
            problems.append(f"The payouts of {line.market[:20]} do not fit it; it stays open.")
        else:
            matcher.settle(at_us, pays)


def _pays(line: Line, rules: MarketRules | None, payouts: tuple[Decimal, ...]) -> Fraction | None:
    """What a share of the line's asset pays; None if the payouts cannot be this market's."""
    outcomes = [outcome.asset for outcome in rules.outcomes] if rules is not None else []
    if len(outcomes) != len(payouts) or line.asset not in outcomes:
        return None
    if any(not 0 <= payout <= 1 for payout in payouts):
        return None
    if line.opposite and sum(payouts) != 1:
        return None
    return Fraction(payouts[outcomes.index(line.asset)])


def _told(matcher: Matcher, rules: Mapping[str, MarketRules]) -> LineAccount:
    line = matcher.line
    of = rules.get(line.market)
    mine = (line.asset, line.opposite)
    gross, fees = (sum(getattr(leg, name) for leg in matcher.legs) for name in ("gross", "fees"))
    return LineAccount(
        market=line.market,
        asset=line.asset,
        opposite=line.opposite,
        outcomes=tuple(o for o in of.outcomes if o.asset in mine) if of is not None else (),
        legs=tuple(matcher.legs),
        episodes=tuple(matcher.episodes()),
        position=matcher.position(),
        held=matcher.held,
        held_opposite=matcher.held_opposite,
        cash=round(matcher.cash),
        gross=gross,
        fees=fees,
        net=gross - fees,
        settled=None if matcher.settled is None else price_text(matcher.settled),
    )


def _commission(lines: Iterable[LineAccount], rates: Mapping[str, Decimal]) -> int:
    """Micro-dollars taken from the net winnings of markets that are over, rounded half to even."""
    won: dict[str, int] = {}
    for line in lines:
        if line.market in rates and not line.position.exposure:
            won[line.market] = won.get(line.market, 0) + line.net
    return sum(round(max(0, net) * Fraction(rates[market])) for market, net in won.items())


def _rebates(fills: Iterable[Fill], rules: Mapping[str, MarketRules]) -> int:
    """What the schedules promise makers, micro-dollars: an estimate, part of no profit.

    Rebates are paid from a daily pool; what was really paid comes as a credit.
    """
    total = Fraction(0)
    for fill in fills:
        of = rules.get(fill.market)
        if of is None or of.fees is None or fill.role is not Role.MAKER:
            continue
        equivalent = schedule_fee(of.fees, fill.size, fill.price) or 0
        total += equivalent * Fraction(of.fees.rebate_rate)
    return round(total)
