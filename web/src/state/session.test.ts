// A session: jumps land before the moment, and what is known grows with time.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO, START_US, YES, made, sessionOf } from '../timeline/made-session';
import { LEAD_US, type JumpKind } from './jumps';

const SECOND = 1_000_000;
const of = made(600, 21);
const session = sessionOf(of);
const { timeline } = session;
const KINDS: JumpKind[] = ['event', 'fill', 'trade', 'game', 'bookmark', 'gapEnd'];
session.setBookmarks([START_US + 90 * SECOND, START_US + 30 * SECOND]);

describe('jumps', () => {
  it('go through all fills one by one, landing five seconds before each', () => {
    const landings: number[] = [];
    let t: number | null = session.next('fill', START_US, YES);
    while (t !== null) {
      landings.push(t);
      t = session.next('fill', t, YES);
    }
    const expected = timeline.fills.map((fill) => fill.at_us - LEAD_US.fill);
    expect(landings).toEqual([...new Set(expected)].filter((at) => at > START_US));
    const back: number[] = [];
    for (let at = session.previous('fill', timeline.to_us, YES); at !== null;) {
      back.push(at);
      at = session.previous('fill', at, YES);
    }
    // The first fill is nearer to the start than that: its landing is the start itself.
    expect(back.reverse().filter((at) => at > START_US)).toEqual(landings);
  });

  it('always go the way they were asked to, and come back', () => {
    const at = fc.integer({ min: START_US, max: timeline.to_us });
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), at, fc.constantFrom(YES, NO), (kind, t, asset) => {
        const next = session.next(kind, t, asset);
        const previous = session.previous(kind, t, asset);
        if (next !== null) {
          expect(next).toBeGreaterThan(t);
          expect(session.previous(kind, next + 1, asset)).toBe(next);
        }
        if (previous !== null) {
          expect(previous).toBeLessThan(t);
          expect(session.next(kind, previous - 1, asset)).toBe(previous);
        }
      }),
    );
  });

  it('know the bookmarks in order, whatever order they came in', () => {
    expect(session.next('bookmark', START_US, YES)).toBe(START_US + 30 * SECOND);
    expect(session.next('bookmark', START_US + 30 * SECOND, YES)).toBe(START_US + 90 * SECOND);
    expect(session.next('bookmark', START_US + 90 * SECOND, YES)).toBeNull();
  });

  it('may be asked to land elsewhere', () => {
    const [fill] = timeline.fills.filter((one) => one.at_us > START_US + 20 * SECOND);
    const t = (fill?.at_us ?? 0) - 10 * SECOND;
    expect(session.next('fill', t, YES, 2 * SECOND)).toBeLessThanOrEqual(
      (fill?.at_us ?? 0) - 2 * SECOND,
    );
  });
});

describe('moments', () => {
  it('asked in any order are those asked in order', () => {
    const times = Array.from({ length: 40 }, (_, i) => START_US + i * 15 * SECOND);
    const forward = times.map((t) => JSON.stringify(session.moment(YES, t)));
    const other = sessionOf(of);
    fc.assert(
      fc.property(fc.shuffledSubarray(times), (some) => {
        for (const t of some) {
          expect(JSON.stringify(other.moment(YES, t))).toBe(forward[times.indexOf(t)]);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('of the two outcomes mirror one another and have the same money', () => {
    for (let t = START_US; t < timeline.to_us; t += 20 * SECOND) {
      const [yes, no] = [session.moment(YES, t), session.moment(NO, t)];
      expect(no.book.bids).toEqual(yes.book.asks.map(([cell, size]) => [10_000 - cell, size]));
      expect(no.pnl).toEqual(yes.pnl);
      expect(no.orders).toEqual(yes.orders);
      expect(no.last_trade?.cell).toBe(yes.last_trade ? 10_000 - yes.last_trade.cell : undefined);
    }
  });

  it('of an asset that nobody knows are empty, and say so', () => {
    const { book, pnl, market } = session.moment('nobody', START_US + SECOND);
    expect(market).toBe('');
    expect(book).toEqual({
      ...{ valid: false, reason: 'no book of this asset by then', seq: null, bids: [], asks: [] },
    });
    expect(pnl.value).toBe(0);
  });
});
