// Heat: sizes to codes and back, the mean of codes, and colours.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { USUAL_CONTRAST, codeOf, colours, poolTable, sizeOf } from './heat';

const SIZE = fc.integer({ min: 10_000, max: 9_000_000_000_000 });
const HEAT = [
  [0, 0, 0],
  [200, 220, 210],
] as const;
const bright = (pixel: number | undefined): number => ((pixel ?? 0) >>> 8) & 255;

describe('heat', () => {
  it('keeps a size to within an eighth of an octave', () => {
    fc.assert(
      fc.property(SIZE, (size) => {
        const back = sizeOf(codeOf(size));
        expect(back).toBeLessThanOrEqual(size);
        expect(size / back).toBeLessThan(1.13);
      }),
    );
  });

  it('rises with the size, and only nothing is 0', () => {
    fc.assert(
      fc.property(SIZE, SIZE, (a, b) => {
        expect(codeOf(Math.max(a, b))).toBeGreaterThanOrEqual(codeOf(Math.min(a, b)));
        expect(codeOf(a)).toBeGreaterThan(0);
      }),
    );
    expect([codeOf(0), sizeOf(0), codeOf(1)]).toEqual([0, 0, 1]);
  });

  it('pools two cells to the mean of their sizes, and equal ones to themselves', () => {
    const pool = poolTable();
    for (let code = 0; code < 256; code++) expect(pool[(code << 8) | code]).toBe(code);
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 250 }), fc.integer({ min: 20, max: 250 }), (a, b) => {
        const mean = (sizeOf(a) + sizeOf(b)) / 2;
        const found = sizeOf(pool[(a << 8) | b] ?? 0);
        expect(Math.max(mean / found, found / mean)).toBeLessThan(1.14);
      }),
    );
  });

  it('shows every level, larger ones no darker, and none as bright as it could be', () => {
    const table = colours(codeOf(5_000_000_000), HEAT, USUAL_CONTRAST);
    expect(bright(table[0])).toBe(0);
    for (let code = 1; code < 256; code++) {
      expect(bright(table[code])).toBeGreaterThanOrEqual(Math.max(1, bright(table[code - 1])));
    }
    expect(bright(table[255])).toBeLessThan(220 * 0.7);
  });

  it('leaves out what the trader cuts off', () => {
    const reference = codeOf(5_000_000_000);
    const table = colours(reference, HEAT, { low: 0.5, high: 2 });
    expect(bright(table[codeOf(2_000_000_000)])).toBe(0);
    expect(bright(table[codeOf(3_000_000_000)])).toBeGreaterThan(0);
  });
});
