// The bound on what stands ahead: never grows, forgets nothing, the same on every way to a moment.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASK, BID, BUY_TRADE, SELL_TRADE } from '../../state/columns';
import { QueueWatch, type LevelRows, type Queued } from './queue';

interface Row {
  kind: number;
  cell: number;
  size: number;
}

function rowsOf(rows: readonly Row[]): LevelRows {
  const at = (row: number): Row => rows[row] ?? { kind: BID, cell: -1, size: 0 };
  return {
    kindOf: (row) => at(row).kind,
    cellOf: (row) => at(row).cell,
    sizeOf: (row) => at(row).size,
    cursor: () => ({
      to: (count) => ({
        sizeAt: (side, cell) =>
          rows.slice(0, count).findLast((r) => r.kind === side && r.cell === cell)?.size ?? 0,
      }),
    }),
  };
}

const order: Queued = { id: 'o', side: BID, cell: 50, placedRow: 1, open: 10 };

describe('QueueWatch', () => {
  it('falls with trades at the level and with its total, not with other prices', () => {
    const watch = new QueueWatch(
      rowsOf([
        { kind: BID, cell: 50, size: 100 },
        { kind: BID, cell: 50, size: 110 }, // ours joined
        { kind: SELL_TRADE, cell: 50, size: 30 },
        { kind: BUY_TRADE, cell: 50, size: 99 },
        { kind: ASK, cell: 60, size: 1 },
        { kind: BID, cell: 50, size: 45 }, // 35 of others left
      ]),
    );
    expect([1, 2, 3, 4, 5, 6].map((row) => watch.ahead(order, row))).toEqual([
      100, 100, 70, 70, 70, 35,
    ]);
    expect(watch.ahead(order, 2)).toBe(100);
  });

  it('never grows, and is the same on every way to a moment', () => {
    const row = fc.record({
      kind: fc.constantFrom(BID, ASK, BUY_TRADE, SELL_TRADE),
      cell: fc.constantFrom(50, 51),
      size: fc.integer({ min: 0, max: 200 }),
    });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 2, maxLength: 40 }),
        fc.array(fc.nat(40), { minLength: 1, maxLength: 8 }),
        (made, visits) => {
          const wandering = new QueueWatch(rowsOf(made));
          let before = Infinity;
          for (let until = 1; until <= made.length; until += 1) {
            const bound = new QueueWatch(rowsOf(made)).ahead(order, until);
            expect(bound).toBeLessThanOrEqual(before);
            before = bound;
          }
          for (const visit of visits) {
            const until = 1 + (visit % made.length);
            expect(wandering.ahead(order, until)).toBe(
              new QueueWatch(rowsOf(made)).ahead(order, until),
            );
          }
        },
      ),
    );
  });
});
