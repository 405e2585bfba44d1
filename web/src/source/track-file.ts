// Reads a track file (docs/track-format.md): byte planes to the typed arrays of one asset.

import {
  ASK,
  BID,
  TRADE,
  keysOf,
  type SizeArray,
  type TimeColumns,
  type TrackColumns,
} from '../state/columns';
import { newTimes, putTimes } from '../state/times';
import { TrackError } from './errors';
import { planes32, planes64 } from './planes';
import { readLayout, type Block, type TrackHeader } from './track-header';

const SPAN = 4_294_967_295;

/** All rows of a track file with codec none. Throws TrackError, and nothing else. */
export function decodeTrack(bytes: Uint8Array<ArrayBuffer>): TrackColumns {
  const { header, blocks } = readLayout(bytes);
  const stride = blocks.reduce((unit, block) => common(unit, block.stride), 0) || 1;
  const keys = keysOf(header.cells, stride);
  const seqBase = blocks[0]?.firstSeq ?? 0;
  const seq = new Uint32Array(header.rows);
  const kind = new Uint8Array(header.rows);
  const key = new Uint16Array(header.rows);
  const times = new TimesFilled(header.rows);
  const sizes = new SizesFilled(header.rows, blocks);
  let row = 0;
  for (const block of blocks) {
    const parts = { seq: seq.subarray(row), kind: kind.subarray(row), key: key.subarray(row) };
    readSeq(bytes, block, seqBase, parts.seq);
    readKinds(bytes, block, parts.kind);
    readKeys(bytes, block, stride, keys, parts.key);
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

function readKinds(bytes: Uint8Array, block: Block, out: Uint8Array): void {
  const { at, count } = block.sections.kind;
  for (let i = 0; i < count; i++) {
    if ((bytes[at + i] as number) > TRADE) {
      throw new TrackError(`There is no row of kind ${bytes[at + i]}.`);
    }
  }
  out.set(bytes.subarray(at, at + count));
}

function readKeys(
  bytes: Uint8Array,
  block: Block,
  stride: number,
  keys: number,
  out: Uint16Array,
): void {
  const { at, width, count } = block.sections.key;
  planes32(bytes, at, width, count, out);
  const times = block.stride / stride;
  let highest = 0;
  for (let i = 0; i < count; i++) highest = Math.max(highest, out[i] as number);
  if (highest * times >= keys) throw new TrackError('A price of the track is off its grid.');
  if (times !== 1) for (let i = 0; i < count; i++) out[i] = (out[i] ?? 0) * times;
}

/** Gathers the times of all blocks into chunks with a base each. */
class TimesFilled {
  readonly columns: TimeColumns;
  private last = -Infinity;

  constructor(rows: number) {
    this.columns = newTimes(rows);
  }

  take(bytes: Uint8Array, block: Block, row: number): void {
    const { at, width, count } = block.sections.dt;
    const steps = width === 4 ? new Uint32Array(count) : new Float64Array(count);
    if (steps instanceof Uint32Array) planes32(bytes, at, 4, count, steps);
    else planes64(bytes, at, count, steps, false);
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
    const wide = blocks.some((block) => block.sections.size.width === 8);
    this.out = wide ? new Float64Array(rows) : new Int32Array(rows);
  }

  take(bytes: Uint8Array, block: Block, row: number): void {
    const { at, width, count } = block.sections.size;
    const times = block.sizeUnit / this.unit;
    const raw = width === 8 ? new Float64Array(count) : new Int32Array(count);
    if (raw instanceof Int32Array) planes32(bytes, at, 4, count, raw);
    else planes64(bytes, at, count, raw, true);
    let largest = 0;
    for (let i = 0; i < count; i++) {
      const size = raw[i] as number;
      if (size < 0) throw new TrackError('A size of the track is negative.');
      if (size > largest) largest = size;
    }
    if (!Number.isSafeInteger(largest * block.sizeUnit)) {
      throw new TrackError('A size of the track is too large.');
    }
    if (largest * times > 2_147_483_647 && this.out instanceof Int32Array) {
      this.out = Float64Array.from(this.out);
    }
    if (times === 1) this.out.set(raw, row);
    else for (let i = 0; i < count; i++) this.out[row + i] = (raw[i] ?? 0) * times;
  }
}

/** The book kept before a block; a stored ask stands `levels` slots behind the bids. */
export function bookBefore(
  bytes: Uint8Array,
  block: Block | undefined,
  header: TrackHeader,
  stride: number,
): TrackColumns['first'] {
  const count = block?.sections.kf_key.count ?? 0;
  const key = new Uint16Array(count);
  const size = new Float64Array(count);
  const kind = new Uint8Array(count);
  if (!block) return { kind, key, size };
  planes32(bytes, block.sections.kf_key.at, 2, count, key);
  planes64(bytes, block.sections.kf_size.at, count, size, true);
  const levels = keysOf(header.cells, block.stride);
  for (let i = 0; i < count; i++) {
    const slot = key[i] ?? 0;
    if (slot >= 2 * levels) throw new TrackError('A price of the first book is off the grid.');
    if ((size[i] ?? 0) <= 0) throw new TrackError('A level of the first book has no size.');
    kind[i] = slot < levels ? BID : ASK;
    key[i] = ((slot % levels) * block.stride) / stride;
  }
  return { kind, key, size };
}

function common(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}
