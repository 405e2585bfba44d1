// The book at a decision, from the order's metrics: depth of both sides and the support flag.

import type { Order } from './evidence';

/** Micro-shares, null where not known; `support` is null for what is no exit. */
export interface BookThen {
  readonly bids: number | null;
  readonly asks: number | null;
  readonly support: boolean | null;
  readonly least: number;
  readonly needed: number;
  /** Why something of it is not told; empty where nothing is missing. */
  readonly why: string;
}

/** Metrics that are drawn, and so are not listed again. */
export const DRAWN: ReadonlySet<string> = new Set([
  'depth_bid_3',
  'depth_ask_3',
  'support',
  'support_least',
  'support_needed',
]);

/** The book at the decision; null where the analysis told nothing of it. */
export function bookThen(order: Order): BookThen | null {
  if (!('depth_bid_3' in order.metrics)) return null;
  const known = (name: string): number | null => {
    const value = order.metrics[name]?.value;
    return typeof value === 'number' ? value : null;
  };
  const least = known('support_least');
  const needed = known('support_needed');
  const said = order.metrics['support']?.value;
  const told = least !== null && needed !== null && typeof said === 'string';
  const missing = [...DRAWN].find((name) => order.metrics[name]?.value === null);
  const reason = missing === undefined ? '' : (order.withheld[missing] ?? 'not known');
  return {
    bids: known('depth_bid_3'),
    asks: known('depth_ask_3'),
    support: told ? said === 'yes' : null,
    least: least ?? 0,
    needed: needed ?? 0,
    why: reason === '' ? '' : `${missing?.startsWith('depth') ? 'Depth' : 'Support'}: ${reason}.`,
  };
}
