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
  // Most planes above the first are empty, and copying is far cheaper than adding up.
  out.set(bytes.subarray(at, at + count));
  const [second, third, fourth] = [1, 2, 3].map((plane) => at + plane * count);
  const used = [1, 2, 3].filter(
    (plane) => plane < width && !allZero(bytes, at + plane * count, count),
  );
  if (used.length === 0) return;
  if (used.at(-1) === 1 && second !== undefined) {
    for (let i = 0; i < count; i++)
      out[i] = (bytes[at + i] as number) | ((bytes[second + i] as number) << 8);
    return;
  }
  if (second === undefined || third === undefined || fourth === undefined) return;
  const top = width === 4 ? fourth : -1;
  for (let i = 0; i < count; i++) {
    const low = (bytes[at + i] as number) | ((bytes[second + i] as number) << 8);
    const high =
      ((bytes[third + i] as number) << 16) | (top < 0 ? 0 : (bytes[top + i] as number) << 24);
    out[i] = low | high;
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
