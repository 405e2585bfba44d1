// What a market's fills are worth at a moment: the twin of Python's ledger/exposure.py, to the cent's
// ten-thousandth. Prices somebody stood ready to pay, exact, rounded once half to even.

import type { DecimalText, Fees, FillEntry } from '../source/types';
import type { BookView, Level } from './book';
import {
  ZERO,
  add,
  decimal,
  floor,
  minus,
  power,
  rounded,
  times,
  whole,
  type Fraction,
} from './exact';
import type { PnlMoment } from './moment';
import { NOTHING, type Moved } from './moved';

const NO_BOOK = 'no book';
const THIN = 'the book is not deep enough';
const FEES_UNKNOWN = 'fees are not known';
const CONVERTED = 'a conversion moved shares between markets; the analysis accounts for it';
const MICRO = 1_000_000n;
const STEP = 10n;
const HIGHEST_EXPONENT = 8;

/** A market's rules as far as money needs them; outcomes in the market's order. */
export interface MoneyRules {
  outcomes: readonly string[];
  fees: Fees | null;
  payouts: readonly DecimalText[] | null;
}

/** An asset's book, and a reason not to believe it ("" if there is none). */
export interface Quoted {
  book: BookView;
  /** Price of a cell in micro-dollars. */
  price: (cell: number) => number;
  reason: string;
}

export interface Exposure {
  positions: Record<string, number>;
  pnl: PnlMoment;
}

/** Positions and money of one market's fills; `quoted` gives an asset's book or null. */
export function exposure(
  fills: readonly FillEntry[],
  rules: MoneyRules | null,
  quoted: (asset: string) => Quoted | null,
  moved: Moved = NOTHING,
): Exposure {
  const held = new Map<string, bigint>();
  let proceeds = ZERO;
  let fees = 0n;
  let unknown = false;
  for (const fill of fills) {
    if (fill.status === 'FAILED') continue;
    const size = fill.side === 'BUY' ? BigInt(fill.size) : -BigInt(fill.size);
    held.set(fill.asset, (held.get(fill.asset) ?? 0n) + size);
    proceeds = add(proceeds, minus(times(whole(size), decimal(fill.price))));
    const fee = fillFee(fill, rules?.fees ?? null);
    unknown ||= fee === null;
    fees += fee ?? 0n;
  }
  proceeds = add(proceeds, whole(-move(held, rules, moved)));
  for (const [asset, size] of held) if (size === 0n) held.delete(asset);
  const paid = payoutsOf(rules, held);
  if (moved.redeemed && paid) {
    proceeds = add(proceeds, paid);
    held.clear();
  }
  const cash = rounded(add(proceeds, whole(-fees)));
  const closed = moved.converted.size > 0 ? CONVERTED : valueOf(held, rules, quoted);
  const value = typeof closed === 'string' ? null : rounded(closed);
  return {
    positions: Object.fromEntries(
      [...held].sort(([a], [b]) => (a < b ? -1 : 1)).map(([asset, size]) => [asset, Number(size)]),
    ),
    pnl: {
      cash,
      value,
      total: value === null ? null : cash + value,
      fees: unknown ? null : Number(fees),
      why: typeof closed === 'string' ? closed : unknown ? FEES_UNKNOWN : '',
      settled: paid !== null,
    },
  };
}

/** Take what moved without a trade into the positions; gives what it cost, micro-dollars. */
function move(held: Map<string, bigint>, rules: MoneyRules | null, moved: Moved): bigint {
  const grow = (asset: string, size: bigint) => held.set(asset, (held.get(asset) ?? 0n) + size);
  const pairs = BigInt(moved.pairs);
  for (const asset of rules?.outcomes ?? []) grow(asset, pairs);
  for (const [asset, size] of moved.converted) grow(asset, BigInt(size));
  return pairs;
}

/** Micro-dollars that closing these positions brings, or why that cannot be told. */
function valueOf(
  held: ReadonlyMap<string, bigint>,
  rules: MoneyRules | null,
  quoted: (asset: string) => Quoted | null,
): Fraction | string {
  const outcomes = rules?.outcomes ?? [];
  const paid = payoutsOf(rules, held);
  if (paid) return paid;
  const rest = new Map(held);
  let total = ZERO;
  const [first, second] = outcomes;
  const [one, other] = [rest.get(first ?? ''), rest.get(second ?? '')];
  if (outcomes.length === 2 && one !== undefined && other !== undefined) {
    const pairs = one < other ? one : other;
    total = add(total, whole(pairs));
    rest.set(first ?? '', one - pairs);
    rest.set(second ?? '', other - pairs);
  }
  const others = [...rest.keys()].filter((asset) => !outcomes.includes(asset)).sort();
  for (const asset of [...outcomes, ...others]) {
    const position = rest.get(asset) ?? 0n;
    if (position === 0n) continue;
    const closed = close(position, quoted(asset), rules?.fees ?? null);
    if (typeof closed === 'string') return closed;
    total = add(total, closed);
  }
  return total;
}

function payoutsOf(rules: MoneyRules | null, held: ReadonlyMap<string, bigint>): Fraction | null {
  const payouts = rules?.payouts;
  if (!rules || payouts?.length !== rules.outcomes.length) return null;
  let total = ZERO;
  for (const [asset, size] of held) {
    const payout = payouts[rules.outcomes.indexOf(asset)];
    if (payout === undefined) return null;
    total = add(total, times(whole(size), decimal(payout)));
  }
  return total;
}

/** What selling a position, or buying back a short one, brings at once. */
function close(position: bigint, quoted: Quoted | null, fees: Fees | null): Fraction | string {
  if (!quoted) return NO_BOOK;
  if (quoted.reason) return quoted.reason;
  const long = position > 0n;
  let left = long ? position : -position;
  let total = ZERO;
  const levels: Level[] = long ? quoted.book.bids() : quoted.book.asks();
  for (const [cell, resting] of levels) {
    const taken = BigInt(resting) < left ? BigInt(resting) : left;
    const price = { n: BigInt(quoted.price(cell)), d: MICRO };
    const fee = fees ? scheduleFee(fees, taken, price) : 0n;
    if (fee === null) return FEES_UNKNOWN;
    total = add(total, times(whole(long ? taken : -taken), price));
    total = add(total, whole(-fee));
    left -= taken;
    if (left === 0n) return total;
  }
  return THIN;
}

/** Fee of taking a size at a price, in micro-dollars; null for an exponent no venue uses. */
function scheduleFee(fees: Fees, size: bigint, p: Fraction): bigint | null {
  const rate = decimal(fees.rate);
  if (rate.n === 0n) return 0n;
  const exponent = wholeNumber(fees.exponent);
  if (exponent === null || exponent < 0 || exponent > HIGHEST_EXPONENT) return null;
  const spread = power(times(p, add(whole(1), minus(p))), exponent);
  const exact = times(times(whole(size), rate), spread);
  return STEP * floor({ n: exact.n, d: exact.d * STEP });
}

function wholeNumber(text: DecimalText): number | null {
  const value = decimal(text);
  return value.n % value.d === 0n ? Number(value.n / value.d) : null;
}

/** Fee of a fill: as the venue said it, else by the schedule; null when it is not known. */
function fillFee(fill: FillEntry, fees: Fees | null): bigint | null {
  if (fill.fee !== null) return BigInt(fill.fee);
  if (!fees) return null;
  if (decimal(fees.rate).n === 0n) return 0n;
  if (fees.taker_only && fill.role === 'MAKER') return 0n;
  if (fees.taker_only && fill.role === 'UNKNOWN') return null;
  return scheduleFee(fees, BigInt(fill.size), decimal(fill.price));
}
