// How much rests ahead of one's own order, at most: the order's level watched since it was placed.

import { ASK, BID, BUY_TRADE, SELL_TRADE } from '../../state/columns';

/** What is needed of a track: its rows, and a book of one's own over them. */
export interface LevelRows {
  kindOf(row: number): number;
  cellOf(row: number): number;
  /** Micro-shares: a level's new total, a trade's volume. */
  sizeOf(row: number): number;
  cursor(): { to(rows: number): { sizeAt(side: typeof BID | typeof ASK, cell: number): number } };
}

/** An order as its track sees it (prices turned round for a mirrored outcome). */
export interface Queued {
  readonly id: string;
  readonly side: typeof BID | typeof ASK;
  readonly cell: number;
  /** Rows of the track received when the order was first heard of. */
  readonly placedRow: number;
  /** Micro-shares still open. */
  readonly open: number;
}

interface Watched {
  row: number;
  ahead: number;
}

/**
 * Upper bounds of what stands before one's own orders.
 *
 * The venue tells totals, not places. Whoever left the level is taken to have stood behind, so the
 * bound never flatters; trades at the level eat from its front, and a total below it caps it.
 */
export class QueueWatch {
  private readonly watched = new Map<string, Watched>();

  constructor(private readonly rows: LevelRows) {}

  /** Micro-shares ahead of the order at most, after the first `untilRow` rows. */
  ahead(order: Queued, untilRow: number): number {
    const { side, cell, placedRow, open } = order;
    const key = `${order.id} ${side} ${cell} ${open}`;
    let at = this.watched.get(key);
    if (at === undefined || at.row > untilRow) {
      const resting = this.rows.cursor().to(placedRow).sizeAt(side, cell);
      at = { row: placedRow, ahead: resting };
      this.watched.set(key, at);
    }
    const eaten = side === BID ? SELL_TRADE : BUY_TRADE;
    for (let row = at.row; row < untilRow && at.ahead > 0; row += 1) {
      if (this.rows.cellOf(row) !== cell) continue;
      const kind = this.rows.kindOf(row);
      if (kind === side) at.ahead = Math.min(at.ahead, Math.max(0, this.rows.sizeOf(row) - open));
      else if (kind === eaten) at.ahead = Math.max(0, at.ahead - this.rows.sizeOf(row));
    }
    at.row = Math.max(at.row, untilRow);
    return at.ahead;
  }
}
