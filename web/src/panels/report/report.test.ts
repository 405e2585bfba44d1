// A report is asked for by one asking at a time, whoever began it and however late an answer comes.
import { afterEach, expect, it, vi } from 'vitest';
import { Report } from './report.svelte';

const MAKING = { building: true, what: 'film', done: 0.5 };

/** A server that answers when it is told to, and a clock that is wound by hand. */
function server() {
  const asked: ((body: unknown, status?: number) => void)[] = [];
  const timers = new Map<number, () => void>();
  let last = 0;
  vi.stubGlobal(
    'fetch',
    () =>
      new Promise((resolve) =>
        asked.push((body, status = 200) => resolve(new Response(JSON.stringify(body), { status }))),
      ),
  );
  vi.stubGlobal('window', {
    setTimeout: (run: () => void) => (timers.set(++last, run), last),
  });
  vi.stubGlobal('clearTimeout', (id: number) => timers.delete(id));
  return { asked, timers };
}

afterEach(() => vi.unstubAllGlobals());

it('goes on once, though it was asked for again before the first answer came', async () => {
  const { asked, timers } = server();
  const report = new Report('game');
  const first = report.load();
  const again = report.load();
  asked[0]?.(MAKING);
  asked[1]?.(MAKING);
  await Promise.all([first, again]);
  expect(report.progress).toMatchObject({ kind: 'making', done: 0.5 });
  expect(timers.size).toBe(1);
});

it('takes no failure of an earlier asking for its own', async () => {
  const { asked } = server();
  const report = new Report('game');
  const first = report.load();
  const again = report.load();
  asked[1]?.({ claims: [] });
  await again;
  asked[0]?.({ error: 'Not now.', way_out: '' }, 500);
  await first;
  expect(report.progress.kind).toBe('ready');
});

it('asks no more once it was left', async () => {
  const { asked, timers } = server();
  const report = new Report('game');
  const first = report.load();
  report.close();
  asked[0]?.(MAKING);
  await first;
  expect(timers.size).toBe(0);
});
