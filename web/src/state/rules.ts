// A market's rules as they were known at a time, as far as money needs them.

import type { Market, ResolvedEntry, Timeline } from '../source/types';
import { entriesUntil } from './entries';
import type { MoneyRules } from './exposure';
import { NOTHING, movedIn, type Moved } from './moved';

/** Fees and payouts by a time; null for a market that nobody described. */
export function moneyRules(
  timeline: Timeline,
  market: Market | null,
  tUs: number,
): MoneyRules | null {
  if (!market) return null;
  let told: (typeof timeline.rules)[number] | undefined;
  for (let i = entriesUntil(timeline.rules, tUs) - 1; i >= 0 && !told; i--) {
    if (timeline.rules[i]?.market === market.market) told = timeline.rules[i];
  }
  const outcomes = market.outcomes.map((outcome) => outcome.asset);
  return {
    outcomes,
    fees: told ? told.fees : market.fees,
    payouts: told?.payouts ?? decided(timeline, market.market, outcomes, tUs),
  };
}

/** What moved a market's positions without a trade, as far as it was told. */
export function movedUntil(timeline: Timeline, market: Market | null, tUs: number): Moved {
  const told = timeline.changes.slice(0, entriesUntil(timeline.changes, tUs));
  if (!market || told.length === 0) return NOTHING;
  const outcomes = market.outcomes.map((outcome) => outcome.asset);
  return movedIn(market.market, outcomes, told, eventOf(timeline, market, tUs));
}

/** Payouts by the winner that the venue named, until it states them. */
function decided(
  timeline: Timeline,
  market: string,
  outcomes: readonly string[],
  tUs: number,
): string[] | null {
  const winner = namedWinner(timeline, market, outcomes, tUs)?.winner;
  return winner === undefined ? null : outcomes.map((asset) => (asset === winner ? '1' : '0'));
}

/** Where the venue named the winner of a market of two, if it had by then. */
export function namedWinner(
  timeline: Timeline,
  market: string,
  outcomes: readonly string[],
  tUs: number,
): ResolvedEntry | null {
  const told = timeline.resolved.slice(0, entriesUntil(timeline.resolved, tUs));
  const first = told.find((one) => one.market === market);
  const of = outcomes.length === 2 && first !== undefined && outcomes.includes(first.winner);
  return of ? first : null;
}

/** The markets between which shares of this one can be converted. */
function eventOf(timeline: Timeline, market: Market, tUs: number): Set<string> {
  let negRisk = market.neg_risk;
  const rules = timeline.rules.slice(0, entriesUntil(timeline.rules, tUs));
  for (const told of rules) if (told.market === market.market) negRisk = told.neg_risk;
  if (!negRisk || !market.event_slug) return new Set();
  const same = timeline.markets.filter(
    (one) => one.neg_risk && one.event_slug === market.event_slug,
  );
  return new Set(same.map((one) => one.market));
}
