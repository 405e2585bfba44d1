// What a track is in memory: one row a level change or trade, as typed arrays that workers hand over.

/** Rows between two kept books: a seek applies at most this many. */
export const KEYFRAME_ROWS = 4096;

/** Row kinds of the track format. */
export const BID = 0;
export const ASK = 1;
export const BUY_TRADE = 2;
export const SELL_TRADE = 3;
export const TRADE = 4;

/** The cell of "no price". */
export const NONE = -1;

/**
 * Times of rows, in integer microseconds, at four bytes a row: every KEYFRAME_ROWS rows share a
 * base. A chunk that spans more than 71 minutes does not fit and keeps its own exact times.
 */
export interface TimeColumns {
  base: Float64Array<ArrayBuffer>;
  rel: Uint32Array<ArrayBuffer>;
  wide: Map<number, Float64Array<ArrayBuffer>>;
}

/** Sizes in `sizeUnit` micro-shares: i32, or f64 (whole numbers) where that does not fit. */
export type SizeArray = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/**
 * Books before every KEYFRAME_ROWS rows, sparse: slots `start[k]` to `start[k + 1]` of `slot` and
 * `size`. A slot is side * keys + key, a size micro-shares.
 */
export interface KeyframeColumns {
  start: Uint32Array<ArrayBuffer>;
  slot: Uint32Array<ArrayBuffer>;
  size: Float64Array<ArrayBuffer>;
}

/** A decoded track; `first` is the book before its first row. Key = cell / stride. */
export interface TrackColumns {
  session: string;
  asset: string;
  market: string;
  grid: string;
  cells: number;
  rows: number;
  stride: number;
  sizeUnit: number;
  time: TimeColumns;
  seqBase: number;
  seq: Uint32Array<ArrayBuffer>;
  kind: Uint8Array<ArrayBuffer>;
  key: Uint16Array<ArrayBuffer>;
  size: SizeArray;
  first: {
    kind: Uint8Array<ArrayBuffer>;
    key: Uint16Array<ArrayBuffer>;
    size: Float64Array<ArrayBuffer>;
  };
}

/** Number of keys a side has at a stride. */
export function keysOf(cells: number, stride: number): number {
  return Math.floor((cells - 1) / stride) + 1;
}
