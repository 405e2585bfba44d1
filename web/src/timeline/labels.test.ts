// Labels: what is drawn does not collide, and nobody is lost in a crowd.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Taken, collide, crowded, type Crowd, type Rect } from './labels';

type Spot = { x: number; y: number };
const SPOTS = fc
  .array(fc.record({ x: fc.nat(600), y: fc.nat(60) }), { maxLength: 40 })
  .map((spots) => spots.sort((a, b) => a.x - b.x));

const area = ({ left, right, top, foot, count }: Crowd<Spot>): Rect => {
  const width = Math.max(right - left + 12, count > 1 ? 50 : 30);
  return { x: (left + right - width) / 2, y: top - 20, width, height: foot - top + 26 };
};

describe('crowds', () => {
  it('hold every mark once, and neighbours do not collide', () => {
    fc.assert(
      fc.property(SPOTS, (spots) => {
        const crowds = crowded(spots, (spot) => spot, area);
        expect(crowds.reduce((sum, one) => sum + one.count, 0)).toBe(spots.length);
        crowds.slice(1).forEach((crowd, i) => {
          const before = crowds[i];
          expect(before && collide(area(before), area(crowd))).toBe(false);
        });
      }),
    );
  });

  it('stay alone where there is room', () => {
    const spots = [10, 100, 200].map((x) => ({ x, y: 10 }));
    expect(crowded(spots, (spot) => spot, area).map((one) => one.count)).toEqual([1, 1, 1]);
  });
});

describe('places', () => {
  it('are given once', () => {
    const taken = new Taken();
    const rect = { x: 0, y: 0, width: 10, height: 10 };
    expect(taken.take(rect)).toBe(true);
    expect(taken.take({ ...rect, x: 9 })).toBe(false);
    expect(taken.take({ ...rect, x: 10 })).toBe(true);
    taken.hold({ ...rect, x: 40 });
    expect(taken.take({ ...rect, x: 45 })).toBe(false);
  });
});
