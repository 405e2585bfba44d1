// One's own orders and fills as they were known at a time.

import type { FillEntry, OrderEntry } from '../source/types';
import type { OrderMoment } from './moment';

const RANK: Record<string, number> = { MATCHED: 0, MINED: 1, RETRYING: 1, CONFIRMED: 2, FAILED: 2 };

export interface OwnOrders {
  known: Map<string, OrderEntry>;
  cancelled: Set<string>;
}

export function noOrders(): OwnOrders {
  return { known: new Map(), cancelled: new Set() };
}

/** Take an order over unless it is known better: answers over REST may be stale. */
export function hearOrder(orders: OwnOrders, entry: OrderEntry): void {
  const known = orders.known.get(entry.order_id);
  if (known && entry.matched < known.matched) return;
  if (entry.action === 'CANCELLATION') {
    orders.cancelled.add(entry.order_id);
  } else if (known && orders.cancelled.has(entry.order_id)) {
    if (entry.matched > known.matched) {
      orders.known.set(entry.order_id, { ...known, matched: entry.matched });
    }
    return;
  }
  orders.known.set(entry.order_id, entry);
}

/** Orders of a market that rest in the book, by order id. */
export function resting(orders: OwnOrders, market: string): OrderMoment[] {
  const out: OrderMoment[] = [];
  for (const order of orders.known.values()) {
    if (order.market !== market || orders.cancelled.has(order.order_id)) continue;
    if (order.matched >= order.size) continue;
    const { order_id, asset, side, cell, price, size, matched } = order;
    out.push({ order_id, asset, side, cell, price, size, matched });
  }
  return out.sort((a, b) => (a.order_id < b.order_id ? -1 : 1));
}

/** A later report of the same fill replaces it, unless its status is behind. */
export function hearFill(fills: Map<string, FillEntry>, entry: FillEntry): void {
  const known = fills.get(entry.key);
  if (known && (RANK[entry.status] ?? 0) < (RANK[known.status] ?? 0)) return;
  fills.set(entry.key, entry);
}

/** Fills that count, in order of their first report. */
export function standing(fills: ReadonlyMap<string, FillEntry>): FillEntry[] {
  return [...fills.values()].filter((fill) => fill.status !== 'FAILED');
}
