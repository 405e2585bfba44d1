// Adding a live session's new rows to those at hand: units, price steps and room may have to change.

import { KEYFRAME_ROWS, type SizeArray, type TrackColumns } from './columns';
import { grownTimes, putTime, timeAt } from './times';

const SPAN = 4_294_967_295;
const LARGEST = 2_147_483_647;

/** `more` after `have`; the arrays of `have` are reused where they have room. */
export function joined(have: TrackColumns, more: TrackColumns): TrackColumns {
  if (have.rows === 0 && have.first.key.length === 0) return more;
  const rows = have.rows + more.rows;
  const stride = common(have.stride, more.stride);
  const out = roomFor(regridded(have, stride), rows);
  const times = more.stride / stride;
  const shift = more.seqBase - out.seqBase;
  if (more.rows > 0 && (shift < 0 || shift + (more.seq[more.rows - 1] ?? 0) > SPAN)) {
    throw new RangeError('The new rows do not follow those at hand.');
  }
  for (let i = 0; i < more.rows; i++) {
    const row = have.rows + i;
    out.seq[row] = (more.seq[i] ?? 0) + shift;
    out.kind[row] = more.kind[i] ?? 0;
    out.key[row] = (more.key[i] ?? 0) * times;
    putTime(out.time, row, timeAt(more.time, i));
  }
  addSizes(out, have, more);
  return { ...out, rows };
}

/** The same rows with keys for a finer stride. */
export function regridded(columns: TrackColumns, stride: number): TrackColumns {
  if (columns.stride === stride) return columns;
  const times = columns.stride / stride;
  const { first } = columns;
  return {
    ...columns,
    stride,
    key: columns.key.map((key) => key * times),
    first: { ...first, key: first.key.map((key) => key * times) },
  };
}

function roomFor(columns: TrackColumns, rows: number): TrackColumns {
  if (rows <= columns.kind.length) return columns;
  const room = Math.ceil(Math.max(rows, columns.kind.length * 1.5) / KEYFRAME_ROWS) * KEYFRAME_ROWS;
  const [seq, kind, key] = [new Uint32Array(room), new Uint8Array(room), new Uint16Array(room)];
  seq.set(columns.seq);
  kind.set(columns.kind);
  key.set(columns.key);
  const size = sizesLike(columns.size, room);
  size.set(columns.size);
  return { ...columns, seq, kind, key, size, time: grownTimes(columns.time, room) };
}

function addSizes(out: TrackColumns, have: TrackColumns, more: TrackColumns): void {
  const unit = common(have.sizeUnit, more.sizeUnit);
  rescale(out, have.rows, have.sizeUnit / unit);
  const times = more.sizeUnit / unit;
  let largest = 0;
  for (let i = 0; i < more.rows; i++) largest = Math.max(largest, (more.size[i] ?? 0) * times);
  if (largest > LARGEST) out.size = Float64Array.from(out.size);
  for (let i = 0; i < more.rows; i++) out.size[have.rows + i] = (more.size[i] ?? 0) * times;
  out.sizeUnit = unit;
}

function rescale(out: TrackColumns, rows: number, times: number): void {
  if (times === 1) return;
  let largest = 0;
  for (let i = 0; i < rows; i++) largest = Math.max(largest, (out.size[i] ?? 0) * times);
  if (largest > LARGEST) out.size = Float64Array.from(out.size);
  for (let i = 0; i < rows; i++) out.size[i] = (out.size[i] ?? 0) * times;
}

function sizesLike(sizes: SizeArray, room: number): SizeArray {
  return sizes instanceof Int32Array ? new Int32Array(room) : new Float64Array(room);
}

function common(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}
