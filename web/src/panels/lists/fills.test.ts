// Fills as known at a moment: nothing of the future, failed ones count for nothing, trades add up.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FillEntry } from '../../source/types';
import { entryCell, fillsKnown, heldAfter, trades } from './fills';

let seq = 0;
function fill(at: number, over: Partial<FillEntry> = {}): FillEntry {
  seq += 1;
  return {
    seq,
    at_us: at,
    key: `t${seq}/o${seq}`,
    asset: 'yes',
    market: 'm',
    side: 'BUY',
    price: '0.5',
    cell: 5000,
    size: 10_000_000,
    fee: 0,
    role: 'TAKER',
    status: 'MATCHED',
    matched_us: at,
    precision_us: 1,
    ...over,
  };
}
const sign = (asset: string): 1 | -1 => (asset === 'yes' ? 1 : -1);

describe('fillsKnown', () => {
  it('keeps the first time and the last status known by then', () => {
    const reports = [
      fill(10, { key: 't/o', status: 'MATCHED' }),
      fill(20, { key: 't/o', status: 'MINED' }),
      fill(30, { key: 't/o', status: 'FAILED' }),
    ];
    expect(fillsKnown(reports, 9)).toEqual([]);
    expect(fillsKnown(reports, 25)).toMatchObject([{ at_us: 10, status: 'MINED', failed: false }]);
    expect(fillsKnown(reports, 30)).toMatchObject([{ at_us: 10, status: 'FAILED', failed: true }]);
  });

  it('does not change with what comes later', () => {
    const many = fc.array(
      fc.record({
        at: fc.integer({ min: 0, max: 100 }),
        key: fc.constantFrom('a/1', 'b/1', 'c/2'),
        status: fc.constantFrom('MATCHED', 'FAILED', 'CONFIRMED'),
      }),
    );
    fc.assert(
      fc.property(many, fc.integer({ min: 0, max: 100 }), (made, at) => {
        const all = made
          .sort((a, b) => a.at - b.at)
          .map((m) => fill(m.at, { key: m.key, status: m.status }));
        const cut = all.filter((f) => f.at_us <= at);
        expect(fillsKnown(all, at)).toEqual(fillsKnown(cut, at));
      }),
    );
  });
});

describe('trades', () => {
  it('gathers fills of one order, and closes at flat', () => {
    const known = fillsKnown(
      [
        fill(1, { key: 'a/o1', price: '0.50', size: 30_000_000 }),
        fill(2, { key: 'b/o1', price: '0.53', size: 10_000_000 }),
        fill(3, { key: 'c/o2', side: 'SELL', size: 40_000_000, price: '0.6' }),
        fill(4, { key: 'd/o3', size: 5_000_000 }),
      ],
      9,
    );
    const [first, second] = trades(known, sign);
    expect(first).toMatchObject({ opened_us: 1, closed_us: 3 });
    expect(first?.groups.map((g) => [g.side, g.size, g.cell, g.fills.length, g.after])).toEqual([
      ['BUY', 40_000_000, 5075, 2, 40_000_000],
      ['SELL', 40_000_000, 6000, 1, 0],
    ]);
    expect(second).toMatchObject({ opened_us: 4, closed_us: null });
  });

  it('knows that buying the other outcome closes a position', () => {
    const known = fillsKnown([fill(1), fill(2, { asset: 'no', price: '0.45' })], 9);
    expect(trades(known, sign)).toMatchObject([{ opened_us: 1, closed_us: 2 }]);
  });

  it('knows what a position cost, whichever outcome it was bought as', () => {
    const known = fillsKnown(
      [fill(1, { price: '0.50' }), fill(2, { asset: 'no', side: 'SELL', price: '0.405' })],
      9,
    );
    const [trade] = trades(known, sign);
    // Selling the other outcome at 0.405 is buying this one at 0.595.
    expect(trade === undefined ? null : entryCell(trade, sign)).toBe(5475);
  });

  it('gives a failed fill no weight, but shows it', () => {
    const known = fillsKnown(
      [fill(1, { key: 'a/o' }), fill(2, { key: 'b/o', status: 'FAILED', price: '0.9' })],
      9,
    );
    const [trade] = trades(known, sign);
    expect(trade?.groups).toMatchObject([{ size: 10_000_000, cell: 5000, after: 10_000_000 }]);
    expect(trade?.groups[0]?.fills.length).toBe(2);
  });

  it('loses no fill, and every closed trade ends flat', () => {
    const some = fc.array(
      fc.record({
        market: fc.constantFrom('m', 'n'),
        asset: fc.constantFrom('yes', 'no'),
        side: fc.constantFrom('BUY' as const, 'SELL' as const),
        size: fc.integer({ min: 1, max: 3 }),
        order: fc.constantFrom('1', '2'),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(some, (made) => {
        const all = made.map((m, i) => fill(i, { ...m, key: `${i}/${m.order}` }));
        const known = fillsKnown(all, made.length);
        const done = trades(known, sign);
        const seen = done.flatMap((t) => t.groups.flatMap((g) => g.fills));
        expect(seen.length).toBe(known.length);
        for (const trade of done) {
          expect(trade.groups.at(-1)?.after === 0).toBe(trade.closed_us !== null);
        }
      }),
    );
  });
});

describe('heldAfter', () => {
  const after = (shares: number, sides: string[]): string => {
    const [group] = trades(fillsKnown([fill(10)], 10), sign)[0]?.groups ?? [];
    if (group === undefined) throw new Error('no group');
    return heldAfter({ ...group, after: shares * 1e6 }, sides);
  };

  it('names what is held, and nothing where nobody described the market', () => {
    expect(after(0, ['Yes', 'No'])).toBe('then flat');
    expect(after(5, ['Yes', 'No'])).toBe('then 5 Yes');
    expect(after(-5, ['Yes', 'No'])).toBe('then 5 No');
    expect(after(-5, ['Horse'])).toBe('then short 5 Horse');
    expect(after(5, [])).toBe('then 5');
    expect(after(-5, [])).toBe('then short 5');
  });
});
