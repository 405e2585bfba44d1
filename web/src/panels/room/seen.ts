// What the panels make of a moment: names, price steps, own orders as the chosen outcome sees them.

import { ASK, BID } from '../../state/columns';
import type { OrderMoment } from '../../state/moment';
import type { Session } from '../../state/session';
import type { Track } from '../../state/track';
import type { Market, Timeline } from '../../source/types';
import { QueueWatch } from '../book/queue';
import type { LadderBook, Resting } from '../book/rows';

/** Cells of one price step, from decimal text: "0.01" is 100. Whole cents when nobody said. */
export function stepCells(tick: string | null): number {
  const fraction = (tick ?? '').split('.')[1];
  if (fraction === undefined) return 100;
  const cells = Number(fraction.padEnd(4, '0').slice(0, 4));
  return cells > 0 ? cells : 100;
}

/** The market's price step as known at a time, in cells. */
export function stepAt(timeline: Timeline, market: Market | null, atUs: number): number {
  if (market === null) return 100;
  const changed = timeline.rules.findLast(
    (entry) => entry.at_us <= atUs && entry.market === market.market && entry.tick != null,
  );
  return stepCells(changed?.tick ?? market.tick);
}

/**
 * The step that a book's own levels ask for, in cells, if it is finer than the one told: a change of
 * the step may have fallen into a hole, and a row of a coarser one would show no price that exists.
 */
export function stepOf(book: LadderBook, told: number): number {
  let step = told;
  for (const [cell] of [...book.bids, ...book.asks]) {
    while (cell % step !== 0) step = step % 10 === 0 ? step / 10 : 1;
  }
  return step;
}

/** What an asset is called: its outcome's label. */
export function outcomeName(timeline: Timeline, asset: string): string {
  for (const market of timeline.markets) {
    const found = market.outcomes.find((outcome) => outcome.asset === asset);
    if (found !== undefined) return found.label;
  }
  return asset.length > 12 ? `${asset.slice(0, 6)}…` : asset;
}

/** +1 for a market's first outcome, -1 for the other: YES and NO are one exposure. */
export function outcomeSign(timeline: Timeline, asset: string): 1 | -1 {
  const second = timeline.markets.some(
    (market) => market.outcomes.length === 2 && market.outcomes[1]?.asset === asset,
  );
  return second ? -1 : 1;
}

/**
 * Own resting orders on the ladder of `asset`: buying the other outcome of two at a price is
 * selling this one at a dollar less it.
 */
export function ownOnLadder(
  orders: readonly OrderMoment[],
  asset: string,
  market: Market | null,
  cells: number,
): Resting[] {
  const turned = market?.outcomes.length === 2;
  return orders
    .filter((order) => order.asset === asset || turned)
    .map((order) => {
      if (order.asset === asset) return order;
      const cell = order.cell === null ? null : cells - 1 - order.cell;
      return { ...order, cell, side: order.side === 'BUY' ? 'SELL' : 'BUY' };
    });
}

/** Whether one's own orders were being recorded, as far as was known at a time. */
export function ownRecorded(timeline: Timeline, atUs: number): boolean {
  return (
    timeline.links.some((link) => link.at_us <= atUs && link.connection.includes('.user')) ||
    (timeline.orders[0]?.at_us ?? Infinity) <= atUs ||
    (timeline.fills[0]?.at_us ?? Infinity) <= atUs
  );
}

/** Bounds on what stands ahead of own orders, each kept while the playhead moves on. */
export class Queues {
  private readonly watches = new WeakMap<Track, QueueWatch>();

  /** Micro-shares ahead of an order at most, or null where its level was not recorded. */
  ahead(session: Session, order: OrderMoment, atUs: number): number | null {
    const sight = session.sight(order.asset);
    const placed = session.timeline.orders.find((entry) => entry.order_id === order.order_id);
    if (sight === null || placed === undefined || order.cell === null) return null;
    const { track, mirror } = sight;
    let watch = this.watches.get(track);
    if (watch === undefined) this.watches.set(track, (watch = new QueueWatch(track)));
    const buys = (order.side === 'BUY') !== mirror;
    return watch.ahead(
      {
        id: order.order_id,
        side: buys ? BID : ASK,
        cell: mirror ? track.cells - 1 - order.cell : order.cell,
        placedRow: track.rowAt(placed.at_us),
        open: order.size - order.matched,
      },
      track.rowAt(atUs),
    );
  }
}
