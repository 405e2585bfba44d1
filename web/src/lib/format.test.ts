// Integers into words: exact at every size, the unknown never 0, holes never rounded away.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytes,
  cents,
  count,
  counted,
  dollars,
  gain,
  MINUS,
  moved,
  percent,
  price,
  priceOfCents,
  rate,
  shares,
  sharesShort,
  UNKNOWN,
} from './format';

/** What a person would read back out of a text. */
function read(text: string): number {
  return Number(text.replace(MINUS, '-').replace(/[$,+]/g, ''));
}

describe('prices', () => {
  it('have the decimals of the tick, and more where the cell needs them', () => {
    expect(price(5_200)).toBe('0.52');
    expect(price(0)).toBe('0.00');
    expect(price(10_000)).toBe('1.00');
    expect(price(5_250)).toBe('0.525');
    expect(price(5_250, 10)).toBe('0.525');
    expect(price(5_200, 10)).toBe('0.520');
    expect(price(1, 100)).toBe('0.0001');
    expect(price(9_990, 1)).toBe('0.9990');
  });

  it('read back as the cell they came from', () => {
    const ticks = fc.constantFrom(1, 10, 100);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), ticks, (cell, tick) => {
        expect(Math.round(read(price(cell, tick)) * 10_000)).toBe(cell);
      }),
    );
  });

  it('are odds on the ladder of odds', () => {
    expect(price(349, 100, 'odds')).toBe('1.01');
    expect(() => price(0, 100, 'logit')).toThrow('logit');
  });

  it('differ by cents', () => {
    expect([100, 150, 1, -100, 0].map(cents)).toEqual(['1c', '1.5c', '0.01c', `${MINUS}1c`, '0c']);
  });
});

describe('sizes', () => {
  it('are shares with at most two decimals', () => {
    expect([1_420_000_000, 12_500_000, 0, 70_000_000].map(shares)).toEqual([
      '1,420',
      '12.5',
      '0',
      '70',
    ]);
    expect(shares(1)).toBe('<0.01');
    expect(shares(-2_000_000)).toBe(`${MINUS}2`);
    expect(shares(999_996_000)).toBe('1,000');
  });

  it('are never wrong by more than half a hundredth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5_000, max: 2 ** 53 - 1 }), (micros) => {
        const exact = BigInt(Math.round(read(shares(micros)) * 100)) * 10_000n;
        const off = exact - BigInt(micros);
        expect(off <= 5_000n && off >= -5_000n).toBe(true);
      }),
    );
  });

  it('are short where there is little room', () => {
    const texts = [0, 1_500_000, 9_960_000, 950_000_000, 999_600_000, 23_400_000_000, 1.2e12];
    expect(texts.map(sharesShort)).toEqual(['0', '1.5', '10', '950', '1k', '23k', '1.2M']);
  });
});

describe('money', () => {
  it('has its sign where it was won or lost', () => {
    expect(gain(16_850_000)).toBe('+$16.85');
    expect(gain(-3_200_000)).toBe(`${MINUS}$3.20`);
    expect(gain(1_234_567_890)).toBe('+$1,234.57');
    expect(gain(-4_000)).toBe('$0.00');
    expect(gain(null)).toBe(UNKNOWN);
  });

  it('is rounded to the cent, half away from zero', () => {
    expect([5_000, 4_999, -15_000].map(dollars)).toEqual(['$0.01', '$0.0050', `${MINUS}$0.02`]);
    fc.assert(
      fc.property(fc.integer({ min: -1e15, max: 1e15 }), (micros) => {
        const shown = BigInt(Math.round(read(gain(micros)) * 100)) * 10_000n;
        const off = shown - BigInt(micros);
        expect(off <= 5_000n && off >= -5_000n).toBe(true);
      }),
    );
  });
});

it('counts, and says one of a thing apart', () => {
  expect([0, 999, 1_000, 989_206, -1_000].map(count)).toEqual([
    '0',
    '999',
    '1,000',
    '989,206',
    `${MINUS}1,000`,
  ]);
  expect([counted(1, 'fill'), counted(0, 'fill'), counted(2, 'person', 'people')]).toEqual([
    '1 fill',
    '0 fills',
    '2 people',
  ]);
});

it('says bytes and rates', () => {
  expect([0, 999, 1_000, 4_540_000, 12e9].map(bytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '4.5 MB',
    '12.0 GB',
  ]);
  expect([0, 0.44, 9.96, 1_240.4].map(rate)).toEqual(['0/s', '0.4/s', '10/s', '1,240/s']);
});

it('never rounds a hole away', () => {
  expect([1, 0.99999, 0.999, 0.62, 0, null].map(percent)).toEqual([
    '100 %',
    '99.9 %',
    '99.9 %',
    '62 %',
    '0 %',
    UNKNOWN,
  ]);
});

it('writes cents with a sign, none for nothing, and prices told in cents like prices', () => {
  expect([1.26, -2, -0.01, null, undefined].map(moved)).toEqual([
    '+1.3c',
    `${MINUS}2.0c`,
    '0.0c',
    UNKNOWN,
    UNKNOWN,
  ]);
  expect([20.7, 15, 61.25].map(priceOfCents)).toEqual(['0.207', '0.15', '0.6125']);
});
