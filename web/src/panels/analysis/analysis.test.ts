// Asking for an analysis, giving up and asking again: an old answer neither shows nor asks on.
import { afterEach, expect, it, vi } from 'vitest';
import { Analysis } from './analysis.svelte';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('hears only the answers to what was asked last', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.stubGlobal('window', globalThis);
  const looks: ((said: object) => Promise<void>)[] = [];
  vi.stubGlobal('fetch', (path: string, asked?: { method?: string }) => {
    if (!path.endsWith('/analysis') || asked?.method === 'DELETE') {
      return Promise.resolve(new Response(JSON.stringify({ answers: [] })));
    }
    return new Promise((resolve) =>
      looks.push(async (said) => {
        resolve(new Response(JSON.stringify(said)));
        for (let i = 0; i < 20; i++) await Promise.resolve();
      }),
    );
  });
  const analysis = new Analysis('game');
  const first = analysis.load();
  await analysis.giveUp();
  const second = analysis.load();
  expect(looks).toHaveLength(2);
  await looks[0]?.({ building: true, what: 'film', done: 0.9 });
  await first;
  expect(analysis.progress).toMatchObject({ kind: 'making', done: 0 });
  expect(vi.getTimerCount()).toBe(0);
  await looks[1]?.({ building: true, what: 'film', done: 0.5 });
  await second;
  expect(analysis.progress).toMatchObject({ kind: 'making', done: 0.5 });
  expect(vi.getTimerCount()).toBe(1);
  analysis.close();
  expect(vi.getTimerCount()).toBe(0);
});
