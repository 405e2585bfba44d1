// The room without its page: where jumps land, and what trying again does.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { settings } from '../../lib/settings.svelte';
import { DEFAULTS } from '../../lib/settings';
import { SourceError } from '../../source/errors';
import type { SessionSource } from '../../source/session';
import { encodeTrack } from '../../source/track-writer';
import { decodeTrack } from '../../source/track-file';
import { Track } from '../../state/track';
import { made, START_US, YES } from '../../timeline/made-session';
import { readAddress } from './address';
import type { Origin } from './opening';
import { Room } from './room.svelte';

const SECOND = 1_000_000;

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', () => 1);
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
  vi.stubGlobal('window', globalThis);
});
afterEach(() => {
  settings.doc = DEFAULTS;
  vi.unstubAllGlobals();
});

/** A session whose film the server has made again: tracks of the one before are refused. */
function origin(stale: { film: boolean }): Origin & { opened: number } {
  const { rows, timeline } = made(120, 3);
  const told = {
    opened: 0,
    about: () =>
      Promise.resolve({ row: { title: 'A v B', live: false, venue: '' }, certificate: null }),
    source(): Promise<SessionSource> {
      told.opened += 1;
      const mine = told.opened;
      return Promise.resolve({
        live: false,
        timeline: () => Promise.resolve(structuredClone(timeline)),
        track() {
          if (stale.film && mine === 1) {
            return Promise.reject(new SourceError('There is no film of this version.', '', 409));
          }
          const file = encodeTrack({ asset: YES, market: 'market', rows });
          return Promise.resolve(new Track(decodeTrack(file)));
        },
        close: () => undefined,
      });
    },
  };
  return told;
}

async function opened(from: Origin, search = 't=1'): Promise<Room> {
  const room = new Room('made', readAddress(new URLSearchParams(search)), from);
  await room.open();
  return room;
}

it('jumps land as long before a thing as the settings say', async () => {
  for (const lead_s of [0, 2, 20]) {
    settings.doc = { ...DEFAULTS, room: { ...DEFAULTS.room, lead_s } };
    const room = await opened(origin({ film: false }));
    const game = room.timeline?.game.map((one) => one.at_us - lead_s * SECOND) ?? [];
    room.jump('game', 1, 'game event');
    expect(room.clock.t).toBe(game.find((at) => at > START_US + SECOND));
    room.seek(START_US + 119 * SECOND);
    room.jump('game', -1, 'game event');
    expect(room.clock.t).toBe(game.findLast((at) => at < START_US + 119 * SECOND));
    room.close();
  }
});

it('asks for the session anew when its film was made again meanwhile', async () => {
  const stale = { film: false };
  const from = origin(stale);
  const room = await opened(from);
  const before = room.clock.t;
  room.session?.addTrack(0, undefined as unknown as Track); // as if it had not been looked at yet
  stale.film = true;
  await room.choose(YES);
  expect(room.trouble?.words).toBe('There is no film of this version.');
  room.trouble?.again();
  await vi.waitFor(() => expect(room.phase.kind).toBe('ready'), { timeout: 30_000 });
  expect([room.trouble, from.opened, room.clock.t]).toEqual([null, 2, before]);
  room.close();
});

it('stays where it is when told to go to no time at all', async () => {
  const room = await opened(origin({ film: false }));
  const before = room.clock.t;
  room.seek(Number.NaN);
  expect(room.clock.t).toBe(before);
  room.close();
});
