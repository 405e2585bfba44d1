// How a resting size becomes a byte, and a byte a colour. The byte says the size itself, in eighths of
// an octave, so that no later size changes it; what counts as much is decided when it is coloured.

const EXPONENT_OF_ONE = 127;
/** Micro-shares of code 1: 2^13 is a hundredth of a share, about. */
const LOWEST = 13;
const CODES = 256;

const bits = new Float32Array(1);
const pattern = new Uint32Array(bits.buffer);

/** 0 for nothing, else 1 to 255: rises by 8 each time the size doubles. */
export function codeOf(microShares: number): number {
  if (microShares <= 0) return 0;
  bits[0] = microShares;
  // Sign, exponent and the top three bits of the mantissa: eight steps an octave, for nothing.
  const step = ((pattern[0] ?? 0) >>> 20) - ((EXPONENT_OF_ONE + LOWEST) << 3);
  return step < 0 ? 1 : step > CODES - 2 ? CODES - 1 : step + 1;
}

/** Size in micro-shares that a code stands for. */
export function sizeOf(code: number): number {
  if (code === 0) return 0;
  pattern[0] = (code - 1 + ((EXPONENT_OF_ONE + LOWEST) << 3)) << 20;
  return bits[0] ?? 0;
}

let pool: Uint8Array | null = null;

/** Code of the mean of two sizes, at [a << 8 | b]; made when first asked for. */
export function poolTable(): Uint8Array {
  if (pool) return pool;
  pool = new Uint8Array(CODES * CODES);
  for (let a = 0; a < CODES; a++) {
    for (let b = 0; b < CODES; b++) {
      // Nudged up a little, so that the mean of equal codes is not cut to the one below.
      pool[(a << 8) | b] = codeOf(((sizeOf(a) + sizeOf(b)) / 2) * 1.0001);
    }
  }
  return pool;
}

/** What the trader sees of the heat: parts of the reference below and above which all looks alike. */
export interface Contrast {
  /** Sizes under this part of the reference are not shown: 0 to 1. */
  low: number;
  /** Sizes over this multiple of the reference look the same: above `low`. */
  high: number;
}

export const USUAL_CONTRAST: Contrast = { low: 0, high: 1.5 };

/** Heat never gets brighter than this part of the way to its last colour: prices come first. */
const BRIGHTEST = 0.55;
/** Brightness goes with this power of the size: walls stand out, the rest stays a murmur. */
const POWER = 0.95;

export type Rgb = readonly number[];

/**
 * Colours of all codes as image bytes (little-endian ABGR), between the two of `heat`: brightest at
 * `contrast.high` times the reference (a code).
 */
export function colours(
  reference: number,
  heat: readonly [Rgb, Rgb],
  contrast: Contrast,
): Uint32Array<ArrayBuffer> {
  const table = new Uint32Array(CODES);
  const large = sizeOf(Math.max(1, reference));
  for (let code = 0; code < CODES; code++) {
    const part = sizeOf(code) / (large * Math.max(contrast.high, 0.01));
    const hidden = code === 0 || sizeOf(code) < large * contrast.low;
    const shade = hidden ? 0 : BRIGHTEST * Math.min(1, Math.max(0.04, part ** POWER));
    const [r, g, b] = [0, 1, 2].map((i) => {
      const [from, to] = [heat[0][i] ?? 0, heat[1][i] ?? 0];
      return Math.round(from + (to - from) * shade);
    });
    table[code] = ((255 << 24) | ((b ?? 0) << 16) | ((g ?? 0) << 8) | (r ?? 0)) >>> 0;
  }
  return table;
}
