// Money by hand: what it is worth and why not, and what must hold for any fills.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FillEntry } from '../source/types';
import { MirrorBook, type BookView } from './book';
import { Book } from './book';
import { add, decimal, floor, minus, rounded, times } from './exact';
import { exposure, type MoneyRules, type Quoted } from './exposure';

const RULES: MoneyRules = { outcomes: ['yes', 'no'], fees: null, payouts: null };
const FREE = { rate: '0', exponent: '1', taker_only: true, rebate_rate: '0' };

function fill(
  asset: string,
  side: 'BUY' | 'SELL',
  price: string,
  size: number,
  more = {},
): FillEntry {
  return {
    ...{ seq: 1, at_us: 1, key: `${asset}${side}${price}${size}`, asset, market: 'm', side, price },
    ...{ cell: null, size, fee: 0, role: 'TAKER', status: 'CONFIRMED', matched_us: 1 },
    ...{ precision_us: 1, ...more },
  } as FillEntry;
}

function book(bids: [number, number][], asks: [number, number][]): BookView {
  const made = new Book(10_001, 1, 10_001);
  for (const [cell, size] of bids) made.set(0, cell, size);
  for (const [cell, size] of asks) made.set(1, cell, size);
  return made;
}

const quotes =
  (of: BookView, reason = '') =>
  (asset: string): Quoted => ({
    book: asset === 'yes' ? of : new MirrorBook(of),
    price: (cell) => cell * 100,
    reason,
  });

const SHARE = 1_000_000;

describe('money', () => {
  const deep = book(
    [
      [5000, 100 * SHARE],
      [4900, 50 * SHARE],
    ],
    [[5200, 80 * SHARE]],
  );

  it('is worth what selling would bring, level by level', () => {
    const { pnl, positions } = exposure(
      [fill('yes', 'BUY', '0.40', 120 * SHARE)],
      RULES,
      quotes(deep),
    );
    expect(positions).toEqual({ yes: 120 * SHARE });
    expect(pnl).toEqual({
      ...{
        cash: -48_000_000,
        value: 50_000_000 + 9_800_000,
        total: 11_800_000,
        fees: 0,
        why: '',
        settled: false,
      },
    });
  });

  it('pays the taker fee on the way out, cut to a hundred-thousandth of a dollar', () => {
    const fees = { rate: '0.03', exponent: '1', taker_only: true, rebate_rate: '0' };
    const bought = [fill('yes', 'BUY', '0.40', 3 * SHARE)];
    const { pnl } = exposure(bought, { ...RULES, fees }, quotes(deep));
    expect(pnl.value).toBe(1_500_000 - 22_500);
  });

  it('counts a pair as a dollar and closes only the rest', () => {
    const fills = [fill('yes', 'BUY', '0.5', 30 * SHARE), fill('no', 'BUY', '0.45', 10 * SHARE)];
    const { pnl } = exposure(fills, RULES, quotes(deep));
    expect(pnl.value).toBe(10_000_000 + 20 * 500_000);
  });

  it('says why it cannot tell', () => {
    const held = [fill('yes', 'BUY', '0.5', 500 * SHARE)];
    expect(exposure(held, RULES, quotes(deep)).pnl.why).toBe('the book is not deep enough');
    expect(exposure(held, RULES, () => null).pnl.why).toBe('no book');
    expect(exposure(held, RULES, quotes(deep, 'hole: cable out')).pnl).toMatchObject({
      ...{ value: null, total: null, why: 'hole: cable out', cash: -250_000_000 },
    });
    const unknown = [fill('yes', 'BUY', '0.5', SHARE, { fee: null, role: 'UNKNOWN' })];
    expect(exposure(unknown, RULES, quotes(deep)).pnl).toMatchObject({
      ...{ fees: null, why: 'fees are not known' },
    });
  });

  it('is the payout once that is known', () => {
    const held = [fill('yes', 'BUY', '0.4', 10 * SHARE), fill('no', 'SELL', '0.5', 4 * SHARE)];
    const rules = { ...RULES, payouts: ['0.5', '0.5'] };
    expect(exposure(held, rules, () => null).pnl.value).toBe(3_000_000);
  });

  it('forgets what failed', () => {
    const failed = fill('yes', 'BUY', '0.4', 10 * SHARE, { status: 'FAILED' });
    expect(exposure([failed], RULES, quotes(deep))).toEqual({
      positions: {},
      pnl: { cash: 0, value: 0, total: 0, fees: 0, why: '', settled: false },
    });
  });

  it('changes by no dollar when the outcomes change their names', () => {
    const made = fc.record({
      yes: fc.boolean(),
      buy: fc.boolean(),
      cents: fc.integer({ min: 1, max: 99 }),
      size: fc.integer({ min: 1, max: 40 * SHARE }),
    });
    const side = (buy: boolean) => (buy ? 'BUY' : 'SELL') as 'BUY' | 'SELL';
    const swapped = book(
      deep.asks().map(([cell, size]) => [10_000 - cell, size]),
      deep.bids().map(([cell, size]) => [10_000 - cell, size]),
    );
    fc.assert(
      fc.property(fc.array(made, { maxLength: 6 }), (fills) => {
        const of = (turn: boolean) =>
          fills.map((one, i) =>
            fill(
              one.yes === turn ? 'no' : 'yes',
              side(one.buy),
              `0.${String(one.cents).padStart(2, '0')}`,
              one.size,
              { key: String(i) },
            ),
          );
        const fees = { ...FREE, rate: '0.05' };
        const straight = exposure(of(false), { ...RULES, fees }, quotes(deep));
        const turned = exposure(
          of(true),
          { ...RULES, fees, outcomes: ['no', 'yes'] },
          quotes(swapped),
        );
        expect(turned.pnl.cash).toBe(straight.pnl.cash);
        expect(turned.pnl.value).toBe(straight.pnl.value);
      }),
    );
  });
});

describe('exact numbers', () => {
  it('round halves to even', () => {
    expect(
      ['0.5', '1.5', '2.5', '-0.5', '-1.5', '2.4', '2.6'].map((text) => rounded(decimal(text))),
    ).toEqual([0, 2, 2, -0, -2, 2, 3].map((one) => (one === 0 ? 0 : one)));
  });

  it('read decimals, and refuse what is none', () => {
    expect(rounded(decimal('1e3'))).toBe(1000);
    expect(rounded(decimal('.5e1'))).toBe(5);
    for (const text of ['', '.', 'x', '1.2.3', '0x1', 'Infinity', '1e9999']) {
      expect(() => decimal(text)).toThrow(RangeError);
    }
  });

  it('add and multiply without losing anything', () => {
    const cents = fc.integer({ min: -1_000_000, max: 1_000_000 });
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        const [x, y] = [decimal((a / 100).toFixed(2)), decimal((b / 100).toFixed(2))];
        expect(rounded(times(add(x, y), decimal('100')))).toBe(a + b);
        expect(rounded(times(times(x, y), decimal('10000')))).toBe(a * b === 0 ? 0 : a * b);
        expect(floor(minus(x))).toBe(BigInt(Math.floor(-a / 100)));
      }),
    );
  });
});
