// Recorded and embedded sessions: what is fetched, what is told on the way, what goes wrong.

import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { YES, made } from '../timeline/made-session';
import { embedded, metaOf } from './embedded';
import { recorded } from './recorded';
import { encodeTrack } from './track-writer';

const { rows, timeline } = made(30, 4);
const FILE = encodeTrack({ asset: YES, market: 'market', rows });
const known = {
  ...timeline,
  version: 'v 1',
  tracks: [{ ...timeline.tracks[0], rows: rows.length }],
};

/** Answers of a server in order, and the addresses that were asked for. */
function server(...answers: (() => Response)[]): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (address: string) => {
    asked.push(address);
    const answer = answers.shift();
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('nobody there'));
  });
  return asked;
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

afterEach(() => vi.unstubAllGlobals());

describe('a recorded session', () => {
  it('waits while its film is made, then has timeline and tracks', async () => {
    const asked = server(
      () => json({ building: true, done: 0.4 }, 202),
      () => json(known),
      () => new Response(FILE),
    );
    const done: number[] = [];
    const source = recorded('a/b');
    expect((await source.timeline((part) => done.push(part))).title).toBe('A v B');
    const got: [number, number | null][] = [];
    const track = await source.track(0, (...progress) => got.push(progress));
    expect(done).toEqual([0.4]);
    expect(track.rows).toBe(rows.length);
    expect(asked).toEqual([
      ...['/api/sessions/a%2Fb/timeline', '/api/sessions/a%2Fb/timeline'],
      '/api/sessions/a%2Fb/tracks/0?v=v%201',
    ]);
    expect(got.at(-1)?.[0]).toBe(FILE.length);
    expect(got.every(([received, total]) => total !== null && received <= total)).toBe(true);
  });

  it('asks for the timeline itself when only a track is wanted', async () => {
    const asked = server(
      () => json(known),
      () => new Response(FILE),
    );
    await recorded('x').track(0);
    expect(asked).toHaveLength(2);
  });

  it('hands on what the server says is wrong, and what to do', async () => {
    server(() => json({ error: 'There is no session x.', way_out: 'See the list.' }, 404));
    await expect(recorded('x').timeline()).rejects.toMatchObject({
      ...{ message: 'There is no session x.', wayOut: 'See the list.', status: 404 },
    });
    server(() => new Response('<html>', { status: 502 }));
    await expect(recorded('x').timeline()).rejects.toThrow('The server answered 502.');
    server();
    await expect(recorded('x').timeline()).rejects.toThrow('The server does not answer.');
  });

  it('says that a track is damaged', async () => {
    server(
      () => json(known),
      () => new Response(FILE.slice(0, 100)),
    );
    await expect(recorded('x').track(0)).rejects.toThrow(/cut off/);
  });
});

describe('an embedded session', () => {
  const holder = (texts: Record<string, string>) => ({
    getElementById: (id: string) => {
      const textContent = texts[id];
      return textContent === undefined ? null : { textContent };
    },
  });
  const packed = gzipSync(FILE).toString('base64');

  it('comes out of the document', async () => {
    const meta = { version: 1, file: 'f', session: 'made', notes: [] };
    const texts = {
      'gametape-meta': JSON.stringify(meta),
      'gametape-timeline': gzipSync(JSON.stringify(known)).toString('base64'),
      'gametape-track-0': `\n${packed}`,
    };
    const source = embedded(holder(texts));
    expect(metaOf(holder(texts))).toEqual(meta);
    expect((await source.timeline()).session).toBe('made');
    expect((await source.track(0)).rows).toBe(rows.length);
  });

  it('says what is missing or damaged', async () => {
    for (const text of [undefined, 'no json', '{"version": 2}']) {
      expect(metaOf(holder(text === undefined ? {} : { 'gametape-meta': text }))).toBeNull();
    }
    const source = embedded(
      holder({
        'gametape-timeline': gzipSync('no json').toString('base64'),
        'gametape-track-0': packed.slice(0, 50),
        'gametape-track-1': '*',
      }),
    );
    await expect(source.timeline()).rejects.toThrow('damaged');
    await expect(source.track(0)).rejects.toThrow('damaged');
    await expect(source.track(1)).rejects.toThrow('damaged');
    await expect(source.track(2)).rejects.toThrow('does not hold all');
  });
});
