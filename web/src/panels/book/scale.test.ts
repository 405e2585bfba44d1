// The bar scale: round, big enough, calm, and the same for the same moment when at rest.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barScale, roundUp } from './scale';

const size = fc.integer({ min: 0, max: 1e13 });

describe('barScale', () => {
  it('rounds up, by less than double', () => {
    expect([91, 100, 101, 560, 2196, 7001].map(roundUp)).toEqual([
      100, 100, 150, 700, 3000, 10_000,
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1e13 }), (s) => {
        expect(roundUp(s)).toBeGreaterThanOrEqual(s);
        expect(roundUp(s)).toBeLessThanOrEqual(s * 1.67 + 1);
      }),
    );
  });

  it('never lets a bar out of its cell', () => {
    fc.assert(
      fc.property(size, size, fc.boolean(), (before, largest, settled) => {
        expect(barScale(before, largest, settled)).toBeGreaterThanOrEqual(largest);
      }),
    );
  });

  it('forgets how it came here when at rest', () => {
    fc.assert(
      fc.property(size, size, size, (one, two, largest) => {
        expect(barScale(one, largest, true)).toBe(barScale(two, largest, true));
      }),
    );
  });

  it('holds still while sizes wander below the top', () => {
    expect(barScale(1000, 900, false)).toBe(1000);
    expect(barScale(1000, 500, false)).toBe(1000);
    expect(barScale(1000, 300, false)).toBe(300);
  });
});
