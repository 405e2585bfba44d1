// The window of a tape: following, panning, zooming.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FOLLOW_AT, Viewport } from './viewport';

const T = 1_700_000_000_000_000;
const SPAN = fc.integer({ min: 2_000_000, max: 48 * 3_600_000_000 });

describe('a viewport', () => {
  it('follows with the playhead at 78 % of the width', () => {
    const view = new Viewport(100_000_000).at(T);
    expect((T - view.from) / (view.to - view.from)).toBeCloseTo(FOLLOW_AT);
  });

  it('stays where it was dragged to, and follows again when asked', () => {
    const viewport = new Viewport(100_000_000);
    const before = viewport.at(T);
    viewport.pan(0.25, T);
    expect(viewport.following).toBe(false);
    expect(viewport.at(T + 1e9)).toEqual({
      from: before.from + 25_000_000,
      to: before.to + 25_000_000,
    });
    viewport.follow();
    expect(viewport.at(T)).toEqual(before);
  });

  it('grows with what has passed until somebody asks for more', () => {
    const viewport = new Viewport(300_000_000);
    viewport.since(T);
    const wide = (t: number): number => viewport.at(t).to - viewport.at(t).from;
    expect(wide(T)).toBe(30_000_000);
    expect(viewport.at(T + 78_000_000).from).toBeCloseTo(T, -1);
    expect(wide(T + 3_600_000_000)).toBe(300_000_000);
    viewport.zoomAbout(T, 2, T + 78_000_000);
    expect(wide(T + 78_000_000)).toBeCloseTo(200_000_000, -1);
    expect(wide(T)).toBeCloseTo(200_000_000, -1);
  });

  it('stays as wide as it was when it is dragged early', () => {
    const viewport = new Viewport(300_000_000);
    viewport.since(T);
    viewport.pan(0.5, T + 1_000_000);
    const { from, to } = viewport.at(T + 1_000_000);
    expect(to - from).toBe(30_000_000);
  });

  it('zooms about a time that keeps its place', () => {
    fc.assert(
      fc.property(SPAN, fc.double({ min: 0, max: 1, noNaN: true }), SPAN, (span, part, wanted) => {
        const viewport = new Viewport(span);
        viewport.stay(T);
        const { from, to } = viewport.at(T);
        const about = from + part * (to - from);
        viewport.zoomAbout(about, wanted / span, T);
        const after = viewport.at(T);
        expect(Math.abs((about - after.from) / (after.to - after.from) - part)).toBeLessThan(1e-6);
      }),
    );
  });

  it('zooms about the playhead while it follows', () => {
    const viewport = new Viewport(100_000_000);
    viewport.zoomAbout(0, 0.5, T);
    const view = viewport.at(T);
    expect((T - view.from) / (view.to - view.from)).toBeCloseTo(FOLLOW_AT);
    expect(viewport.span).toBe(50_000_000);
  });

  it('is never narrower than two seconds nor wider than two days', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (factor) => {
        const viewport = new Viewport(60_000_000);
        viewport.zoomAbout(T, factor, T);
        expect(viewport.span).toBeGreaterThanOrEqual(2_000_000);
        expect(viewport.span).toBeLessThanOrEqual(48 * 3_600_000_000);
      }),
    );
  });

  it('does not lose the times there are', () => {
    const viewport = new Viewport(100_000_000);
    viewport.pan(-1000, T);
    viewport.keepWithin(T - 1e9, T);
    expect(viewport.at(T).to).toBeGreaterThan(T - 1e9);
    viewport.pan(1e6, T);
    viewport.keepWithin(T - 1e9, T);
    expect(viewport.at(T).from).toBeLessThan(T);
  });
});
