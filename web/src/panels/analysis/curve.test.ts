// Small charts: gaps stay gaps, zero is in sight, everything is inside the box.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { atX, atY, extentOf, pathOf, type Point } from './curve';

const BOX = { width: 100, height: 20 };

it('breaks the line where nothing is known', () => {
  const points: Point[] = [
    { x: 0, y: 0 },
    { x: 1, y: 10 },
    { x: 2, y: null },
    { x: 3, y: 5 },
    { x: 4, y: 5 },
  ];
  const extent = extentOf(points)!;
  expect(pathOf(points, extent, BOX)).toBe('M0 20L25 0M75 10L100 10');
  expect(pathOf(points, extent, BOX, true)).toBe('M0 20H25V0H50M75 10H100');
});

it('knows nothing of nothing', () => {
  expect(extentOf([])).toBeNull();
  expect(extentOf([{ x: 1, y: null }])).toBeNull();
});

const values = fc.array(fc.option(fc.integer({ min: -1e9, max: 1e9 })), { minLength: 1 });

it('keeps every known point and zero within the box', () => {
  fc.assert(
    fc.property(values, (ys) => {
      const points = ys.map((y, x) => ({ x, y }));
      const extent = extentOf(points);
      if (extent === null) return ys.every((y) => y === null);
      const known = points.filter((one): one is { x: number; y: number } => one.y !== null);
      return [...known, { x: 0, y: 0 }].every(({ x, y }) => {
        const [px, py] = [atX(x, extent, BOX), atY(y, extent, BOX)];
        return px >= 0 && px <= BOX.width && py >= -1e-9 && py <= BOX.height + 1e-9;
      });
    }),
  );
});
