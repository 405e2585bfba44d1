// Python's playhead and this one agree, byte for byte, on everything known at hundreds of moments.

import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bookBefore, decodeTrack } from '../source/track-file';
import { readLayout } from '../source/track-header';
import type { Timeline } from '../source/types';
import { ASK, BID } from './columns';
import type { JumpKind } from './jumps';
import type { Moment } from './moment';
import { Session } from './session';
import { Track } from './track';

const FILM = fileURLToPath(new URL('../../../tests/golden/film/', import.meta.url));

interface Golden {
  asset: string;
  at_us: number;
  hindsight: boolean;
  moment: Moment;
}

interface Stops {
  bookmarks: number[];
  stops: {
    stop: string;
    asset: string;
    at_us: number;
    next: number | null;
    previous: number | null;
  }[];
}

function read<T>(path: string): T {
  return JSON.parse(readFileSync(FILM + path, 'utf8')) as T;
}

function load(name: string): Session {
  const timeline = read<Timeline>(`${name}/timeline.json`);
  const session = new Session(timeline);
  for (const { index } of timeline.tracks) {
    const bytes = new Uint8Array(readFileSync(`${FILM}${name}/${index}.track`));
    session.addTrack(index, new Track(decodeTrack(bytes)));
  }
  return session;
}

describe.each(readdirSync(FILM).sort())('the golden session %s', (name) => {
  it('has the moments that Python sees', () => {
    const session = load(name);
    const golden = read<Golden[]>(`${name}/moments.json`);
    expect(golden.length).toBeGreaterThan(50);
    for (const { asset, at_us, hindsight, moment } of golden) {
      const mine = session.moment(asset, at_us, { hindsight });
      expect(JSON.stringify(mine)).toBe(JSON.stringify(moment));
    }
  });

  it('has the same moments asked in the opposite order', () => {
    const session = load(name);
    for (const { asset, at_us, hindsight, moment } of read<Golden[]>(
      `${name}/moments.json`,
    ).reverse()) {
      expect(JSON.stringify(session.moment(asset, at_us, { hindsight }))).toBe(
        JSON.stringify(moment),
      );
    }
  });

  it('stops where Python stops', () => {
    const session = load(name);
    const { bookmarks, stops } = read<Stops>(`${name}/stops.json`);
    session.setBookmarks(bookmarks);
    for (const { stop, asset, at_us, next, previous } of stops) {
      const kind = (stop === 'gap_end' ? 'gapEnd' : stop) as JumpKind;
      expect([stop, at_us, session.next(kind, at_us, asset, 0)]).toEqual([stop, at_us, next]);
      expect([stop, at_us, session.previous(kind, at_us, asset, 0)]).toEqual([
        stop,
        at_us,
        previous,
      ]);
    }
  });

  it('has before every block of its tracks the book that Python kept there', () => {
    const timeline = read<Timeline>(`${name}/timeline.json`);
    for (const { index, rows } of timeline.tracks) {
      const bytes = new Uint8Array(readFileSync(`${FILM}${name}/${index}.track`));
      const track = new Track(decodeTrack(bytes));
      const { header, blocks } = readLayout(bytes);
      expect(track.rows).toBe(rows);
      let row = 0;
      for (const block of blocks) {
        const { kind, key, size } = bookBefore(bytes, block, header, track.stride);
        const kept = [...key].map((one, i) => [kind[i], one * track.stride, size[i]]);
        const book = track.bookAfter(row);
        const folded = [
          ...book
            .bids()
            .reverse()
            .map(([cell, held]) => [BID, cell, held]),
          ...book.asks().map(([cell, held]) => [ASK, cell, held]),
        ];
        expect(folded).toEqual(kept);
        row += block.rows;
      }
    }
  });
});
