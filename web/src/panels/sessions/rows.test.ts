// The list of sessions: order is total whatever is unknown, search forgives accents.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionRow } from '../../source/schema';
import {
  FIRST_ORDER,
  labelWords,
  matching,
  orderText,
  ordered,
  quality,
  readOrder,
  turned,
} from './rows';

function row(part: Partial<SessionRow>): SessionRow {
  return {
    ...{ sport: '', teams: [], market_types: [], labels: [], analysed: false },
    ...{ own_trades: null, gross: null, fees: null, net: null },
    ...{ slug: 'x', title: 'X', venue: 'polymarket', league: 'nba', created_us: 0, from_us: 0 },
    ...{ to_us: 0, frames: 1, trades: 1, own_fills: 1, coverage: 1, verdict: 'whole', live: false },
    ...{ problem: '', markets: 1, tape_bytes: 1, notes: 0, pnl: null },
    ...part,
  };
}

describe('order', () => {
  const some = fc.record({
    slug: fc.uuid(),
    title: fc.string(),
    from_us: fc.option(fc.nat(), { nil: null }),
    own_fills: fc.option(fc.nat(9), { nil: null }),
    pnl: fc.option(fc.integer(), { nil: null }),
    live: fc.boolean(),
  });
  const orders = fc.record({
    key: fc.constantFrom('title' as const, 'date' as const, 'fills' as const, 'pnl' as const),
    down: fc.boolean(),
  });

  it('does not depend on the order before', () => {
    fc.assert(
      fc.property(fc.uniqueArray(some, { selector: (one) => one.slug }), orders, (list, order) => {
        const rows = list.map(row);
        const slugs = ordered(rows, order).map((one) => one.slug);
        expect(ordered(rows.toReversed(), order).map((one) => one.slug)).toEqual(slugs);
      }),
    );
  });

  it('puts the unknown last in both directions', () => {
    const rows = [
      row({ slug: 'a', pnl: null }),
      row({ slug: 'b', pnl: -5 }),
      row({ slug: 'c', pnl: 7 }),
    ];
    const slugs = (down: boolean): string[] =>
      ordered(rows, { key: 'pnl', down }).map((one) => one.slug);
    expect(slugs(true)).toEqual(['c', 'b', 'a']);
    expect(slugs(false)).toEqual(['b', 'c', 'a']);
  });

  it('shows what is being recorded first, and the newest first', () => {
    const rows = [row({ slug: 'old', from_us: 1 }), row({ slug: 'new', from_us: 9 })];
    const live = row({ slug: 'live', from_us: 5, live: true });
    expect(ordered([...rows, live], FIRST_ORDER).map((one) => one.slug)).toEqual([
      'live',
      'new',
      'old',
    ]);
  });

  it('survives the address, and turns at the second press', () => {
    expect(readOrder(orderText({ key: 'pnl', down: true }))).toEqual({ key: 'pnl', down: true });
    expect(readOrder('nonsense')).toEqual(FIRST_ORDER);
    expect(readOrder(null)).toEqual(FIRST_ORDER);
    expect(turned(FIRST_ORDER, 'title')).toEqual({ key: 'title', down: false });
    expect(turned({ key: 'title', down: false }, 'title')).toEqual({ key: 'title', down: true });
    expect(turned(FIRST_ORDER, 'fills')).toEqual({ key: 'fills', down: true });
  });
});

it('finds every word anywhere, with or without accents', () => {
  const rows = [
    row({ slug: 'a', title: 'Dončić night, Mavericks' }),
    row({ slug: 'b', league: 'NFL' }),
  ];
  const found = (search: string): string[] => matching(rows, search).map((one) => one.slug);
  expect(found('doncic MAV')).toEqual(['a']);
  expect(found('nfl')).toEqual(['b']);
  expect(found('  ')).toEqual(['a', 'b']);
  expect(found('mav nfl')).toEqual([]);
});

it('says each verdict in words, and never rounds a hole away', () => {
  expect(quality(row({ verdict: 'whole' })).words).toBe('Whole');
  expect(quality(row({ verdict: 'holes', coverage: 0.99996 })).words).toBe('Holes, 99.9 %');
  expect(quality(row({ verdict: 'poor', coverage: 0.5 }))).toMatchObject({ weight: 'marked' });
  expect(quality(row({ verdict: 'poor', coverage: null })).words).toBe('Poor');
  expect(quality(row({ verdict: null })).words).toBe('Not judged yet');
  expect(quality(row({ problem: 'no manifest' })).more).toBe('no manifest');
});

it('calls labels what the report calls them, and others by their name', () => {
  expect(['anchor_entry', 'burst', 'my_own', 'constructor'].map(labelWords)).toEqual([
    'waiting to break even',
    'bursts of orders',
    'my own',
    'constructor',
  ]);
});
