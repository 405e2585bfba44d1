// Nothing after the playhead shows: two sessions, equal up to T and different behind it, drawn at T.

import { describe, expect, it } from 'vitest';
import type { Session } from '../state/session';
import { NO, START_US, YES, dice, made, sessionOf, type Made } from './made-session';
import { Minimap } from './minimap';
import { TapeModel } from './model';
import { PLAIN, keptSurface, recordedPen } from './recorded-pen';
import { Tape } from './tape';
import type { View } from './viewport';

const SECOND = 1_000_000;
const LENGTH = 900;

interface Picture {
  tape: string[];
  minimap: string[];
  read: string[];
  prices: unknown;
}

/** What a room shows of a session, drawn at the times given, the last of which counts. */
class Room {
  private readonly model: TapeModel;
  private readonly pens = [recordedPen(), recordedPen()] as const;
  private readonly tape: Tape;
  private readonly minimap: Minimap;

  constructor(
    readonly session: Session,
    asset: string,
    private readonly width: number,
  ) {
    this.model = new TapeModel(this.session, asset, 'UTC');
    const [above, below] = this.pens.map(({ pen }) => ({
      width: 0,
      height: 0,
      getContext: () => pen,
    }));
    if (!above || !below) throw new Error('there are two');
    this.tape = new Tape(above, this.model, PLAIN, keptSurface);
    this.minimap = new Minimap(below, this.model, PLAIN);
    this.tape.resize(width, 400, 1);
    this.minimap.resize(width, 76, 1);
    this.tape.hover = { x: width * 0.7, y: 120 };
  }

  draw(view: View, t: number, playing: boolean): Picture {
    for (const { calls } of this.pens) calls.length = 0;
    this.tape.draw(view, t, playing);
    this.minimap.draw(view, t);
    return {
      tape: [...this.pens[0].calls],
      minimap: [...this.pens[1].calls],
      read: [0.1, 0.5, 0.77, 0.9].flatMap((part) => this.tape.read(this.width * part, 200)),
      prices: this.tape.priceRange,
    };
  }
}

function window(t: number, seconds: number): View {
  const from = t - seconds * SECOND * 0.78;
  return { from, to: from + seconds * SECOND };
}

/** Times to stop at: just before, at and after a fill; in a hole; in the middle of cells; and others. */
function stops(of: Made): number[] {
  const { fills, gaps, game } = of.timeline;
  const at = (list: readonly { at_us: number }[], i: number): number => list[i]?.at_us ?? START_US;
  const gap = gaps.find((one) => one.from_us > START_US + 100 * SECOND) ?? gaps[0];
  return [
    ...[at(fills, 3) - 1, at(fills, 3), at(fills, 3) + 1, at(game, 9), at(fills, 12)],
    ...(gap ? [gap.from_us + 1, gap.from_us + 700_001, gap.to_us, gap.to_us + 1] : []),
    ...[START_US + 333_333_333, START_US + 500_125_000, START_US + 600_000_000, START_US + 5],
  ];
}

describe('with the future hidden', () => {
  const a = made(LENGTH, 42);
  const times = stops(a);
  const first = sessionOf(a);
  const twins = times.map((t, i) =>
    sessionOf(made(LENGTH + 300 + 40 * i, 1000 + i, { past: a, sinceUs: t, wild: true })),
  );

  it('has sessions that differ as soon as they may', () => {
    for (const [i, twin] of twins.entries()) {
      const later = (times[i] ?? 0) + 60 * SECOND;
      const one = new Room(first, YES, 700).draw(window(later, 120), later, false);
      const other = new Room(twin, YES, 700).draw(window(later, 120), later, false);
      expect(one.tape).not.toEqual(other.tape);
    }
    expect(times.length).toBeGreaterThan(9);
  });

  it.each(times.map((t, i) => [i, t]))('shows the same picture in both, at stop %i', (i, t) => {
    const twin = twins[i];
    if (!twin) throw new Error('there is one for each');
    for (const asset of [YES, NO]) {
      for (const [width, seconds] of [
        [390, 60],
        [900, 5],
        [1300, 600],
        [900, 14_400],
      ] as const) {
        const view = window(t, seconds);
        const one = new Room(first, asset, width).draw(view, t, false);
        const other = new Room(twin, asset, width).draw(view, t, false);
        expect(other).toEqual(one);
      }
      const moments = [first, twin].map((of) => of.moment(asset, t));
      expect(moments[1]).toEqual(moments[0]);
    }
  });

  it('shows the same while playing up to T, and after having been further', () => {
    for (const [i, t] of times.entries()) {
      const twin = twins[i];
      if (!twin) continue;
      const random = dice(i);
      const rooms = [new Room(first, YES, 800), new Room(twin, YES, 800)];
      const seconds = 20 + random(200);
      for (let before = 2 * SECOND; before > 0; before -= 200_000 + random(400_000)) {
        const at = Math.max(START_US, t - before);
        const [one, other] = rooms.map((room) => room.draw(window(at, seconds), at, true));
        expect(other).toEqual(one);
      }
      // Images of heat painted further on must not be shown at T.
      for (const room of rooms) room.draw(window(t + 90 * SECOND, seconds), t + 90 * SECOND, false);
      const [one, other] = rooms.map((room) => room.draw(window(t, seconds), t, false));
      expect(other).toEqual(one);
    }
  });
});
