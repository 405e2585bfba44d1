// Which outcome and which moment a room opens with.
import { describe, expect, it } from 'vitest';
import type { FillEntry, Market, Timeline } from '../../source/types';
import { firstAsset, firstMoment } from './opening';

function market(id: string, slug: string): Market {
  const outcomes = [
    { asset: `${id}-yes`, label: 'Yes' },
    { asset: `${id}-no`, label: 'No' },
  ];
  return {
    ...{ market: id, question: id, slug, event_slug: '', type: '', line: '', neg_risk: null },
    ...{ tick: '0.01', min_size: null, taker_delay_us: null, game_start_us: null, fees: null },
    outcomes,
  };
}

function timeline(over: Partial<Timeline>): Timeline {
  return {
    ...{ session: 's', title: 'A v B', venue: 'polymarket', version: 'v', live: false },
    ...{ from_us: 1000, to_us: 9000, clock: [], rules: [], gaps: [], links: [], game: [] },
    ...{ orders: [], fills: [], changes: [], odd_trades: [], notes_on_tape: [], resolved: [] },
    markets: [market('m1', 'win'), market('m2', 'total')],
    tracks: [
      { index: 0, asset: 'm1-yes', market: 'm1', label: 'Yes', grid: 'uniform', rows: 5, bytes: 1 },
      { index: 1, asset: 'm2-yes', market: 'm2', label: 'Yes', grid: 'uniform', rows: 9, bytes: 1 },
    ],
    assets: {},
    validity: { 'm1-yes': [{ seq: 1, at_us: 1500, valid: true, reason: '' }] },
    ...over,
  } as Timeline;
}
const fill = { at_us: 4000, market: 'm1', asset: 'm1-no' } as FillEntry;

describe('what a room opens with', () => {
  it('is what the address says, if the session has it', () => {
    expect(firstAsset(timeline({}), 'win:1')).toBe('m1-no');
    expect(firstAsset(timeline({}), 'nonsense')).toBe('m2-yes');
  });

  it('is where one traded, else where most happens', () => {
    expect(firstAsset(timeline({ fills: [fill] }), null)).toBe('m1-yes');
    expect(firstAsset(timeline({}), null)).toBe('m2-yes');
    expect(firstAsset(timeline({ tracks: [], markets: [] }), null)).toBe('');
  });

  it('begins before the first fill, else at the first book, else at the start', () => {
    expect(firstMoment(timeline({ fills: [fill] }), 'm1-yes', 500)).toBe(3500);
    expect(firstMoment(timeline({ fills: [fill] }), 'm1-yes', 9999)).toBe(1500);
    expect(firstMoment(timeline({}), 'm1-yes', 500)).toBe(1500);
    expect(firstMoment(timeline({}), 'm2-yes', 500)).toBe(1000);
    const planned = { ...market('m1', 'win'), game_start_us: 2000 };
    expect(firstMoment(timeline({ markets: [planned] }), 'm1-yes', 500)).toBe(2000);
    const before = { ...planned, game_start_us: 10 };
    expect(firstMoment(timeline({ markets: [before] }), 'm1-yes', 500)).toBe(1500);
  });
});
