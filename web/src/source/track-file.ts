// Reads a track file (docs/track-format.md): byte planes to the typed arrays of one asset.

import {
  ASK,
  BID,
  BUY_TRADE,
  SELL_TRADE,
  TRADE,
  keysOf,
  type SizeArray,
  type TimeColumns,
  type TrackColumns,
} from '../state/columns';
import { newTimes, putTimes } from '../state/times';
import { TrackError } from './errors';
import { planes32, planes64, valuesOf } from './planes';
import { readLayout, type Block, type TrackHeader } from './track-header';

const SPAN = 4_294_967_295;

/** How kinds are stored: a level, one that is gone (which has no size), a trade, one of no side. */
const GONE = 1;
const UNKNOWN = 3;

/** All rows of a track file with codec none. Throws TrackError, and nothing else. */
export function decodeTrack(bytes: Uint8Array<ArrayBuffer>): TrackColumns {
  const { header, blocks } = readLayout(bytes);
  const stride = blocks.reduce((unit, block) => common(unit, block.stride), 0) || 1;
  const seqBase = blocks[0]?.firstSeq ?? 0;
  const seq = new Uint32Array(header.rows);
  const kind = new Uint8Array(header.rows);
  const key = new Uint16Array(header.rows);
  const times = new TimesFilled(header.rows);
  const sizes = new SizesFilled(header.rows, blocks);
  let row = 0;
  for (const block of blocks) {
    readSeq(bytes, block, seqBase, seq.subarray(row, row + block.rows));
    readPlaces(bytes, block, header.cells, stride, {
      kind: kind.subarray(row, row + block.rows),
      key: key.subarray(row, row + block.rows),
    });
    times.take(bytes, block, row);
    sizes.take(bytes, block, row);
    row += block.rows;
  }
  const { session, asset, market, grid, cells, rows } = header;
  const first = bookBefore(bytes, blocks[0], header, stride);
  const named = { session, asset, market, grid, cells, rows, stride };
  return {
    ...named,
    sizeUnit: sizes.unit,
    time: times.columns,
    seqBase,
    seq,
    kind,
    key,
    size: sizes.out,
    first,
  };
}

function readSeq(bytes: Uint8Array, block: Block, base: number, out: Uint32Array): void {
  const { at, width, count } = block.sections.dseq;
  planes32(bytes, at, width, count, out);
  let now = block.firstSeq - base;
  if (now < 0) throw new TrackError('The blocks of the track are not in order.');
  if (count > 0) out[0] = now;
  for (let i = 1; i < count; i++) {
    now += out[i] as number;
    out[i] = now;
  }
  if (now > SPAN) throw new TrackError('The track spans more messages than a page can hold.');
}

/** Kinds and keys: a place is twice the distance from where its side is counted, odd for asks. */
function readPlaces(
  bytes: Uint8Array,
  block: Block,
  cells: number,
  stride: number,
  { kind, key }: { kind: Uint8Array; key: Uint16Array },
): void {
  const { place } = block.sections;
  const codes = bytes.subarray(block.sections.kind.at, place.at);
  const { bidKey, askKey } = block;
  const times = block.stride / stride;
  const levels = keysOf(cells, block.stride);
  planes32(bytes, place.at, place.width, place.count, key);
  let bad = 0;
  for (let i = 0; i < place.count; i++) {
    const code = ((codes[i >> 2] as number) >> ((i & 3) << 1)) & 3;
    const where = key[i] as number;
    const ask = where & 1;
    const found = ask ? askKey + (where >> 1) : bidKey - (where >> 1);
    if (found < 0 || found >= levels || (code === UNKNOWN && !ask)) bad += 1;
    kind[i] = code <= GONE ? ask : code === UNKNOWN ? TRADE : ask ? BUY_TRADE : SELL_TRADE;
    key[i] = found * times;
  }
  if (bad > 0) throw new TrackError('A price or a kind of the track does not exist.');
}

/** Gathers the times of all blocks into chunks with a base each. */
class TimesFilled {
  readonly columns: TimeColumns;
  private last = -Infinity;

  constructor(rows: number) {
    this.columns = newTimes(rows);
  }

  take(bytes: Uint8Array, block: Block, row: number): void {
    const steps = valuesOf(bytes, block.sections.dt);
    const count = steps.length;
    if (count > 0 && block.firstUs < this.last) {
      throw new TrackError('The times of the track run backwards.');
    }
    const now = putTimes(this.columns, row, block.firstUs, steps, block.timeUnit);
    if (count > 0 && now !== block.lastUs) {
      throw new TrackError('The times of a block do not end where its index says.');
    }
    this.last = now;
  }
}

/** Gathers sizes in the smallest unit of all blocks; falls back to f64 where i32 is too small. */
class SizesFilled {
  readonly unit: number;
  out: SizeArray;

  constructor(rows: number, blocks: readonly Block[]) {
    this.unit = blocks.reduce((unit, block) => common(unit, block.sizeUnit), 0) || 1;
    const wide = blocks.some((block) => block.sections.size.width > 4);
    this.out = wide ? new Float64Array(rows) : new Int32Array(rows);
  }

  take(bytes: Uint8Array, block: Block, row: number): void {
    const { kind, size } = block.sections;
    const times = block.sizeUnit / this.unit;
    const raw = valuesOf(bytes, size);
    let largest = 0;
    for (let i = 0; i < raw.length; i++) largest = Math.max(largest, raw[i] as number);
    if (!Number.isSafeInteger(largest * block.sizeUnit)) {
      throw new TrackError('A size of the track is too large.');
    }
    if (largest * times > 2_147_483_647 && this.out instanceof Int32Array) {
      this.out = Float64Array.from(this.out);
    }
    const codes = bytes.subarray(kind.at, kind.at + kind.count);
    const out = this.out.subarray(row, row + block.rows);
    let used = 0;
    for (let i = 0; i < block.rows; i++) {
      if ((((codes[i >> 2] as number) >> ((i & 3) << 1)) & 3) === GONE) continue;
      out[i] = (raw[used] ?? 0) * times;
      used += 1;
    }
    if (used !== raw.length)
      throw new TrackError('A block of the track has other sizes than rows.');
  }
}

/** The book kept before a block; a stored ask stands `levels` slots behind the bids. */
export function bookBefore(
  bytes: Uint8Array,
  block: Block | undefined,
  header: TrackHeader,
  stride: number,
): TrackColumns['first'] {
  const { kf_key, kf_size } = block?.sections ?? {};
  const count = kf_key?.count ?? 0;
  const key = new Uint16Array(count);
  const size = new Float64Array(count);
  const kind = new Uint8Array(count);
  if (!block || !kf_key || !kf_size) return { kind, key, size };
  planes32(bytes, kf_key.at, kf_key.width, count, key);
  planes64(bytes, kf_size.at, kf_size.width, count, size);
  const levels = keysOf(header.cells, block.stride);
  for (let i = 0; i < count; i++) {
    const slot = key[i] ?? 0;
    if (slot >= 2 * levels) throw new TrackError('A price of the first book is off the grid.');
    const held = (size[i] ?? 0) * block.kfUnit;
    if (held <= 0 || !Number.isSafeInteger(held)) {
      throw new TrackError('A level of the first book has no size, or one too large.');
    }
    size[i] = held;
    kind[i] = slot < levels ? BID : ASK;
    key[i] = ((slot % levels) * block.stride) / stride;
  }
  return { kind, key, size };
}

function common(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}
