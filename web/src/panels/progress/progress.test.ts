// What the progress page asks for, and how its numbers are said.
import { describe, expect, it } from 'vitest';
import {
  asked,
  beside,
  dayUs,
  fieldText,
  hasMoments,
  lackText,
  nothing,
  readChoice,
  restsOn,
  said,
  sections,
  spreadOf,
  spreadText,
  titleOf,
  type Item,
} from './progress';

function item(change: Partial<Item>): Item {
  return {
    id: 'P1',
    kind: 'rate',
    code: 'panic_rate',
    title: 'sold in panic',
    fields: {},
    gate: 'inconclusive',
    refs: [],
    at_us: null,
    impact: 0,
    detail: {},
    ...change,
  };
}

describe('rows of progress', () => {
  it('say their estimate with its interval, in its unit', () => {
    const one = item({
      fields: {
        estimate: { value: -32_460_000, unit: 'usd' },
        low: { value: -37_720_000, unit: 'usd' },
        high: { value: -27_190_000, unit: 'usd' },
        n: { value: 378, unit: 'count' },
        sessions: { value: 40, unit: 'count' },
        total: { value: -1_298_000_000, unit: 'usd' },
      },
    });
    const told = spreadOf(one);
    expect(told).not.toBeNull();
    if (told !== null) expect(spreadText(told)).toBe('−$32.46 (−$37.72 to −$27.19)');
    expect(restsOn(one)).toBe('378 trades in 40 sessions');
    expect(beside(one)).toEqual([['in all', '−$1,298.00']]);
    expect(nothing(one)).toBe(0);
  });

  it('have no number below their gate', () => {
    expect(spreadOf(item({}))).toBeNull();
    expect(spreadOf(item({ fields: { estimate: { value: null, unit: 'x' } } }))).toBeNull();
    expect(fieldText(undefined)).toBe('–');
  });

  it('say what is missing as a sentence', () => {
    expect(lackText(item({ detail: { missing: '6 more sessions' } }))).toBe(
      'Needs 6 more sessions.',
    );
    expect(lackText(item({ detail: { missing: 'never seen' } }))).toBe('Never seen.');
  });

  it('are called by their group where they are one of several', () => {
    expect(titleOf(item({}))).toBe('Sold in panic');
    const grouped = item({
      fields: { group: { value: 'Q2', unit: 'name' } },
      detail: { kind: 'phase' },
    });
    expect(titleOf(grouped)).toBe('Phase: Q2');
  });

  it('stand in sections, those that wait apart', () => {
    const ready = item({
      fields: { estimate: { value: 1, unit: 'x' } },
      detail: { section: 'One' },
    });
    const found = sections([ready, item({ detail: { section: 'Two' } })]);
    expect(found.map((one) => [one.name, one.shown.length, one.waiting.length])).toEqual([
      ['One', 1, 0],
      ['Two', 0, 1],
    ]);
  });

  it('lead to moments only where there are any', () => {
    expect(hasMoments(item({}))).toBe(true);
    expect(hasMoments(item({ kind: 'overall', code: 'net' }))).toBe(false);
    expect(hasMoments(item({ kind: 'whatif', code: 'best_wait' }))).toBe(false);
  });

  it.each([
    [0.0744, 'pct', '7.4%'],
    [0.5, 'pct', '50%'],
    [-0.00001, 'pct', '0.0%'],
    [1.612, 'x', '1.61×'],
    [38.4, 'seconds', '38 s'],
    [-0.28, 'cents', '−0.3c'],
    [9.3, 'count', '9.3'],
  ] as const)('%d %s is %s', (value, unit, words) => {
    expect(said(value, unit)).toBe(words);
  });
});

describe('the choice', () => {
  it('is read from the address, and a day that is none is left out', () => {
    expect(readChoice(new URLSearchParams('sport=tennis&since=2026-13-40')).since).toBe('');
    const choice = readChoice(new URLSearchParams('sport=tennis&since=2026-11-01'));
    expect(choice).toEqual({ sport: 'tennis', league: '', since: '2026-11-01' });
    expect(asked(choice).get('since_us')).toBe(String(dayUs('2026-11-01')));
    expect(dayUs('yesterday')).toBeNull();
  });
});
