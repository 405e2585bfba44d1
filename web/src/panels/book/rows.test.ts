// The ladder's rows: nothing lost, nothing off the grid, and a fixed ladder that stays put.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bidShare,
  centredTop,
  fixedTop,
  ladderGrid,
  ladderRows,
  middle,
  type Level,
  type Resting,
} from './rows';

const CELLS = 10_001;
const cent = ladderGrid(CELLS, 100, true);
const book = {
  bids: [
    [1500, 560_000_000],
    [1400, 20_000_000],
    [100, 5_000_000],
  ] as Level[],
  asks: [
    [1600, 91_000_000],
    [1800, 185_000_000],
    [9900, 1_000_000],
  ] as Level[],
};

const levels = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 40 })
  .chain((cells) =>
    fc.record({
      cells: fc.constant([...cells].sort((a, b) => a - b).map((c) => c * 100)),
      cut: fc.integer({ min: 0, max: cells.length }),
      size: fc.integer({ min: 1, max: 1e12 }),
    }),
  )
  .map(({ cells, cut, size }) => ({
    bids: cells
      .slice(0, cut)
      .reverse()
      .map((c): Level => [c, size]),
    asks: cells.slice(cut).map((c): Level => [c, size]),
  }));

describe('ladderGrid', () => {
  it('leaves out 0 and 1 dollar whatever the tick', () => {
    for (const step of [1, 10, 100, 25]) {
      const grid = ladderGrid(CELLS, step, true);
      expect(grid.low).toBeGreaterThan(0);
      expect(grid.high).toBeLessThan(10_000);
      expect((grid.high - grid.low) % step).toBe(0);
    }
    expect(ladderGrid(350, 1, false)).toMatchObject({ low: 0, high: 349 });
  });
});

describe('ladderRows', () => {
  it('shows the book around the middle, empty prices too', () => {
    const rows = ladderRows(cent, book, [], centredTop(cent, 6, middle(book) ?? 0), 6);
    expect(rows.map((r) => [r.cell, r.bid / 1e6, r.ask / 1e6, r.best])).toEqual([
      [1800, 0, 185, null],
      [1700, 0, 0, null],
      [1600, 0, 91, 'ask'],
      [1500, 560, 0, 'bid'],
      [1400, 20, 0, null],
      [1300, 0, 0, null],
    ]);
  });

  it('has every level once when all rows are shown, on any tick', () => {
    fc.assert(
      fc.property(levels, fc.constantFrom(1, 10, 50, 100, 500), (made, step) => {
        const grid = ladderGrid(CELLS, step, true);
        const count = (grid.high - grid.low) / grid.step + 1;
        const rows = ladderRows(grid, made, [], grid.high, count);
        const sum = (sizes: number[]): number => sizes.reduce((a, b) => a + b, 0);
        expect(rows.length).toBe(count);
        expect(sum(rows.map((r) => r.bid))).toBe(sum(made.bids.map(([, s]) => s)));
        expect(sum(rows.map((r) => r.ask))).toBe(sum(made.asks.map(([, s]) => s)));
      }),
    );
  });

  it('marks own orders by what is still open, at their price only', () => {
    const own: Resting[] = [
      { order_id: 'a', side: 'BUY', cell: 1400, size: 50_000_000, matched: 20_000_000 },
      { order_id: 'b', side: 'BUY', cell: 1400, size: 5_000_000, matched: 0 },
      { order_id: 'c', side: 'SELL', cell: 1800, size: 9_000_000, matched: 9_000_000 },
      { order_id: 'd', side: 'SELL', cell: null, size: 9_000_000, matched: 0 },
    ];
    const rows = ladderRows(cent, book, own, 1900, 8);
    expect(rows.filter((r) => r.ownBid > 0 || r.ownAsk > 0)).toEqual([
      expect.objectContaining({ cell: 1400, ownBid: 35_000_000, ownAsk: 0 }),
    ]);
  });

  it('keeps a level between two rows on its own side of the middle', () => {
    const fine = { bids: [[1550, 7]] as Level[], asks: [[1560, 8]] as Level[] };
    const rows = ladderRows(cent, fine, [], 1700, 4);
    expect(rows.find((r) => r.bid > 0)?.cell).toBe(1500);
    expect(rows.find((r) => r.ask > 0)?.cell).toBe(1600);
  });
});

describe('where the ladder stands', () => {
  it('keeps the best bid in sight where the spread is wider than the ladder', () => {
    const wide = { bids: [[6380, 1]], asks: [[7700, 1]] } as const;
    expect([middle(wide), middle(wide, 1320), middle(wide, 1319)]).toEqual([7040, 7040, 6380]);
  });

  it('stays inside the grid and shows the middle', () => {
    fc.assert(
      fc.property(levels, fc.integer({ min: 5, max: 60 }), (made, count) => {
        const centre = middle(made) ?? 0;
        const top = centredTop(cent, count, centre);
        const bottom = top - (count - 1) * cent.step;
        expect(top).toBeLessThanOrEqual(cent.high);
        expect(bottom).toBeGreaterThanOrEqual(cent.low);
        expect(centre <= top + cent.step && centre >= bottom - cent.step).toBe(true);
      }),
    );
  });

  it('does not move a fixed ladder while the market is inside it', () => {
    const top = centredTop(cent, 21, 5000);
    for (const centre of [5000, 4500, 5500, 4250])
      expect(fixedTop(cent, 21, top, centre)).toBe(top);
    expect(fixedTop(cent, 21, top, 6500)).toBe(centredTop(cent, 21, 6500));
    expect(fixedTop(cent, 21, top, null)).toBe(top);
  });

  it('stands on the grid again after the tick changed', () => {
    const fine = ladderGrid(CELLS, 10, true);
    for (const centre of [1650, null]) {
      const top = fixedTop(cent, 99, centredTop(fine, 99, 1655), centre);
      expect((top - cent.low) % cent.step).toBe(0);
      const prices = ladderRows(cent, book, [], top, 99).map((row) => row.cell);
      expect(prices).toContain(1500);
    }
  });

  it('always shows the market after a move, and comes to rest', () => {
    const place = fc.integer({ min: 100, max: 9900 });
    fc.assert(
      fc.property(place, place, fc.integer({ min: 7, max: 40 }), (first, second, count) => {
        const before = fixedTop(cent, count, null, first);
        const top = fixedTop(cent, count, before, second);
        expect(second <= top + cent.step && second >= top - count * cent.step).toBe(true);
        expect(fixedTop(cent, count, top, second)).toBe(top);
      }),
    );
  });
});

describe('bidShare', () => {
  it('counts the best levels of both sides', () => {
    expect(bidShare(book, 1)).toBeCloseTo(560 / 651, 12);
    expect(bidShare({ bids: [], asks: [] }, 5)).toBeNull();
  });
});
