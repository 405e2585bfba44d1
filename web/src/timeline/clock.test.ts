// The clock: what moves it, what stops it, and how often it tells.

import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { Clock } from './clock';
import type { Frames } from './ticker';

/** Frames that a test makes by hand. */
class Hand implements Frames {
  private waiting: ((nowMs: number) => void) | null = null;
  nowMs = 0;

  request(run: (nowMs: number) => void): number {
    this.waiting = run;
    return 1;
  }

  cancel(): void {
    this.waiting = null;
  }

  /** One frame, so many milliseconds later; false if nobody waits for one. */
  step(ms: number): boolean {
    const run = this.waiting;
    this.waiting = null;
    this.nowMs += ms;
    run?.(this.nowMs);
    return run !== null;
  }
}

const SECOND = 1_000_000;

describe('the clock', () => {
  let hand: Hand;
  let clock: Clock;
  beforeEach(() => {
    hand = new Hand();
    clock = new Clock(hand);
    clock.limits(0, 100 * SECOND);
    hand.step(0);
  });

  /** Play frames of 20 ms. */
  const run = (frames: number): void => {
    for (let i = 0; i < frames; i++) hand.step(20);
  };

  it('moves by real time times speed, and stands still once nothing moves', () => {
    clock.setSpeed(10);
    clock.play();
    hand.step(20);
    run(10);
    expect(clock.t).toBe(2 * SECOND);
    clock.pause();
    hand.step(20);
    expect(hand.step(20)).toBe(false);
    expect(clock.t).toBe(2 * SECOND);
  });

  it('jumps no more than a tenth of a second of real time, however long a frame took', () => {
    clock.play();
    hand.step(20);
    hand.step(5_000);
    expect(clock.t).toBe(100_000);
  });

  it('does not count the time in which it was paused', () => {
    clock.play();
    run(3);
    clock.pause();
    const t = clock.t;
    hand.step(80);
    clock.play();
    hand.step(90);
    expect(clock.t).toBe(t);
  });

  it('plays backwards, and stops at both ends', () => {
    clock.seek(50_000);
    clock.setReverse(true);
    clock.play();
    run(6);
    expect([clock.t, clock.playing]).toEqual([0, false]);
    clock.setReverse(false);
    clock.seek(100 * SECOND - 30_000);
    clock.play();
    run(6);
    expect([clock.t, clock.playing]).toEqual([100 * SECOND, false]);
  });

  it('starts over when it is played at the end', () => {
    clock.seek(100 * SECOND);
    clock.play();
    expect(clock.t).toBe(0);
  });

  it('keeps to its limits wherever it is sent', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 1000 }), (to, speed) => {
        clock.seek(to);
        clock.setSpeed(speed);
        expect(clock.t).toBeGreaterThanOrEqual(0);
        expect(clock.t).toBeLessThanOrEqual(100 * SECOND);
        expect(clock.speed).toBeGreaterThanOrEqual(0.25);
        expect(clock.speed).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('skips holes and quiet stretches only where asked', () => {
    clock.skips = {
      gapEnd: (t) => (t > SECOND && t < 9 * SECOND ? 9 * SECOND : null),
      quietEnd: (t) => (t >= 9 * SECOND && t < 30 * SECOND ? 30 * SECOND : null),
    };
    clock.seek(SECOND - 10_000);
    clock.play();
    run(2);
    expect(clock.t).toBe(SECOND + 10_000);
    clock.skipGaps = true;
    run(1);
    expect(clock.t).toBe(9 * SECOND);
    clock.skipQuiet = true;
    run(1);
    expect(clock.t).toBe(30 * SECOND);
  });

  it('held by a scrubber it stands, and goes on when let go', () => {
    clock.play();
    run(2);
    clock.hold(true);
    clock.seek(10 * SECOND);
    run(5);
    expect(clock.t).toBe(10 * SECOND);
    clock.hold(false);
    run(3);
    expect(clock.t).toBeGreaterThan(10 * SECOND);
    expect(clock.playing).toBe(true);
  });

  it('pinned it is where the session ends, until somebody seeks', () => {
    clock.pin();
    clock.limits(0, 120 * SECOND);
    expect(clock.t).toBe(120 * SECOND);
    clock.seek(60 * SECOND);
    clock.limits(0, 130 * SECOND);
    expect([clock.t, clock.pinned]).toEqual([60 * SECOND, false]);
  });

  it('caught up with a session that still grows it is live, and goes on with it', () => {
    clock.grows = true;
    clock.setSpeed(10);
    clock.play();
    hand.step(20);
    run(700);
    expect([clock.t, clock.playing, clock.pinned]).toEqual([100 * SECOND, true, true]);
    clock.limits(0, 101 * SECOND);
    expect(clock.t).toBe(101 * SECOND);
    clock.setSpeed(2); // there is nothing yet to play faster
    run(2);
    expect([clock.playing, clock.pinned, clock.speed]).toEqual([true, true, 1]);
    clock.pause();
    clock.play();
    expect([clock.t, clock.pinned]).toEqual([101 * SECOND, true]);
  });

  it('tells pictures every frame, and text 20 times a second or at once', () => {
    let [pictures, texts] = [0, 0];
    clock.onFrame(() => pictures++);
    const off = clock.onText(() => texts++);
    clock.play();
    run(100);
    expect(pictures).toBe(100);
    expect(texts).toBeGreaterThan(30);
    expect(texts).toBeLessThanOrEqual(42);
    clock.pause();
    const before = texts;
    clock.seek(5);
    expect(texts).toBe(before + 1);
    off();
    clock.seek(6);
    expect(texts).toBe(before + 1);
  });

  it('wakes for one picture when something else changed', () => {
    let pictures = 0;
    clock.onFrame(() => pictures++);
    clock.changed();
    clock.changed();
    run(3);
    expect(pictures).toBe(1);
  });
});
