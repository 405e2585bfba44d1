// Folds rows into one cell of time after another: prices, traded volume, and a column of heat.

import { Book, type Side } from '../state/book';
import { ASK, BID, BUY_TRADE, NONE, SELL_TRADE, keysOf, type TrackColumns } from '../state/columns';
import type { Track } from '../state/track';
import { codeOf } from './heat';

/** What one cell holds; prices are cells of the grid, `low` and `high` twice the mid, -1 unknown. */
export interface CellValues {
  bid: number;
  ask: number;
  low: number;
  high: number;
  /** Micro-shares that takers bought and sold (an unknown side counts half to each). */
  buy: number;
  sell: number;
  /** Sum of cell * volume. */
  moved: number;
}

/** Moves over a track's rows; after each `run` it holds the cell that they make up. */
export class CellFold implements CellValues {
  bid = NONE;
  ask = NONE;
  low = NONE;
  high = NONE;
  buy = 0;
  sell = 0;
  moved = 0;
  /** Heat codes by price row, lowest price first, at the end of the cell. */
  readonly codes: Uint8Array<ArrayBuffer>;
  private readonly sizes: Float64Array<ArrayBuffer>;
  private book: Book;
  private next = -1;

  /** A price row spans `rowCells` cells of the grid. */
  constructor(
    private readonly track: Track,
    readonly rowCells: number,
  ) {
    const rows = keysOf(track.cells, rowCells);
    this.codes = new Uint8Array(rows);
    this.sizes = new Float64Array(rows);
    this.book = new Book(1, 1, 1);
  }

  /** Rows folded so far. */
  get rows(): number {
    return this.next;
  }

  /** Stand before row `row`, with the book that was there. */
  start(row: number): void {
    const { track } = this;
    const from = track.cursor().to(row);
    this.book = new Book(track.cells, track.stride, track.keys);
    this.sizes.fill(0);
    for (const side of [BID, ASK] as const) {
      for (const [cell, size] of side === BID ? from.bids() : from.asks()) {
        this.book.set(side, cell / track.stride, size);
        const at = this.rowOf(side, cell);
        this.sizes[at] = (this.sizes[at] ?? 0) + size;
      }
    }
    this.sizes.forEach((size, at) => (this.codes[at] = codeOf(size)));
    this.next = row;
    this.open();
  }

  /** Fold the rows before `end` into a new cell. */
  run(end: number): void {
    const columns = this.track.raw();
    if (this.book.stride !== columns.stride || this.next < 0) this.start(Math.max(0, this.next));
    this.open();
    const { kind, seq } = columns;
    for (let row = this.next; row < end; row++) {
      const what = kind[row] ?? 0;
      if (what <= ASK) this.level(columns, row, what as Side);
      else this.trade(columns, row, what);
      // Within a message the book means nothing; its prices count only at the end of one.
      if (row + 1 === columns.rows || seq[row + 1] !== seq[row]) this.look();
    }
    this.next = end;
    this.look();
  }

  private open(): void {
    [this.low, this.high] = [NONE, NONE];
    [this.buy, this.sell, this.moved] = [0, 0, 0];
    this.look();
  }

  private look(): void {
    const { bestBid, bestAsk } = this.book;
    [this.bid, this.ask] = [bestBid, bestAsk];
    if (bestBid === NONE || bestAsk === NONE) return;
    const middle = bestBid + bestAsk;
    if (this.low === NONE || middle < this.low) this.low = middle;
    if (middle > this.high) this.high = middle;
  }

  private level({ key, size, sizeUnit, stride }: TrackColumns, row: number, side: Side): void {
    const at = key[row] ?? 0;
    const now = (size[row] ?? 0) * sizeUnit;
    const before = this.book.sizes[side * this.book.keys + at] ?? 0;
    this.book.set(side, at, now);
    const place = this.rowOf(side, at * stride);
    const sum = (this.sizes[place] ?? 0) + now - before;
    this.sizes[place] = sum;
    this.codes[place] = codeOf(sum);
  }

  private trade({ key, size, sizeUnit, stride }: TrackColumns, row: number, kind: number): void {
    const volume = (size[row] ?? 0) * sizeUnit;
    const bought = kind === BUY_TRADE ? volume : kind === SELL_TRADE ? 0 : volume / 2;
    this.buy += bought;
    this.sell += volume - bought;
    this.moved += volume * (key[row] ?? 0) * stride;
  }

  /** A bid between two price rows lies in the lower one, an ask in the upper one. */
  private rowOf(side: Side, cell: number): number {
    return side === BID ? Math.floor(cell / this.rowCells) : Math.ceil(cell / this.rowCells);
  }
}
