// One asset's order book over a whole session: every row of it, and the book at any moment.

import { Book } from './book';
import {
  ASK,
  BUY_TRADE,
  KEYFRAME_ROWS,
  SELL_TRADE,
  keysOf,
  type KeyframeColumns,
  type TrackColumns,
} from './columns';
import { joined } from './growth';
import { Keyframes, applyRows, completeKeyframes } from './keyframes';
import { rowsUntil, timeAt } from './times';

/** A public trade: `side` is the taker's, null when nobody said. */
export interface TradeRow {
  row: number;
  atUs: number;
  seq: number;
  cell: number;
  size: number;
  side: 'BUY' | 'SELL' | null;
}

/** The rows of an asset. Rows of one message (one seq) stand together and mean nothing apart. */
export class Track {
  private columns: TrackColumns;
  private frames: Keyframes;
  private trades: Uint32Array<ArrayBuffer>;
  private tradeCount = 0;
  private readonly main: Cursor;

  /** `frames` are kept books that a worker made; without them they are made here. */
  constructor(columns: TrackColumns, frames?: KeyframeColumns) {
    this.columns = columns;
    this.frames = new Keyframes(frames);
    this.trades = new Uint32Array(256);
    this.complete(0);
    this.main = this.cursor();
  }

  get asset(): string {
    return this.columns.asset;
  }

  get market(): string {
    return this.columns.market;
  }

  get rows(): number {
    return this.columns.rows;
  }

  get cells(): number {
    return this.columns.cells;
  }

  get grid(): string {
    return this.columns.grid;
  }

  /** Cells between two neighbouring prices: key = cell / stride. */
  get stride(): number {
    return this.columns.stride;
  }

  /** Price steps of a side. */
  get keys(): number {
    return keysOf(this.columns.cells, this.columns.stride);
  }

  /** Bytes of rows and kept books. */
  get bytes(): number {
    const { time, seq, kind, key, size } = this.columns;
    const arrays = [time.base, time.rel, seq, kind, key, size, this.trades];
    return arrays.reduce((sum, one) => sum + one.byteLength, this.frames.bytes);
  }

  /** The raw rows, for those who read millions of them. Append may replace them. */
  raw(): TrackColumns {
    return this.columns;
  }

  /** The kept books, for handing to another thread. */
  keyframes(): KeyframeColumns {
    return this.frames.columns();
  }

  timeUs(row: number): number {
    return timeAt(this.columns.time, row);
  }

  seqOf(row: number): number {
    return this.columns.seqBase + (this.columns.seq[row] ?? 0);
  }

  kindOf(row: number): number {
    return this.columns.kind[row] ?? 0;
  }

  cellOf(row: number): number {
    return (this.columns.key[row] ?? 0) * this.columns.stride;
  }

  keyOf(row: number): number {
    return this.columns.key[row] ?? 0;
  }

  /** Micro-shares: of a level its new total, of a trade its volume. */
  sizeOf(row: number): number {
    return (this.columns.size[row] ?? 0) * this.columns.sizeUnit;
  }

  /** How many rows were received at or before a time. */
  rowAt(tUs: number): number {
    return rowsUntil(this.columns.time, this.columns.rows, tUs);
  }

  /** First row of the message that a row belongs to. */
  messageStart(row: number): number {
    const { seq } = this.columns;
    while (row > 0 && seq[row - 1] === seq[row]) row -= 1;
    return row;
  }

  /** The row after the last one of the message that a row belongs to. */
  messageEnd(row: number): number {
    const { seq, rows } = this.columns;
    let end = row + 1;
    while (end < rows && seq[end] === seq[row]) end += 1;
    return Math.min(end, rows);
  }

  /** The book at a time. It is shared: the next seek moves it. */
  seek(tUs: number): Book {
    return this.main.to(this.rowAt(tUs));
  }

  /** The book after so many rows, shared with `seek`. */
  bookAfter(rows: number): Book {
    return this.main.to(rows);
  }

  /** A reader with a book of its own. */
  cursor(): Cursor {
    return new Cursor(() => ({ columns: this.columns, frames: this.frames }));
  }

  /** How many public trades there are among the first `rows` rows. */
  tradesBefore(rows: number): number {
    let low = 0;
    let high = this.tradeCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.trades[middle] ?? 0) < rows) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Public trade number `index`, counted from 0. */
  trade(index: number): TradeRow {
    const row = this.trades[index] ?? 0;
    const kind = this.kindOf(row);
    return {
      row,
      atUs: this.timeUs(row),
      seq: this.seqOf(row),
      cell: this.cellOf(row),
      size: this.sizeOf(row),
      side: kind === BUY_TRADE ? 'BUY' : kind === SELL_TRADE ? 'SELL' : null,
    };
  }

  /** Row of public trade number `index`. */
  tradeRow(index: number): number {
    return this.trades[index] ?? 0;
  }

  /** Add the rows of an increment, whose first row follows our last one. */
  append(more: TrackColumns): void {
    const before = this.columns.rows;
    const stride = this.columns.stride;
    this.columns = joined(this.columns, more);
    if (this.columns.stride !== stride) this.frames = new Keyframes();
    this.complete(before);
  }

  private complete(from: number): void {
    const book = new Book(this.cells, this.stride, this.keys);
    completeKeyframes(this.columns, this.frames, book);
    const { kind, rows } = this.columns;
    for (let row = from; row < rows; row++) {
      if ((kind[row] ?? 0) <= ASK) continue;
      if (this.tradeCount === this.trades.length) {
        const longer = new Uint32Array(2 * this.trades.length);
        longer.set(this.trades);
        this.trades = longer;
      }
      this.trades[this.tradeCount++] = row;
    }
  }
}

/** Moves one book over a track's rows: a step forward costs its rows, a jump at most 4,096. */
export class Cursor {
  private at = -1;
  private moved: Book | null = null;

  constructor(private readonly source: () => { columns: TrackColumns; frames: Keyframes }) {}

  /** Rows applied so far; -1 before the first move. */
  get rows(): number {
    return this.at;
  }

  /** The book after the first `rows` rows. It is this cursor's own: the next move changes it. */
  to(rows: number): Book {
    const { columns, frames } = this.source();
    let book = this.moved;
    if (!book || book.stride !== columns.stride) {
      book = new Book(columns.cells, columns.stride, keysOf(columns.cells, columns.stride));
      this.moved = book;
      this.at = -1;
    }
    const end = Math.max(0, Math.min(rows, columns.rows));
    if (this.at < 0 || this.at > end || end - this.at >= KEYFRAME_ROWS) {
      const frame = Math.min(Math.floor(end / KEYFRAME_ROWS), frames.count - 1);
      frames.restore(frame, book);
      this.at = frame * KEYFRAME_ROWS;
    }
    applyRows(columns, book, this.at, end);
    this.at = end;
    return book;
  }
}
