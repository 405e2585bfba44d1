// Track files: what was written comes back, and damaged bytes give a TrackError and nothing else.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Track } from '../state/track';
import { TrackError } from './errors';
import { decodeTrack } from './track-file';
import { encodeTrack, type WrittenRow } from './track-writer';

export const rowsOf = (unit: fc.Arbitrary<number>): fc.Arbitrary<WrittenRow[]> =>
  fc
    .array(
      fc.record({
        dt: fc.oneof(fc.nat(3), fc.nat(10_000_000), fc.constant(5_000_000_000)),
        dseq: fc.nat(2),
        kind: fc.nat(4),
        key: fc.nat(100),
        size: unit,
      }),
      { maxLength: 200 },
    )
    .map((made) => {
      let [us, seq] = [1_700_000_000_000_000, 7];
      return made.map(({ dt, dseq, kind, key, size }) => {
        seq += dseq;
        us += dt;
        return { us, seq, kind, cell: key * 100, size };
      });
    });

const SIZES = fc.oneof(
  fc.nat(50).map((n) => n * 1_000_000),
  fc.nat(2 ** 31 - 1),
  fc.constant(2 ** 52 + 1),
);

function read(track: Track): WrittenRow[] {
  return Array.from({ length: track.rows }, (_, i) => ({
    ...{ us: track.timeUs(i), seq: track.seqOf(i), kind: track.kindOf(i) },
    ...{ cell: track.cellOf(i), size: track.sizeOf(i) },
  }));
}

describe('a track file', () => {
  it('gives back every row, whatever the units of its blocks', () => {
    fc.assert(
      fc.property(rowsOf(SIZES), fc.constantFrom(3, 16, 16_384), (rows, blockRows) => {
        const file = encodeTrack({ asset: 'a', market: 'm', rows, blockRows });
        expect(read(new Track(decodeTrack(file)))).toEqual(rows);
      }),
    );
  });

  it('may be empty', () => {
    const track = new Track(decodeTrack(encodeTrack({ asset: 'a', market: 'm', rows: [] })));
    expect(track.rows).toBe(0);
    expect(track.seek(5).bids()).toEqual([]);
  });

  it('mixes strides: a finer tick in the middle', () => {
    const rows = [
      { us: 1, seq: 1, kind: 0, cell: 5200, size: 5 },
      { us: 2, seq: 2, kind: 1, cell: 5310, size: 7 },
    ];
    const track = new Track(
      decodeTrack(encodeTrack({ asset: 'a', market: 'm', rows, blockRows: 1 })),
    );
    expect(track.stride).toBe(10);
    expect(read(track)).toEqual(rows);
  });

  it('says what is wrong with another file, a cut one, and one of the future', () => {
    const file = encodeTrack({ asset: 'a', market: 'm', rows: [] });
    expect(() => decodeTrack(new Uint8Array(3))).toThrow(/no track file/);
    expect(() => decodeTrack(file.slice(0, -4))).toThrow(/cut off/);
    const text = new TextDecoder('latin1').decode(file);
    const other = Uint8Array.from(text.replace('"version":2', '"version":9'), (c) =>
      c.charCodeAt(0),
    );
    expect(() => decodeTrack(other)).toThrow(/version 2, not 9/);
    const packed = Uint8Array.from(text.replace('"none"', '"zstd"'), (c) => c.charCodeAt(0));
    expect(() => decodeTrack(packed)).toThrow(/codec none/);
  });

  it('throws only TrackError for damaged bytes', () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({
      ...{
        us: 1_000_000 + i * 250_000,
        seq: i,
        kind: i % 5,
        cell: (i % 90) * 100,
        size: i * 1_000_000,
      },
    }));
    const whole = encodeTrack({ asset: 'a', market: 'm', rows, blockRows: 8 });
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(damage, fc.nat(whole.length), fc.boolean(), (flips, length, cut) => {
        const file = whole.slice(0, cut ? length : whole.length);
        for (const [at, value] of flips) if (at < file.length) file[at] = value;
        try {
          new Track(decodeTrack(file)).seek(5_000_000).bids();
        } catch (error) {
          expect(error).toBeInstanceOf(TrackError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('throws only TrackError for any bytes behind a good beginning', () => {
    const start = encodeTrack({ asset: 'a', market: 'm', rows: [] }).slice(0, 16);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (rest) => {
        expect(() => decodeTrack(new Uint8Array([...start, ...rest]))).toThrow(TrackError);
      }),
    );
  });
});
