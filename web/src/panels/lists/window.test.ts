// A windowed list shows all that is in sight, and its scroll bar never lies.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countUpTo, windowOf } from './window';

describe('windowOf', () => {
  it('covers what is in sight and adds up to the whole height', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -50, max: 100_000 }),
        fc.integer({ min: 0, max: 2_000 }),
        fc.integer({ min: 10, max: 60 }),
        fc.integer({ min: 0, max: 5_000 }),
        (scroll, view, row, count) => {
          const { first, end, above, below } = windowOf(scroll, view, row, count);
          expect(above + (end - first) * row + below).toBe(count * row);
          expect(first <= end && first >= 0 && end <= count).toBe(true);
          const top = Math.min(Math.max(0, scroll), Math.max(0, count * row - view));
          if (count > 0 && view > 0) {
            expect(above).toBeLessThanOrEqual(top);
            expect(end * row).toBeGreaterThanOrEqual(Math.min(count * row, top + view));
          }
          expect(end - first).toBeLessThanOrEqual(Math.ceil(view / row) + 13);
        },
      ),
    );
  });
});

describe('countUpTo', () => {
  it('counts as a filter would', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 })),
        fc.integer({ min: -1, max: 51 }),
        (all, limit) => {
          const rising = [...all].sort((a, b) => a - b);
          const counted = countUpTo(rising.length, (i) => rising[i] ?? NaN, limit);
          expect(counted).toBe(all.filter((n) => n <= limit).length);
        },
      ),
    );
  });
});
