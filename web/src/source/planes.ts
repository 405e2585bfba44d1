// Byte planes back to numbers: byte k of value i lies at k * count + i. Values are never negative.

import { TrackError } from './errors';

const HIGH = 4_294_967_296;

/** Values of up to four bytes, of `width` planes; one plane needs no arithmetic, none is all zeros. */
export function planes32(
  bytes: Uint8Array,
  at: number,
  width: number,
  count: number,
  out: Uint32Array | Uint16Array,
): void {
  const plane = (rank: number): Uint8Array =>
    bytes.subarray(at + rank * count, at + (rank + 1) * count);
  if (width === 0) out.fill(0, 0, count);
  else out.set(plane(0));
  if (width < 2) return;
  const [first, second] = [plane(0), plane(1)];
  if (width === 2) {
    for (let i = 0; i < count; i++) out[i] = (first[i] as number) | ((second[i] as number) << 8);
    return;
  }
  const third = plane(2);
  for (let i = 0; i < count; i++) {
    out[i] = (first[i] as number) | ((second[i] as number) << 8) | ((third[i] as number) << 16);
  }
  if (width === 3) return;
  const fourth = plane(3);
  for (let i = 0; i < count; i++) {
    if (fourth[i] !== 0) out[i] = (out[i] as number) | ((fourth[i] as number) << 24);
  }
}

/** Values of up to eight bytes. Throws TrackError beyond 2^53. */
export function planes64(
  bytes: Uint8Array,
  at: number,
  width: number,
  count: number,
  out: Float64Array,
): void {
  const low = new Uint32Array(count);
  planes32(bytes, at, Math.min(width, 4), count, low);
  out.set(low);
  if (width <= 4) return;
  const high = new Uint32Array(count);
  planes32(bytes, at + 4 * count, width - 4, count, high);
  for (let i = 0; i < count; i++) {
    const value = (high[i] ?? 0) * HIGH + (low[i] ?? 0);
    if (!Number.isSafeInteger(value)) throw new TrackError('A number of the track is too large.');
    out[i] = value;
  }
}

/** Values of any width, as narrow as they fit. Throws TrackError beyond 2^53. */
export function valuesOf(
  bytes: Uint8Array,
  { at, width, count }: { at: number; width: number; count: number },
): Uint32Array | Float64Array {
  if (width <= 4) {
    const out = new Uint32Array(count);
    planes32(bytes, at, width, count, out);
    return out;
  }
  const out = new Float64Array(count);
  planes64(bytes, at, width, count, out);
  return out;
}
