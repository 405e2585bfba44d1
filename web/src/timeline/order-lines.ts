// Own resting orders as lines at their price, from when they were placed to when they were gone.

import type { OrderEntry } from '../source/types';
import type { Session } from '../state/session';
import type { Place } from './own-marks';

/** A line on the tape of one outcome; `up` is whether it bids for this outcome. */
export interface OrderLine {
  cell: number;
  up: boolean;
  fromUs: number;
  /** When it was gone, or the horizon while it was not. */
  toUs: number;
  /** Whether it was still there at the horizon. */
  resting: boolean;
  size: number;
}

interface Life {
  up: boolean;
  cell: number;
  size: number;
  fromUs: number;
  endUs: number;
}

/** The lives of a market's orders, gathered as a session's list grows. */
export class OrderLines {
  private readonly lives: Life[] = [];
  private readonly byId = new Map<string, Life>();
  private read = 0;

  constructor(
    private readonly session: Session,
    private readonly asset: string,
    private readonly place: Place,
  ) {}

  /** Lines that touch a stretch of time, as known at the horizon. */
  between(from: number, to: number, horizon: number): OrderLine[] {
    this.gather();
    const lines: OrderLine[] = [];
    for (const life of this.lives) {
      if (life.fromUs > horizon || life.fromUs > to) break;
      const resting = life.endUs > horizon;
      const toUs = resting ? horizon : life.endUs;
      if (toUs < from) continue;
      lines.push({
        cell: life.cell,
        up: life.up,
        ...{ fromUs: life.fromUs, toUs, resting, size: life.size },
      });
    }
    return lines;
  }

  private gather(): void {
    const market = this.session.marketOf(this.asset)?.market;
    const { orders } = this.session.timeline;
    for (; this.read < orders.length; this.read++) {
      const entry = orders[this.read];
      if (!entry || entry.market !== market || entry.cell === null) continue;
      const cell = this.place(entry.asset, entry.cell);
      if (cell !== null) this.hear(entry, cell);
    }
  }

  private hear(entry: OrderEntry, cell: number): void {
    const known = this.byId.get(entry.order_id);
    const gone = !entry.resting;
    if (known) {
      if (gone) known.endUs = Math.min(known.endUs, entry.at_us);
      return;
    }
    const life: Life = {
      ...{ up: (entry.side === 'BUY') === (entry.asset === this.asset), cell },
      ...{ size: entry.size, fromUs: entry.at_us, endUs: gone ? entry.at_us : Infinity },
    };
    this.byId.set(entry.order_id, life);
    this.lives.push(life);
  }
}
