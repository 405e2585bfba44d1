// Evidence as the server tells it, and its fields in words. No number is computed here.

import { count, dollars, gain, MINUS, shares, UNKNOWN } from '../../lib/format';
import { sessionClock } from '../../lib/times';
import type { components } from '../../source/schema';
import { DRAWN } from './book-then';

type Schemas = components['schemas'];
export type Evidence = Schemas['EvidenceLedger'];
export type Trade = Schemas['TradeRow'];
export type Order = Schemas['OrderRow'];
export type Label = Schemas['LabelRow'];
export type Item = Schemas['Item'];
export type Curve = Schemas['Curve'];
export type Field = Schemas['Field'];

/** A field as a person reads it; clocks count from the session's start. */
export function fieldText(field: Field | undefined, startUs: number): string {
  const value = field?.value;
  if (field === undefined || value === null || value === undefined) return UNKNOWN;
  if (typeof value === 'string') return field.unit === 'price' ? priceText(value) : value;
  switch (field.unit) {
    case 'usd':
      return gain(value);
    case 'cents':
      return centsText(value);
    case 'pct':
      return `${Math.round(value * 100)} %`;
    case 'x':
      return `${value.toFixed(1)}×`;
    case 'shares':
      return shares(value);
    case 'count':
      return count(value);
    case 'seconds':
      return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} s`;
    case 'clock':
      return sessionClock(value - startUs);
    case 'price':
    case 'score':
    case 'name':
      return value.toFixed(2);
  }
}

/** Cents with their sign: "+1.2c". */
export function centsText(value: number): string {
  const text = Math.abs(value).toFixed(1);
  if (text === '0.0') return '0.0c';
  return `${value < 0 ? MINUS : '+'}${text}c`;
}

/** A price in dollars a share as cents: "0.7025" is "70.25c". */
export function priceText(price: string | null): string {
  if (price === null || price === '') return UNKNOWN;
  const value = Number(price) * 100;
  return Number.isFinite(value) ? `${Number(value.toFixed(2))}c` : price;
}

/** A name of the program as words: "panic_sell" is "panic sell". */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}

/** A fee never has a sign. */
export function feeText(micros: number): string {
  return dollars(micros);
}

const DRIFT = /^(markout|net|after)_(\d+|eog|settle)$/;
/** Drifts that are told in words too; the others are in the sparkline. */
const TOLD_DRIFTS = new Set(['net_60', 'after_60', 'net_eog', 'after_eog', 'net_settle']);
const NAMES: Readonly<Record<string, string>> = {
  shortfall: 'shortfall against the mid at the decision',
  delay: 'of that, while it waited',
  spread_impact: 'of that, spread and impact',
  fee: 'of that, fee',
  opportunity: 'missed on what was not filled',
  expected_cost: 'expected cost when decided',
  typical_cost: 'what it costs here usually',
  expected_loss: 'expected loss',
  expected_loss_usd: 'expected loss',
  clv: 'against the line at the start',
  iclv: 'against the line a minute later',
  net_60: 'net of costs after 60 s',
  net_eog: 'net of costs at the end of the game',
  net_settle: 'net of costs when decided',
  after_60: 'went your way in the 60 s after',
  after_eog: 'went your way until the end of the game',
  hold_30: 'had you waited 30 s',
  spread: 'spread then',
  microprice_gap: 'pull of the touch',
  depth_bid_usd: 'bids, best five',
  depth_ask_usd: 'asks, best five',
  imbalance_1: 'imbalance within 1c',
  imbalance_3: 'imbalance within 3c',
  imbalance_5: 'imbalance within 5c',
  move_30: 'move of the 30 s before',
  sigma_30: 'usual move of 30 s',
  z_300: 'away from the mean of 5 min',
  volume_ratio: 'volume against usual',
  explained: 'all that is explained',
  ledger: 'trades and decided markets',
  other_credits: 'deposits, withdrawals, rewards',
  rebates: 'rebates paid, in no result',
  unfetched: 'of that won, not fetched yet',
  rebate_estimate: 'rebates promised (estimate), not counted',
  touch50: 'came back by half within 2 min',
  touch50_random: 'the same at random moments',
  touch50_driftless: 'the same for a price without drift',
  fade_60: 'against the move in 60 s',
  fade_120: 'against the move in 120 s',
  strict: 'of them sharp moves',
  strict_fade_120: 'against sharp moves in 120 s',
  rule_trades: 'trades of the fixed rule',
  rule_net: 'fixed rule, a trade',
  rule_net_random: 'fixed rule at random moments, a trade',
};

/** A metric's name in words. */
export function metricWords(name: string): string {
  return NAMES[name] ?? words(name);
}

/**
 * How the mid went after an order by horizon in seconds, rising; a withheld one is null. Of an order
 * that left a position it is the direction that was held.
 */
export function markouts(
  order: Order,
): { readonly seconds: number; readonly cents: number | null }[] {
  const left = !('markout_1' in order.metrics) && 'after_1' in order.metrics;
  const wanted = left ? 'after' : 'markout';
  const found = [];
  for (const [name, field] of Object.entries(order.metrics)) {
    const drift = DRIFT.exec(name);
    const seconds = Number(drift?.[2]);
    if (drift?.[1] !== wanted || !Number.isFinite(seconds)) continue;
    found.push({ seconds, cents: typeof field.value === 'number' ? field.value : null });
  }
  return found.sort((a, b) => a.seconds - b.seconds);
}

/** Metrics that neither the sparkline nor the book shows, in the server's order. */
export function otherMetrics(order: Order): [string, Field][] {
  return Object.entries(order.metrics).filter(
    ([name]) => (!DRIFT.test(name) || TOLD_DRIFTS.has(name)) && !DRAWN.has(name),
  );
}

/** How sure a label is, behind its title. */
export function howSure(label: Label): string {
  return label.words === 'looks like' ? 'by the look of it' : label.words;
}

/** The labels of an order that may be shown as such. */
export function shownLabels(trade: Trade, order: Order): Label[] {
  return trade.labels.filter((label) => label.order === order.id && label.words !== '');
}

const BARE = new Set(['yes', 'no', 'over', 'under', 'draw', 'tie', 'odd', 'even']);

/** Whether an outcome says nothing without its market: "Yes" of what? */
export function isBare(outcome: string): boolean {
  return BARE.has(outcome.toLowerCase());
}
