// Money is the same in both implementations, to the micro-dollar and to the word: Python's own cases.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ChangeEntry, FillEntry } from '../source/types';
import type { BookView, Level } from './book';
import { exposure, type MoneyRules } from './exposure';
import { movedIn } from './moved';

const CASES = new URL('../../../tests/golden/money/exposure.json', import.meta.url);
const CELL = 100;

interface Golden {
  fills: FillEntry[];
  rules: MoneyRules | null;
  changes: ChangeEntry[];
  event: string[];
  books: Record<string, { bids: Level[]; asks: Level[]; reason: string } | null>;
  expected: {
    positions: Record<string, number>;
    cash: number;
    value: number | null;
    total: number | null;
    fees: number | null;
    why: string;
  };
}

describe('the profit of a market', () => {
  it('is what Python says of it', () => {
    const golden = JSON.parse(readFileSync(fileURLToPath(CASES), 'utf8')) as Golden[];
    expect(golden.length).toBeGreaterThan(200);
    golden.forEach(({ fills, rules, changes, event, books, expected }, number) => {
      const moved = movedIn('m', rules?.outcomes ?? [], changes, new Set(event));
      const mine = exposure(
        fills,
        rules,
        (asset) => {
          const kept = books[asset];
          if (!kept) return null;
          const book = { bids: () => kept.bids, asks: () => kept.asks } as unknown as BookView;
          return { book, price: (cell) => cell * CELL, reason: kept.reason };
        },
        moved,
      );
      expect({ number, positions: mine.positions, ...mine.pnl }).toEqual({ number, ...expected });
    });
  });
});
