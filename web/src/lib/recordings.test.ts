// The badge counts by the server's clock: that of a phone may be minutes off, or be set meanwhile.
import { afterEach, expect, it, vi } from 'vitest';
import { Recordings } from './recordings.svelte';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('tells the time of the server, whatever the clock of this machine says', async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  vi.stubGlobal('document', { hidden: false });
  const began = 1_700_000_000_000_000;
  const list = { recordings: [{ phase: 'recording', began_us: began, alarm: '' }] };
  const said = { ...list, credentials: false, now_us: began + 60_000_000 };
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(said))));
  const recordings = new Recordings();
  recordings.start();
  await vi.advanceTimersByTimeAsync(3_000);
  vi.setSystemTime(9_000_000_000); // performance.now goes on as if nothing had happened
  await vi.advanceTimersByTimeAsync(1_000);
  expect((recordings.nowUs - began) / 1_000_000).toBe(64);
  recordings.stop();
});
