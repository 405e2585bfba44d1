// An order book in the browser: dense sizes over the price steps of one asset.

import { ASK, BID, NONE } from './columns';

/** [cell, size in micro-shares]. */
export type Level = readonly [cell: number, size: number];

export type Side = typeof BID | typeof ASK;

/** What can be asked of a book; levels come best first, sizes are micro-shares. */
export interface BookView {
  readonly cells: number;
  /** Cells between two neighbouring prices of this market. */
  readonly stride: number;
  /** Cell of the best price, or NONE (-1). */
  readonly bestBid: number;
  readonly bestAsk: number;
  bids(limit?: number): Level[];
  asks(limit?: number): Level[];
  sizeAt(side: Side, cell: number): number;
  depth(side: Side, levels?: number): number;
  /** What a taker of `size` takes off this side, best price first; short if there is not enough. */
  walk(side: Side, size: number): Level[];
}

/** A book that moves: sizes are absolute, zero removes a level. Slot = side * keys + key. */
export class Book implements BookView {
  readonly sizes: Float64Array<ArrayBuffer>;
  private best: [number, number] = [NONE, NONE];
  private held: [number, number] = [0, 0];

  constructor(
    readonly cells: number,
    readonly stride: number,
    readonly keys: number,
  ) {
    this.sizes = new Float64Array(2 * keys);
  }

  /** Store the new total size of a level, in micro-shares. */
  set(side: Side, key: number, size: number): void {
    const slot = side * this.keys + key;
    const before = this.sizes[slot] ?? 0;
    this.sizes[slot] = size;
    if (size > 0 === before > 0) return;
    const best = this.best[side];
    if (size > 0) {
      this.held[side] += 1;
      if (best === NONE || (side === BID ? key > best : key < best)) this.best[side] = key;
    } else {
      this.held[side] -= 1;
      if (key === best) this.best[side] = this.held[side] > 0 ? this.nextFrom(side, key) : NONE;
    }
  }

  clear(): void {
    this.sizes.fill(0);
    this.best = [NONE, NONE];
    this.held = [0, 0];
  }

  /** Key of the best price of a side, or NONE. */
  bestKey(side: Side): number {
    return this.best[side];
  }

  get bestBid(): number {
    return this.best[BID] === NONE ? NONE : this.best[BID] * this.stride;
  }

  get bestAsk(): number {
    return this.best[ASK] === NONE ? NONE : this.best[ASK] * this.stride;
  }

  bids(limit = Infinity): Level[] {
    return this.levels(BID, limit);
  }

  asks(limit = Infinity): Level[] {
    return this.levels(ASK, limit);
  }

  sizeAt(side: Side, cell: number): number {
    if (cell < 0 || cell % this.stride !== 0 || cell >= this.cells) return 0;
    return this.sizes[side * this.keys + cell / this.stride] ?? 0;
  }

  depth(side: Side, levels = 5): number {
    return this.levels(side, levels).reduce((sum, [, size]) => sum + size, 0);
  }

  walk(side: Side, size: number): Level[] {
    return walkLevels(this.levels(side, Infinity), size);
  }

  private levels(side: Side, limit: number): Level[] {
    const out: Level[] = [];
    const step = side === BID ? -1 : 1;
    let left = Math.min(limit, this.held[side]);
    for (let key = this.best[side]; left > 0; key += step) {
      const size = this.sizes[side * this.keys + key] ?? 0;
      if (size > 0) {
        out.push([key * this.stride, size]);
        left -= 1;
      }
    }
    return out;
  }

  private nextFrom(side: Side, key: number): number {
    const step = side === BID ? -1 : 1;
    const base = side * this.keys;
    let at = key + step;
    while ((this.sizes[base + at] ?? 0) === 0) at += step;
    return at;
  }
}

/** The other outcome's book: a bid at cell c is an ask at cells - 1 - c. */
export class MirrorBook implements BookView {
  constructor(private readonly of: BookView) {}

  get cells(): number {
    return this.of.cells;
  }

  get stride(): number {
    return this.of.stride;
  }

  get bestBid(): number {
    return this.mirror(this.of.bestAsk);
  }

  get bestAsk(): number {
    return this.mirror(this.of.bestBid);
  }

  bids(limit?: number): Level[] {
    return this.of.asks(limit).map(([cell, size]) => [this.mirror(cell), size]);
  }

  asks(limit?: number): Level[] {
    return this.of.bids(limit).map(([cell, size]) => [this.mirror(cell), size]);
  }

  sizeAt(side: Side, cell: number): number {
    return this.of.sizeAt(side === BID ? ASK : BID, this.cells - 1 - cell);
  }

  depth(side: Side, levels?: number): number {
    return this.of.depth(side === BID ? ASK : BID, levels);
  }

  walk(side: Side, size: number): Level[] {
    return walkLevels(side === BID ? this.bids() : this.asks(), size);
  }

  private mirror(cell: number): number {
    return cell === NONE ? NONE : this.cells - 1 - cell;
  }
}

function walkLevels(levels: readonly Level[], size: number): Level[] {
  const taken: Level[] = [];
  for (const [cell, resting] of levels) {
    if (size <= 0) break;
    const part = Math.min(size, resting);
    taken.push([cell, part]);
    size -= part;
  }
  return taken;
}
