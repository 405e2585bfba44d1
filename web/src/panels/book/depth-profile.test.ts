// The depth profile: adds up, stays in its place, draws nothing where there is no room.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawProfile, profileBars, type ProfilePen } from './depth-profile';
import type { Level } from './rows';

function recording(): { pen: ProfilePen; rects: number[][]; points: number[][] } {
  const rects: number[][] = [];
  const points: number[][] = [];
  const nothing = (): void => undefined;
  const pen = {
    ...{ save: nothing, restore: nothing, beginPath: nothing, clip: nothing, stroke: nothing },
    ...{ fillStyle: '', strokeStyle: '', lineWidth: 1, globalAlpha: 1, rect: nothing },
    fillRect: (...rect: number[]) => rects.push(rect),
    moveTo: (...point: number[]) => points.push(point),
    lineTo: (...point: number[]) => points.push(point),
  };
  return { pen: pen as unknown as ProfilePen, rects, points };
}

const colours = { bid: 'b', ask: 'a', text2: 't' };
const place = { left: 800, right: 1000, height: 400, yOf: (c: number) => 400 - c / 25, step: 100 };

describe('profileBars', () => {
  it('adds up from the best price on', () => {
    const levels: Level[] = [
      [5000, 3],
      [4900, 4],
    ];
    expect(profileBars(levels).map((bar) => bar.depth)).toEqual([3, 7]);
  });
});

describe('drawProfile', () => {
  it('never leaves its place, whatever rests there', () => {
    const level = fc.tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 1e12 }));
    fc.assert(
      fc.property(fc.array(level), fc.array(level), (bids, asks) => {
        const { pen, rects, points } = recording();
        drawProfile(pen, place, { bids, asks }, colours);
        for (const [x = 0, , width = 0] of rects) {
          expect(x).toBeGreaterThanOrEqual(800);
          expect(x + width).toBeLessThanOrEqual(1000);
        }
        for (const [x = 0] of points) expect(x >= 800 && x <= 1000).toBe(true);
      }),
    );
  });

  it('draws nothing where there is no room', () => {
    const { pen, rects } = recording();
    drawProfile(pen, { ...place, left: 970 }, { bids: [[5000, 1]], asks: [] }, colours);
    expect(rects).toEqual([]);
  });
});
