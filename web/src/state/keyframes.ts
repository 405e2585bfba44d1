// Books kept on the way, so that a seek applies a few thousand rows at most.

import { Book, type Side } from './book';
import { ASK, KEYFRAME_ROWS, type KeyframeColumns, type TrackColumns } from './columns';

/** Books before rows 0, 4096, 8192, ...; grows with its track. */
export class Keyframes {
  private start: Uint32Array<ArrayBuffer>;
  private slot: Uint32Array<ArrayBuffer>;
  private size: Float64Array<ArrayBuffer>;
  private filled = 0;

  constructor(made?: KeyframeColumns) {
    this.start = made?.start ?? new Uint32Array(16);
    this.slot = made?.slot ?? new Uint32Array(1024);
    this.size = made?.size ?? new Float64Array(1024);
    this.filled = made ? made.start.length - 1 : 0;
  }

  /** How many books are kept. */
  get count(): number {
    return this.filled;
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.start.byteLength + this.slot.byteLength + this.size.byteLength;
  }

  /** Keep this book as the next one. */
  keep(book: Book): void {
    const sizes = book.sizes;
    let at = this.start[this.filled] ?? 0;
    if (at + sizes.length > this.slot.length) this.widen(at + sizes.length);
    for (let slot = 0; slot < sizes.length; slot++) {
      const size = sizes[slot] ?? 0;
      if (size === 0) continue;
      this.slot[at] = slot;
      this.size[at] = size;
      at += 1;
    }
    this.filled += 1;
    if (this.filled >= this.start.length) this.start = longer(this.start, Uint32Array);
    this.start[this.filled] = at;
  }

  /** Make a book the one kept as number `index`. */
  restore(index: number, book: Book): void {
    book.clear();
    const end = this.start[index + 1] ?? 0;
    for (let i = this.start[index] ?? 0; i < end; i++) {
      const slot = this.slot[i] ?? 0;
      const side = (slot < book.keys ? 0 : ASK) as Side;
      book.set(side, slot - side * book.keys, this.size[i] ?? 0);
    }
  }

  /** The arrays, cut to what is used, for handing to another thread. */
  columns(): KeyframeColumns {
    const used = this.start[this.filled] ?? 0;
    return {
      start: this.start.slice(0, this.filled + 1),
      slot: this.slot.slice(0, used),
      size: this.size.slice(0, used),
    };
  }

  private widen(needed: number): void {
    const length = Math.max(needed, this.slot.length * 2);
    const [slot, size] = [new Uint32Array(length), new Float64Array(length)];
    slot.set(this.slot);
    size.set(this.size);
    [this.slot, this.size] = [slot, size];
  }
}

function longer(
  from: Uint32Array<ArrayBuffer>,
  kind: Uint32ArrayConstructor,
): Uint32Array<ArrayBuffer> {
  const out = new kind(from.length * 2);
  out.set(from);
  return out;
}

/** The empty-handed start of a track: the book before its first row. */
export function firstBook(columns: TrackColumns, book: Book): void {
  book.clear();
  const { kind, key, size } = columns.first;
  for (let i = 0; i < key.length; i++) book.set((kind[i] ?? 0) as Side, key[i] ?? 0, size[i] ?? 0);
}

/** Apply rows [from, to) of a track to a book that stands before row `from`. */
export function applyRows(columns: TrackColumns, book: Book, from: number, to: number): void {
  const { kind, key, size, sizeUnit } = columns;
  for (let row = from; row < to; row++) {
    const side = kind[row] ?? 0;
    if (side <= ASK) book.set(side as Side, key[row] ?? 0, (size[row] ?? 0) * sizeUnit);
  }
}

/** Keep the books that are missing up to the last row; `book` is used up. */
export function completeKeyframes(columns: TrackColumns, frames: Keyframes, book: Book): void {
  if (frames.count === 0) {
    firstBook(columns, book);
    frames.keep(book);
  }
  let at = (frames.count - 1) * KEYFRAME_ROWS;
  frames.restore(frames.count - 1, book);
  while (at + KEYFRAME_ROWS <= columns.rows) {
    applyRows(columns, book, at, at + KEYFRAME_ROWS);
    at += KEYFRAME_ROWS;
    frames.keep(book);
  }
}
