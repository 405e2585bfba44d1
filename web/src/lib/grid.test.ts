// Grids: the published rungs, their prices to the micro-dollar, and the mirror of an outcome.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridOf, ODDS, UNIFORM } from './grid';

describe('uniform', () => {
  it('says prices shortly', () => {
    expect([0, 1, 100, 5_000, 5_250, 9_999, 10_000].map((cell) => UNIFORM.label(cell))).toEqual([
      '0.0',
      '0.0001',
      '0.01',
      '0.5',
      '0.525',
      '0.9999',
      '1.0',
    ]);
  });

  it('mirrors to the rest of a dollar, and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (cell) => {
        const other = UNIFORM.mirror(cell);
        expect(other).not.toBeNull();
        expect(UNIFORM.micros(cell) + UNIFORM.micros(other ?? NaN)).toBe(1_000_000);
        expect(UNIFORM.mirror(other ?? NaN)).toBe(cell);
      }),
    );
  });
});

describe('odds', () => {
  it('has the 350 rungs of the published ladder, rising by the price of a share', () => {
    expect(ODDS.cells).toBe(350);
    expect([0, 1, 349, 250, 249].map((cell) => ODDS.label(cell))).toEqual([
      '1000',
      '990',
      '1.01',
      '2',
      '2.02',
    ]);
    for (let cell = 1; cell < ODDS.cells; cell += 1) {
      expect(ODDS.micros(cell)).toBeGreaterThan(ODDS.micros(cell - 1));
    }
  });

  it('prices a share at one over the odds, to the nearest micro-dollar', () => {
    for (let cell = 0; cell < ODDS.cells; cell += 1) {
      const exact = 1_000_000 / Number(ODDS.label(cell));
      expect(Math.abs(ODDS.micros(cell) - exact)).toBeLessThanOrEqual(0.5);
    }
    expect(ODDS.mirror(3)).toBeNull();
    expect(() => ODDS.label(350)).toThrow(RangeError);
  });
});

it('knows its grids by name and no others', () => {
  expect(gridOf('uniform')).toBe(UNIFORM);
  expect(gridOf('odds')).toBe(ODDS);
  expect(() => gridOf('logit')).toThrow('logit');
});
