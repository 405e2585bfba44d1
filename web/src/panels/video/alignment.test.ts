// The laws of lining a video up with a session.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { match, nudge, ordered, sessionTime, slope, videoTime, type Anchor } from './alignment';

const START = 1_764_000_000_000_000;

/** Anchors that rise in both times, as `match` keeps them. */
const rising = fc
  .array(
    fc.record({
      session: fc.integer({ min: 5_000_000, max: 3_600_000_000 }),
      video: fc.integer({ min: 100, max: 4_000_000 }),
    }),
    { maxLength: 6 },
  )
  .map((steps) => {
    let session = START;
    let video = -50;
    return steps.map((step): Anchor => {
      session += step.session;
      video += step.video / 1000;
      return { session_us: session, video_s: video };
    });
  });
const moment = fc.integer({ min: START - 7_200_000_000, max: START + 14_400_000_000 });

describe('alignment', () => {
  it('starts the video with the session when nothing was matched', () => {
    expect(videoTime([], START, START + 2_500_000)).toBe(2.5);
    expect(videoTime([], START, START - 1_000_000)).toBe(-1);
    expect(sessionTime([], START, 2.5)).toBe(START + 2_500_000);
  });

  it('is exact at every anchor', () => {
    fc.assert(
      fc.property(rising, (anchors) => {
        for (const a of anchors) {
          expect(videoTime(anchors, START, a.session_us)).toBe(a.video_s);
          expect(sessionTime(anchors, START, a.video_s)).toBe(a.session_us);
        }
      }),
    );
  });

  it('goes there and back to within a microsecond, and never runs backwards', () => {
    fc.assert(
      fc.property(rising, moment, moment, (anchors, one, two) => {
        const video = videoTime(anchors, START, one);
        const back = sessionTime(anchors, START, video);
        // A steep line makes a rounding of the float worth more than one microsecond.
        const worth = Math.max(1, 1 / slope(anchors, one));
        expect(Math.abs(back - one)).toBeLessThanOrEqual(1 + worth);
        if (one < two) expect(videoTime(anchors, START, two)).toBeGreaterThan(video);
      }),
    );
  });

  it('takes up drift between two anchors and none outside', () => {
    const anchors = [
      { session_us: START, video_s: 10 },
      { session_us: START + 100_000_000, video_s: 112 },
    ];
    expect(slope(anchors, START + 50_000_000)).toBeCloseTo(1.02, 12);
    expect(videoTime(anchors, START, START + 50_000_000)).toBe(61);
    expect(videoTime(anchors, START, START + 101_000_000)).toBe(113);
    expect(slope(anchors, START - 1)).toBe(1);
  });

  it('refuses a match that would turn time round, and replaces one close by', () => {
    const first = { session_us: START, video_s: 10 };
    const crossed = match([first], { session_us: START + 60_000_000, video_s: 9 });
    expect(crossed.ok).toBe(false);
    const near = match([first], { session_us: START + 1_000_000, video_s: 14 });
    expect(near).toEqual({
      ok: true,
      anchors: [{ session_us: START + 1_000_000, video_s: 14 }],
    });
  });

  it('keeps what it made rising, whatever was said before', () => {
    const said = fc.record({
      session_us: fc.integer({ min: START, max: START + 9_000_000_000 }),
      video_s: fc.double({ min: -100, max: 9_000, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(said, { maxLength: 8 }), said, (before, made) => {
        const result = match(before, made);
        if (!result.ok) return;
        expect(result.anchors).toContainEqual(made);
        expect(ordered(result.anchors)).toEqual(result.anchors);
      }),
    );
  });

  it('nudges every moment: the picture of a little later is shown', () => {
    fc.assert(
      fc.property(rising, moment, fc.constantFrom(-1, -0.1, 0.1, 1), (anchors, at, by) => {
        const moved = videoTime(nudge(anchors, START, by), START, at);
        expect(moved).toBeCloseTo(videoTime(anchors, START, at + by * 1e6), 6);
        expect(nudge(anchors, START, by).map((a) => a.video_s)).toEqual(
          anchors.length > 0 ? anchors.map((a) => a.video_s) : [0],
        );
      }),
    );
  });
});
