// Byte planes back to numbers: byte k of value i lies at k * count + i.

import { TrackError } from './errors';

const HIGH = 4_294_967_296;

/** Values of up to four bytes, unsigned, of `width` planes. */
export function planes32(
  bytes: Uint8Array,
  at: number,
  width: number,
  count: number,
  out: Uint32Array | Int32Array | Uint16Array | Uint8Array,
): void {
  for (let i = 0; i < count; i++) out[i] = bytes[at + i] ?? 0;
  for (let plane = 1; plane < width; plane++) {
    const from = at + plane * count;
    const shift = plane * 8;
    if (allZero(bytes, from, count)) continue;
    for (let i = 0; i < count; i++) out[i] = (out[i] ?? 0) | ((bytes[from + i] ?? 0) << shift);
  }
}

/** Values of eight bytes; `signed` is two's complement. Throws TrackError beyond 2^53. */
export function planes64(
  bytes: Uint8Array,
  at: number,
  count: number,
  out: Float64Array,
  signed: boolean,
): void {
  const low = new Uint32Array(count);
  const high = new Uint32Array(count);
  planes32(bytes, at, 4, count, low);
  planes32(bytes, at + 4 * count, 4, count, high);
  for (let i = 0; i < count; i++) {
    const top = high[i] ?? 0;
    const value = (signed ? top | 0 : top) * HIGH + (low[i] ?? 0);
    if (!Number.isSafeInteger(value)) throw new TrackError('A number of the track is too large.');
    out[i] = value;
  }
}

function allZero(bytes: Uint8Array, from: number, count: number): boolean {
  for (let i = from; i < from + count; i++) if (bytes[i] !== 0) return false;
  return true;
}
