// Holes: what was known of them when.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { START_US, YES, made } from '../timeline/made-session';
import { doubt, holesUntil } from './gaps';

const SECOND = 1_000_000;

describe('holes', () => {
  const { timeline } = made(1200, 3);
  const [first] = timeline.gaps;
  if (!first) throw new Error('the made session has holes');

  it('are known from when the book was lost, and open until it is back', () => {
    expect(holesUntil(timeline, YES, first.from_us - 1)).toEqual([]);
    const during = holesUntil(timeline, YES, first.from_us + SECOND);
    expect(during).toEqual([
      {
        ...{ fromUs: first.from_us, toUs: first.from_us + SECOND },
        ...{ cause: 'connection down', open: true },
      },
    ]);
    const after = holesUntil(timeline, YES, first.at_us + SECOND);
    expect(after[0]).toMatchObject({ fromUs: first.from_us, toUs: first.to_us, open: false });
  });

  it('never reach beyond the moment, stand in order and apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: START_US, max: timeline.to_us }), (t) => {
        let last = -Infinity;
        for (const hole of holesUntil(timeline, YES, t)) {
          expect(hole.fromUs).toBeGreaterThan(last);
          expect(hole.toUs).toBeGreaterThanOrEqual(hole.fromUs);
          expect(hole.toUs).toBeLessThanOrEqual(t);
          last = hole.toUs;
        }
      }),
    );
  });

  it('told only later do not count before, except with hindsight', () => {
    const quiet = { ...timeline, validity: { [YES]: (timeline.validity[YES] ?? []).slice(0, 1) } };
    const within = first.from_us + SECOND;
    expect(doubt(quiet, YES, within, false).valid).toBe(true);
    expect(doubt(quiet, YES, within, true)).toEqual({
      valid: false,
      reason: 'hole: connection lost',
    });
    expect(doubt(quiet, 'other', within, true).reason).toBe('no book of this asset by then');
  });

  it('of another asset do not concern this one', () => {
    const scoped = { ...first, scope: ['other'] };
    const only = { ...timeline, validity: { [YES]: [] }, gaps: [scoped] };
    expect(holesUntil(only, YES, timeline.to_us)).toEqual([]);
    expect(holesUntil(only, 'other', timeline.to_us)).toHaveLength(1);
  });
});
