// The fold: a seek in any order gives the book that playing from the start gives.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTrack } from '../source/track-file';
import { encodeTrack, type WrittenRow } from '../source/track-writer';
import { MirrorBook, type BookView, type Level } from './book';
import { Track } from './track';

/** Rows of a small market: several in a message, many at one time. */
function made(count: number, seed: number, keys = 101): WrittenRow[] {
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const rows: WrittenRow[] = [];
  let [us, seq] = [1_700_000_000_000_000, 1];
  for (let i = 0; i < count; i++) {
    if (random(3) > 0) {
      seq += 1 + random(3);
      us += random(2) * random(400_000);
    }
    const kind = random(20) === 0 ? 2 + random(3) : random(2);
    const cell = random(keys) * (10_000 / (keys - 1));
    rows.push({
      us,
      seq,
      kind,
      cell,
      size: random(4) === 0 && kind < 2 ? 0 : (1 + random(900)) * 10_000,
    });
  }
  return rows;
}

function load(rows: readonly WrittenRow[], blockRows = 1000): Track {
  return new Track(decodeTrack(encodeTrack({ asset: 'a', market: 'm', rows, blockRows })));
}

function naive(rows: readonly WrittenRow[], tUs: number): { bids: Level[]; asks: Level[] } {
  const sides = [new Map<number, number>(), new Map<number, number>()];
  for (const { us, kind, cell, size } of rows) {
    if (us > tUs || kind > 1) continue;
    if (size > 0) sides[kind]?.set(cell, size);
    else sides[kind]?.delete(cell);
  }
  const [bids, asks] = sides.map((side) => [...side]);
  return {
    bids: (bids ?? []).sort(([a], [b]) => b - a),
    asks: (asks ?? []).sort(([a], [b]) => a - b),
  };
}

const shown = (book: BookView) => ({ bids: book.bids(), asks: book.asks() });

describe('a track', () => {
  const rows = made(14_000, 5);
  const track = load(rows);
  const [from, to] = [rows[0]?.us ?? 0, rows.at(-1)?.us ?? 0];

  it('seeks in random order to what a fold from zero gives', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: from - 5, max: to + 5 }), { maxLength: 6 }),
        (times) => {
          for (const t of times) {
            const book = track.seek(t);
            const expected = naive(rows, t);
            expect(shown(book)).toEqual(expected);
            expect(book.bestBid).toBe(expected.bids[0]?.[0] ?? -1);
            expect(book.bestAsk).toBe(expected.asks[0]?.[0] ?? -1);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('counts rows by time as a search from the start would', () => {
    for (let t = from; t < to; t += 7_777_777) {
      expect(track.rowAt(t)).toBe(rows.filter((row) => row.us <= t).length);
    }
    expect(track.rowAt(from - 1)).toBe(0);
    expect(track.rowAt(to)).toBe(rows.length);
  });

  it('knows where messages begin and end', () => {
    for (let row = 0; row < 500; row++) {
      const seq = rows[row]?.seq;
      expect(track.messageStart(row)).toBe(rows.findIndex((one) => one.seq === seq));
      expect(track.messageEnd(row)).toBe(rows.findLastIndex((one) => one.seq === seq) + 1);
    }
  });

  it('numbers its trades', () => {
    const trades = rows.flatMap((row, i) => (row.kind > 1 ? [{ ...row, i }] : []));
    expect(track.tradesBefore(track.rows)).toBe(trades.length);
    expect(trades.map((_, i) => track.trade(i).row)).toEqual(trades.map((trade) => trade.i));
    expect(track.tradesBefore(trades[10]?.i ?? 0)).toBe(10);
  });

  it('keeps exact times beyond 71 minutes in one chunk', () => {
    const slow = Array.from({ length: 50 }, (_, i) => ({
      ...{
        us: 1_700_000_000_000_001 + i * 600_000_007,
        seq: i,
        kind: 0,
        cell: 100 * i,
        size: 1,
      },
    }));
    const sparse = load(slow);
    expect(slow.map((_, i) => sparse.timeUs(i))).toEqual(slow.map((row) => row.us));
    expect(slow.map((row) => sparse.rowAt(row.us))).toEqual(slow.map((_, i) => i + 1));
  });

  it('grown piece by piece equals the whole, units and price steps changing on the way', () => {
    const coarse = made(5000, 9);
    const last = coarse.at(-1);
    const fine = made(5000, 11, 1001).map((row) => ({
      ...row,
      us: row.us + (last?.us ?? 0) - 1_700_000_000_000_000,
      seq: row.seq + (last?.seq ?? 0),
      size: row.size / 10_000,
    }));
    const all = [...coarse, ...fine];
    const whole = load(all);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: all.length }), { maxLength: 5 }), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), all.length];
        const grown = load([]);
        edges.slice(1).forEach((end, i) => {
          const part = all.slice(edges[i], end);
          grown.append(decodeTrack(encodeTrack({ asset: 'a', market: 'm', rows: part })));
        });
        expect(grown.rows).toBe(whole.rows);
        expect(grown.tradesBefore(grown.rows)).toBe(whole.tradesBefore(whole.rows));
        for (const row of [1, 4095, 4096, 5000, 8191, 8192, 9999, all.length]) {
          const t = whole.timeUs(row - 1);
          expect(grown.timeUs(row - 1)).toBe(t);
          expect(grown.seqOf(row - 1)).toBe(whole.seqOf(row - 1));
          expect(grown.sizeOf(row - 1)).toBe(whole.sizeOf(row - 1));
          expect(shown(grown.seek(t))).toEqual(shown(whole.seek(t)));
        }
      }),
      { numRuns: 15 },
    );
  });

  it('is its own mirror image twice over, and walks the mirrored book', () => {
    for (let t = from; t < to; t += 50_000_000) {
      const book = track.seek(t);
      const mirror = new MirrorBook(book);
      expect(shown(new MirrorBook(mirror))).toEqual(shown(book));
      expect(mirror.bids()).toEqual(book.asks().map(([cell, size]) => [10_000 - cell, size]));
      const taken = book.walk(1, 3_000_000);
      expect(mirror.walk(0, 3_000_000)).toEqual(taken.map(([cell, size]) => [10_000 - cell, size]));
    }
  });
});
