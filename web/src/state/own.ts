// One's own orders and fills as they were known at a time. The timeline holds what took effect, so the
// last entry of a key is how things stood.

import type { FillEntry, OrderEntry } from '../source/types';
import type { OrderMoment } from './moment';

/** Orders by id, each as it was last told. */
export function hearOrder(orders: Map<string, OrderEntry>, entry: OrderEntry): void {
  orders.set(entry.order_id, entry);
}

/** Orders of a market that rest in the book, by order id. */
export function resting(orders: ReadonlyMap<string, OrderEntry>, market: string): OrderMoment[] {
  const out: OrderMoment[] = [];
  for (const order of orders.values()) {
    if (order.market !== market || !order.resting) continue;
    const { order_id, asset, side, cell, price, size, matched } = order;
    out.push({ order_id, asset, side, cell, price, size, matched });
  }
  return out.sort((a, b) => (a.order_id < b.order_id ? -1 : 1));
}

/** Fills by key, in order of their first report, each as it was last told. */
export function hearFill(fills: Map<string, FillEntry>, entry: FillEntry): void {
  fills.set(entry.key, entry);
}

/** Fills that count. */
export function standing(fills: ReadonlyMap<string, FillEntry>): FillEntry[] {
  return [...fills.values()].filter((fill) => fill.status !== 'FAILED');
}
