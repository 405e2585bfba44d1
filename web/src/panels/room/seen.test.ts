// Price steps, names and own orders as the chosen outcome sees them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Market, Timeline } from '../../source/types';
import type { OrderMoment } from '../../state/moment';
import { ladderGrid, ladderRows } from '../book/rows';
import {
  outcomeName,
  outcomeSign,
  ownOnLadder,
  ownRecorded,
  stepAt,
  stepCells,
  stepOf,
} from './seen';

const market = {
  market: 'm',
  tick: '0.01',
  outcomes: [
    { asset: 'yes', label: 'Lakers' },
    { asset: 'no', label: 'Celtics' },
  ],
} as Market;
const timeline = {
  markets: [market],
  rules: [
    { seq: 1, at_us: 50, market: 'm', tick: '0.001' },
    { seq: 2, at_us: 60, market: 'other', tick: '0.0001' },
  ],
  links: [{ seq: 1, at_us: 10, connection: 'polymarket.user#1', state: 'up', detail: '' }],
  orders: [],
  fills: [],
} as unknown as Timeline;

describe('price steps', () => {
  it('are read from text, and change when the market says so', () => {
    expect(['0.01', '0.001', '0.0001', '0.1', null, '1', 'x.0'].map(stepCells)).toEqual([
      100, 10, 1, 1000, 100, 100, 100,
    ]);
    expect(stepAt(timeline, market, 49)).toBe(100);
    expect(stepAt(timeline, market, 70)).toBe(10);
    expect(stepAt(timeline, null, 70)).toBe(100);
  });

  it('are as fine as the book, though a change of them fell into a hole', () => {
    const cells = fc.uniqueArray(fc.integer({ min: 1, max: 9_999 }), {
      minLength: 2,
      maxLength: 9,
    });
    fc.assert(
      fc.property(cells, fc.constantFrom(1, 10, 100), (found, told) => {
        const [worse, ...better] = found.sort((a, b) => a - b);
        const book = {
          bids: [[worse ?? 1, 5]] as const,
          asks: better.map((cell) => [cell, 7] as const),
        };
        const step = stepOf(book, told);
        expect(told % step).toBe(0);
        const grid = ladderGrid(10_001, step, true);
        const rows = ladderRows(grid, book, [], grid.high, 10_000);
        // Every level has a row of its own price, the best ones among them.
        expect(rows.filter((row) => row.ask > 0).map((row) => row.cell)).toEqual(better.reverse());
        expect(rows.find((row) => row.best === 'bid')?.cell).toBe(worse);
      }),
      { numRuns: 60 },
    );
    expect(stepOf({ bids: [[5200, 1]], asks: [] }, 100)).toBe(100);
    expect(stepOf({ bids: [], asks: [] }, 100)).toBe(100);
  });
});

describe('outcomes', () => {
  it('have names and signs', () => {
    expect(outcomeName(timeline, 'no')).toBe('Celtics');
    expect(outcomeName(timeline, '12345678901234567890')).toBe('123456…');
    expect([outcomeSign(timeline, 'yes'), outcomeSign(timeline, 'no')]).toEqual([1, -1]);
  });

  it('turn an order of the other outcome round', () => {
    const order = { order_id: 'o', asset: 'no', side: 'BUY', cell: 4000, price: '0.4' };
    const orders = [{ ...order, size: 1, matched: 0 }] as OrderMoment[];
    expect(ownOnLadder(orders, 'yes', market, 10_001)).toMatchObject([
      { side: 'SELL', cell: 6000 },
    ]);
    expect(ownOnLadder(orders, 'no', market, 10_001)).toMatchObject([{ side: 'BUY', cell: 4000 }]);
  });
});

describe('ownRecorded', () => {
  it('goes by what was known', () => {
    expect(ownRecorded(timeline, 9)).toBe(false);
    expect(ownRecorded(timeline, 10)).toBe(true);
  });
});
