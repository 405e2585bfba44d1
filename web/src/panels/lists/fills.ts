// One's own fills as they were known at a moment, gathered by order and by trade (flat to flat).

import { ownShares } from '../../lib/own';
import type { FillEntry, SideName } from '../../source/types';
import { ZERO, add, decimal, minus, rounded, times, whole } from '../../state/exact';
import { hearFill } from '../../state/own';

/** A fill with its newest status known by then; `at_us` is when it was first heard of. */
export interface KnownFill {
  readonly key: string;
  readonly at_us: number;
  readonly asset: string;
  readonly market: string;
  readonly side: SideName;
  readonly price: string;
  readonly cell: number | null;
  /** Micro-shares. */
  readonly size: number;
  readonly role: string;
  readonly status: string;
  /** The venue took it back: it counts for nothing. */
  readonly failed: boolean;
}

/** Fills of one order in a row: what a person did as one act. */
export interface FillGroup {
  readonly id: string;
  readonly at_us: number;
  readonly side: SideName;
  readonly asset: string;
  readonly market: string;
  /** Micro-shares of the fills that stand. */
  readonly size: number;
  /** Average price of the fills that stand in 1/10000 dollars, rounded; null if none stands. */
  readonly cell: number | null;
  readonly fills: readonly KnownFill[];
  /** Position in this market after it, in micro-shares of its first outcome. */
  readonly after: number;
}

/** From flat to flat in one market; `closed_us` is null while the position is open. */
export interface TradeGroup {
  readonly id: string;
  readonly market: string;
  readonly opened_us: number;
  readonly closed_us: number | null;
  readonly groups: readonly FillGroup[];
}

/** Fills of one order farther apart than this are two acts. */
const ONE_ACT_US = 30_000_000;

/** Fills known at `atUs`, in the order in which they were first heard of. */
export function fillsKnown(entries: readonly FillEntry[], atUs: number): KnownFill[] {
  const first = new Map<string, number>();
  const newest = new Map<string, FillEntry>();
  for (const entry of entries) {
    if (entry.at_us > atUs) break;
    if (!first.has(entry.key)) first.set(entry.key, entry.at_us);
    hearFill(newest, entry);
  }
  return [...newest.values()].map((fill) => ({
    key: fill.key,
    at_us: first.get(fill.key) ?? fill.at_us,
    asset: fill.asset,
    market: fill.market,
    side: fill.side,
    price: fill.price,
    cell: fill.cell,
    size: fill.size,
    role: fill.role,
    status: fill.status,
    failed: fill.status === 'FAILED',
  }));
}

/** What was held after it: a negative position in the first outcome is one in the other.
 *
 * `sides` are the labels of the market's outcomes; of a market that nobody described there are none.
 */
export function heldAfter(group: FillGroup, sides: readonly string[]): string {
  if (group.after === 0) return 'then flat';
  const [first = '', second] = sides;
  const size = ownShares(Math.abs(group.after));
  if (group.after < 0 && second !== undefined) return `then ${size} ${second}`;
  return `then ${group.after < 0 ? 'short ' : ''}${size} ${first}`.trimEnd();
}

/** Trades from flat to flat, oldest first. `sign` is +1 for a market's first outcome, -1 else. */
export function trades(known: readonly KnownFill[], sign: (asset: string) => 1 | -1): TradeGroup[] {
  const open = new Map<string, OpenTrade>();
  const all: OpenTrade[] = [];
  for (const fill of known) {
    let trade = open.get(fill.market);
    if (trade === undefined) {
      trade = { market: fill.market, closed_us: null, position: 0, groups: [] };
      open.set(fill.market, trade);
      all.push(trade);
    }
    const change = fill.failed ? 0 : fill.size * (fill.side === 'BUY' ? 1 : -1) * sign(fill.asset);
    trade.position += change;
    addTo(trade, fill);
    if (trade.position === 0 && change !== 0) {
      trade.closed_us = fill.at_us;
      open.delete(fill.market);
    }
  }
  return all.map(finished);
}

interface OpenGroup {
  fills: KnownFill[];
  after: number;
}

interface OpenTrade {
  market: string;
  closed_us: number | null;
  position: number;
  groups: OpenGroup[];
}

function addTo(trade: OpenTrade, fill: KnownFill): void {
  const group = trade.groups.at(-1);
  const last = group?.fills.at(-1);
  const same =
    last !== undefined &&
    orderOf(last.key) === orderOf(fill.key) &&
    last.asset === fill.asset &&
    last.side === fill.side &&
    fill.at_us - last.at_us <= ONE_ACT_US;
  if (group !== undefined && same) {
    group.fills.push(fill);
    group.after = trade.position;
  } else {
    trade.groups.push({ fills: [fill], after: trade.position });
  }
}

function finished(trade: OpenTrade): TradeGroup {
  const groups = trade.groups.map(closedGroup);
  const first = groups[0];
  return {
    id: first?.id ?? trade.market,
    market: trade.market,
    opened_us: first?.at_us ?? 0,
    closed_us: trade.closed_us,
    groups,
  };
}

function closedGroup({ fills, after }: OpenGroup): FillGroup {
  const [first] = fills as [KnownFill, ...KnownFill[]];
  const standing = fills.filter((f) => !f.failed);
  const size = standing.reduce((sum, f) => sum + f.size, 0);
  return {
    id: first.key,
    at_us: first.at_us,
    side: first.side,
    asset: first.asset,
    market: first.market,
    size,
    cell: averageCell(standing),
    fills,
    after,
  };
}

/** Average price in 1/10000 dollars, exact until one rounding. */
function averageCell(fills: readonly KnownFill[]): number | null {
  const weight = fills.reduce((sum, fill) => sum + fill.size, 0);
  if (weight === 0) return null;
  const total = fills.reduce(
    (sum, fill) => add(sum, times(whole(fill.size), decimal(fill.price))),
    ZERO,
  );
  return rounded(times(total, { n: 10_000n, d: BigInt(weight) }));
}

function orderOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** Average price of the fills that opened and enlarged a trade's position, for its first outcome. */
export function entryCell(trade: TradeGroup, sign: (asset: string) => 1 | -1): number | null {
  const direction = Math.sign(trade.groups.at(-1)?.after ?? 0);
  const entries = trade.groups
    .flatMap((group) => group.fills)
    .filter((f) => !f.failed && (f.side === 'BUY' ? 1 : -1) * sign(f.asset) === direction)
    .map((f) => (sign(f.asset) === 1 ? f : { ...f, price: complement(f.price) }));
  return averageCell(entries);
}

/** One dollar less this price, as decimal text of the same places. */
function complement(price: string): string {
  const places = (price.split('.')[1] ?? '').length;
  const { n, d } = add(whole(1), minus(decimal(price)));
  const units = (n * 10n ** BigInt(places)) / d;
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
  const cut = digits.length - places;
  const text = places === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  return units < 0n ? `-${text}` : text;
}
