// Skipping: only forward, only over what is long enough, and never past what happens next.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { made, sessionOf, START_US, YES } from '../../timeline/made-session';
import { QUIET_US, gapEnd, nextGapEnd, quietEnd, skipsOf } from './quiet';

const time = fc.integer({ min: 0, max: 1e9 });

describe('quietEnd', () => {
  it('lands before the next thing, and only if it is far', () => {
    expect(quietEnd(0, [null, QUIET_US])).toBeNull();
    expect(quietEnd(0, [null, QUIET_US + 1])).toBe(QUIET_US + 1 - 3_000_000);
    expect(quietEnd(0, [null])).toBeNull();
    fc.assert(
      fc.property(time, fc.array(fc.option(time), { maxLength: 4 }), (t, some) => {
        const next = some.map((gap) => (gap === null ? null : t + gap));
        const end = quietEnd(t, next);
        if (end === null) return;
        expect(end).toBeGreaterThan(t);
        for (const at of next) if (at !== null) expect(end).toBeLessThan(at);
      }),
    );
  });
});

describe('gapEnd', () => {
  it('ends the hole that one stands in, not one that is still open', () => {
    const holes = [
      { fromUs: 10, toUs: 20, open: false },
      { fromUs: 30, toUs: 40, open: true },
    ];
    expect([9, 10, 19, 20, 35].map((t) => gapEnd(t, holes))).toEqual([null, 20, 20, null, null]);
  });
});

describe('nextGapEnd', () => {
  it('goes to the next end that is known, from inside a hole or before it', () => {
    const holes = [
      { fromUs: 10, toUs: 20, open: false },
      { fromUs: 30, toUs: 40, open: false },
      { fromUs: 50, toUs: 60, open: true },
    ];
    expect([0, 10, 19, 20, 39, 40].map((t) => nextGapEnd(t, holes))).toEqual([
      ...[20, 20, 20, 40, 40, null],
    ]);
  });
});

describe('skipsOf', () => {
  it('jumps over nothing that happens, however near it is', () => {
    const { timeline } = made(300, 1);
    const [one] = timeline.game;
    if (one === undefined) throw new Error('a made session has a game');
    const times = [100, 160].map((s) => START_US + s * 1_000_000);
    timeline.game = times.map((at_us, i) => ({ ...one, at_us, seq: i + 1 }));
    timeline.fills = [];
    const skips = skipsOf(sessionOf({ rows: [], timeline }), () => YES);
    for (let t = START_US; t < START_US + 200_000_000; t += 500_000) {
      const to = skips.quietEnd(t) ?? t;
      for (const at of times) expect(at > t && at <= to).toBe(false);
    }
    expect(skips.quietEnd(START_US)).toBe(START_US + 97_000_000);
  });
});
