// The slave rule, with made-up players and no time of its own.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeekGate, follow, type PlayerState, type Wanted } from './slave';

const html: PlayerState = {
  time: 100,
  duration: 600,
  paused: false,
  rate: 1,
  rates: null,
  maxRate: 16,
};
const want: Wanted = { time: 100, playing: true, speed: 1, scrubbing: false };

describe('follow', () => {
  it('leaves a player in step alone', () => {
    expect(follow(html, want, 9_999)).toEqual({
      paused: false,
      rate: 1,
      seek: null,
      outside: null,
    });
  });

  it('asks no player for a rate that browsers refuse', () => {
    const slow = follow(html, { ...want, speed: 0.0001 }, 9_999);
    expect(slow).toEqual({ paused: true, rate: null, seek: null, outside: null });
    const { rate } = follow({ ...html, time: 100.3 }, { ...want, speed: 0.0625 }, 9_999);
    expect(rate).toBeGreaterThanOrEqual(0.0625);
  });

  it('bends the rate against small drift, never by more than 8 percent', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.35, max: 0.35, noNaN: true }),
        fc.constantFrom(0.5, 1, 2, 5, 10),
        (drift, speed) => {
          const { rate, seek } = follow({ ...html, time: 100 + drift }, { ...want, speed }, 9_999);
          expect(seek).toBeNull();
          expect(rate).toBeGreaterThanOrEqual(speed * 0.92 - 1e-9);
          expect(rate).toBeLessThanOrEqual(speed * 1.08 + 1e-9);
          if (drift > 0.041) expect(rate).toBeLessThan(speed);
          if (drift < -0.041) expect(rate).toBeGreaterThan(speed);
        },
      ),
    );
  });

  it('jumps when drift is large, at most every 0.4 s', () => {
    const late = { ...html, time: 98 };
    expect(follow(late, want, 400).seek).toBe(100);
    expect(follow(late, want, 399).seek).toBeNull();
    expect(follow({ ...html, time: 98 }, { ...want, speed: 10 }, 9_999).seek).toBeNull();
  });

  it('shows still frames above what the player can do, each half second', () => {
    const slow = { ...html, time: 90, rates: [0.25, 0.5, 1, 1.5, 2], maxRate: 2 };
    const fast = { ...want, speed: 5 };
    expect(follow(slow, fast, 500)).toEqual({
      paused: true,
      rate: null,
      seek: 100,
      outside: null,
    });
    expect(follow(slow, fast, 499).seek).toBeNull();
  });

  it('shows still frames in reverse', () => {
    expect(follow({ ...html, time: 101 }, { ...want, speed: -2 }, 500)).toMatchObject({
      paused: true,
      seek: 100,
    });
  });

  it('follows a hand at once, and does not touch the right frame', () => {
    const paused = { ...want, playing: false };
    expect(follow({ ...html, time: 99 }, paused, 0).seek).toBe(100);
    expect(follow({ ...html, time: 99.97 }, paused, 0).seek).toBeNull();
  });

  it('takes the nearest rate of a player with a few', () => {
    const few = { ...html, rates: [0.25, 0.5, 1, 1.5, 2], maxRate: 2 };
    expect(follow(few, { ...want, speed: 1.02 }, 0).rate).toBe(1);
    expect(follow(few, { ...want, speed: 2 }, 0).rate).toBe(2);
  });

  it('says when the video does not reach the moment, and seeks nowhere', () => {
    expect(follow(html, { ...want, time: -0.1 }, 9_999)).toEqual({
      paused: true,
      rate: null,
      seek: null,
      outside: 'before',
    });
    expect(follow(html, { ...want, time: 601 }, 9_999).outside).toBe('after');
  });

  it('never orders a seek outside the video', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -100, max: 900, noNaN: true }),
        fc.double({ min: 0, max: 600, noNaN: true }),
        fc.boolean(),
        fc.constantFrom(-1, 0.25, 1, 2, 25),
        (to, time, playing, speed) => {
          const { seek } = follow(
            { ...html, time },
            { time: to, playing, speed, scrubbing: false },
            9_999,
          );
          if (seek !== null) expect(seek >= 0 && seek <= 600).toBe(true);
        },
      ),
    );
  });
});

describe('SeekGate', () => {
  it('keeps only the newest wish while a seek is under way', () => {
    const done: number[] = [];
    const gate = new SeekGate((s) => done.push(s));
    for (const s of [1, 2, 3, 4]) gate.ask(s);
    expect(done).toEqual([1]);
    gate.done();
    expect(done).toEqual([1, 4]);
    gate.done();
    expect(gate.waiting).toBe(false);
    gate.ask(5);
    expect(done).toEqual([1, 4, 5]);
  });
});
