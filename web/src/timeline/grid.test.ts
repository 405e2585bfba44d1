// The time grid: every cell equals the fold at its end, on every level, however the grid was grown.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTrack } from '../source/track-file';
import { encodeTrack } from '../source/track-writer';
import { NONE } from '../state/columns';
import { Track } from '../state/track';
import { Grid } from './grid';
import { codeOf, sizeOf } from './heat';
import { START_US, YES, made } from './made-session';
import { Levels, PIECE } from './pieces';

const SECOND = 1_000_000;
const { rows } = made(400, 11);
const END = START_US + 400 * SECOND;

function load(some: typeof rows): Track {
  return new Track(decodeTrack(encodeTrack({ asset: YES, market: 'm', rows: some })));
}

function gridOf(track: Track, us: number): Grid {
  const grid = new Grid(track, 100);
  grid.extend(us);
  return grid;
}

describe('the grid', () => {
  const track = load(rows);
  const grid = gridOf(track, END);

  it('has whole cells only, each as the book stood at its end', () => {
    const [base] = grid.levels;
    if (!base) throw new Error('there is a level');
    expect(grid.toUs).toBeLessThanOrEqual(END);
    expect(END - grid.toUs).toBeLessThan(grid.stepUs);
    for (let cell = 0; cell < base.cells; cell += 37) {
      const book = track.seek(grid.fromUs + (cell + 1) * grid.stepUs);
      expect([base.bid[cell], base.ask[cell]]).toEqual([book.bestBid, book.bestAsk]);
      const heat = base.heat.subarray(cell * grid.rows, (cell + 1) * grid.rows);
      const expected = new Array<number>(grid.rows).fill(0);
      for (const [at, size] of [...book.bids(), ...book.asks()]) expected[at / 100] = codeOf(size);
      expect([...heat]).toEqual(expected);
    }
  });

  it('keeps on each level the last prices, the extremes and the volumes of the finer one', () => {
    grid.levels.slice(1).forEach((level, i) => {
      const finer = grid.levels[i];
      if (!finer) return;
      expect(level.cells).toBe(Math.floor(finer.cells / 2));
      for (let at = 0; at < level.cells; at++) {
        const [a, b] = [2 * at, 2 * at + 1];
        expect(level.bid[at]).toBe(finer.bid[b]);
        expect(level.high[at]).toBe(Math.max(finer.high[a] ?? 0, finer.high[b] ?? 0));
        const lows = [finer.low[a] ?? 0, finer.low[b] ?? 0].filter((one) => one !== NONE);
        expect(level.low[at]).toBe(lows.length > 0 ? Math.min(...lows) : NONE);
        expect(level.buy[at]).toBeCloseTo((finer.buy[a] ?? 0) + (finer.buy[b] ?? 0), -3);
      }
    });
  });

  it('holds all that was traded', () => {
    const [base] = grid.levels;
    const total = (values: Float32Array) => values.reduce((sum, one) => sum + one, 0);
    const sum = (kind: number) =>
      rows
        .filter((row) => row.kind === kind && row.us <= grid.toUs)
        .reduce((s, r) => s + r.size, 0);
    expect(total(base?.buy ?? new Float32Array()) / sum(2)).toBeCloseTo(1, 4);
    expect(total(base?.sell ?? new Float32Array()) / sum(3)).toBeCloseTo(1, 4);
  });

  it('grown piece by piece is the same, its references included', () => {
    const cut = fc.integer({ min: START_US, max: END });
    fc.assert(
      fc.property(fc.array(cut, { maxLength: 5 }), fc.boolean(), (cuts, empty) => {
        // A live session may begin before its book does.
        const times = [...(empty ? [START_US - SECOND] : []), ...cuts.sort((a, b) => a - b), END];
        const first = times[0] ?? END;
        const growing = load(rows.filter((row) => row.us <= first));
        const live = gridOf(growing, first);
        times.slice(1).forEach((us, i) => {
          const some = rows.filter((row) => row.us > (times[i] ?? 0) && row.us <= us);
          growing.append(decodeTrack(encodeTrack({ asset: YES, market: 'm', rows: some })));
          live.extend(us);
        });
        live.levels.forEach((level, i) => {
          const whole = grid.levels[i];
          expect(level.cells).toBe(whole?.cells);
          const { cells } = level;
          expect(level.bid.subarray(0, cells)).toEqual(whole?.bid.subarray(0, cells));
          const heat = (of: typeof level | undefined) => of?.heat.subarray(0, cells * grid.rows);
          expect(heat(level)).toEqual(heat(whole));
        });
        for (let us = START_US; us < END; us += 20 * SECOND) {
          expect(live.restingAt(us)).toBe(grid.restingAt(us));
          expect(live.tradedAt(us)).toBe(grid.tradedAt(us));
        }
      }),
      { numRuns: 8 },
    );
  });

  it('goes on when a finer tick comes, as if it had always been there', () => {
    const half = START_US + 200 * SECOND;
    const finer = rows.map((row) => (row.us > half ? { ...row, cell: row.cell + 30 } : row));
    const whole = gridOf(load(finer), END);
    const track = load(finer.filter((row) => row.us <= half));
    const live = gridOf(track, half);
    const later = finer.filter((row) => row.us > half);
    track.append(decodeTrack(encodeTrack({ asset: YES, market: 'm', rows: later })));
    live.extend(END);
    expect(track.stride).toBe(10);
    const [one, other] = [live.levels[0], whole.levels[0]];
    const cells = one?.cells ?? 0;
    expect(cells).toBe(other?.cells);
    for (const name of ['bid', 'ask', 'low', 'high'] as const) {
      expect(one?.[name].subarray(0, cells)).toEqual(other?.[name].subarray(0, cells));
    }
    expect(one?.heat.subarray(0, cells * live.rows)).toEqual(
      other?.heat.subarray(0, cells * live.rows),
    );
  });

  it('tells a reference from what was seen before only', () => {
    const half = START_US + 200 * SECOND;
    const past = gridOf(load(rows.filter((row) => row.us <= half)), half);
    for (let us = START_US; us <= half; us += 5 * SECOND) {
      expect(past.restingAt(us)).toBe(grid.restingAt(us));
    }
    expect(sizeOf(grid.restingAt(END))).toBeGreaterThan(0);
  });

  it('is as many levels deep however short the session', () => {
    expect(gridOf(load(rows.slice(0, 3)), END).levels.length).toBe(grid.levels.length);
  });
});

describe('levels', () => {
  const track = load(rows);
  const grid = gridOf(track, END);
  const levels = new Levels(grid);

  it('are chosen just under a pixel', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 100_000_000 }), (us) => {
        const { stepUs } = levels.for(us);
        expect(stepUs).toBeLessThanOrEqual(us);
        expect(levels.for(stepUs).stepUs).toBe(stepUs);
      }),
    );
  });

  it('finer than the grid come from events and equal the fold', () => {
    for (const perPixel of [125_000, 40_000, 15_625, 4_000, 700]) {
      const level = levels.for(perPixel);
      const index = Math.floor((200 * SECOND) / level.stepUs / PIECE);
      const piece = level.piece(index);
      if (!piece) throw new Error('there is data in the middle');
      for (let at = 0; at < piece.count; at += 41) {
        const book = track.seek(grid.fromUs + (piece.first + at + 1) * level.stepUs);
        expect(piece.columns.bid[piece.offset + at]).toBe(book.bestBid);
        expect(piece.columns.ask[piece.offset + at]).toBe(book.bestAsk);
      }
    }
  });

  it('end where the grid ends, coarse and fine', () => {
    for (const perPixel of [2_000_000, 250_000, 15_625]) {
      const level = levels.for(perPixel);
      const last = Math.floor((END - grid.fromUs) / level.stepUs / PIECE);
      expect(level.piece(last + 1)).toBeNull();
      expect(level.piece(-1)).toBeNull();
    }
  });
});
