// Deeds on many sessions: what fails does not stop the rest, and undo brings back what went.
import { afterEach, expect, it, vi } from 'vitest';
import type { SessionRow } from '../../source/schema';
import { Deeds } from './deeds.svelte';

type Answer = [status: number, body: unknown];

function server(answer: (call: string) => Answer): string[] {
  const calls: string[] = [];
  vi.stubGlobal('fetch', (path: string, init: { method: string }) => {
    const call = `${init.method} ${path}`;
    calls.push(call);
    const [status, body] = answer(call);
    return Promise.resolve(new Response(status === 204 ? null : JSON.stringify(body), { status }));
  });
  return calls;
}

const row = (slug: string, part: Partial<SessionRow> = {}): SessionRow =>
  ({ slug, title: slug, live: false, problem: '', ...part }) as SessionRow;

afterEach(() => vi.unstubAllGlobals());

it('deletes what can be deleted, says what cannot, and undoes the rest', async () => {
  const done = vi.fn();
  const calls = server((call) =>
    call === 'DELETE /api/sessions/live'
      ? [409, { error: 'live is being recorded.', way_out: 'Stop it first.' }]
      : [200, { name: `${call.split('/').at(-1) ?? ''}.2`, session: 'x' }],
  );
  const deeds = new Deeds(done);
  await deeds.discard(['a', 'live', 'b']);
  expect(deeds.told).toEqual({
    words: '2 sessions moved to the trash.',
    problem: 'live is being recorded. Stop it first.',
    back: ['a.2', 'b.2'],
  });
  expect(deeds.undo()).toBe(true);
  await vi.waitFor(() => expect(done).toHaveBeenCalledTimes(2));
  expect(calls.slice(-2)).toEqual(['POST /api/trash/a.2/restore', 'POST /api/trash/b.2/restore']);
  expect(deeds.told?.words).toBe('2 sessions brought back.');
  expect(deeds.undo()).toBe(false);
});

it('judges one after the other and passes over what cannot be judged', async () => {
  const asked = new Map<string, number>();
  server((call) => {
    const times = (asked.get(call) ?? 0) + 1;
    asked.set(call, times);
    return [200, { building: times < 3, what: 'x', done: 0.5 }];
  });
  const deeds = new Deeds(() => undefined, 0);
  await deeds.judge([row('a'), row('live', { live: true }), row('b')]);
  expect([...asked]).toEqual([
    ['POST /api/sessions/a/analysis', 3],
    ['POST /api/sessions/b/analysis', 3],
  ]);
  expect(deeds.told?.words).toBe('2 sessions are analysed. 1 session passed over.');
  expect(deeds.judging).toBeNull();
});

it('stops when told to, and gives up what is being judged', async () => {
  const deeds = new Deeds(() => undefined, 0);
  const calls = server((call) => {
    if (call.startsWith('DELETE')) return [204, null];
    deeds.stop();
    return [200, { building: true, what: 'x', done: 0.5 }];
  });
  await deeds.judge([row('a'), row('b')]);
  expect(calls).toEqual(['POST /api/sessions/a/analysis', 'DELETE /api/sessions/a/analysis']);
  expect(deeds.told?.words).toBe('0 sessions are analysed.');
});
