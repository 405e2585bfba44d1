// Deeds on many sessions: what fails does not stop the rest, and undo brings back what went.
import { afterEach, expect, it, vi } from 'vitest';
import type { BulkState, SessionRow } from '../../source/schema';
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

const PATIENT = { timeout: 4_000 };
const IDLE: BulkState = {
  ...{ running: false, of: 0, analysed: 0, failed: 0, passed: 0 },
  ...{ session: '', done: 0, problem: '', stopped: false },
};

it('has the server judge and follows it to its end', async () => {
  let looks = 0;
  const shown: unknown[] = [];
  const calls = server((call) => {
    shown.push(deeds.judging);
    if (call.startsWith('GET')) looks += 1;
    const running = { ...IDLE, running: true, of: 2, analysed: looks, session: 'b', done: 0.5 };
    return [200, looks < 3 ? running : { ...IDLE, of: 2, analysed: 2 }];
  });
  const done = vi.fn();
  const deeds = new Deeds(done, 0);
  await deeds.judge([row('a'), row('live', { live: true }), row('b')]);
  const first = { at: 1, of: 2, session: 'b', done: 0.5 };
  expect(shown).toEqual([null, first, { ...first, at: 2 }, { ...first, at: 2 }]);
  expect(calls).toEqual(['POST /api/analyses', ...Array<string>(3).fill('GET /api/analyses')]);
  expect(deeds.told?.words).toBe('2 sessions are analysed. 1 session passed over.');
  expect([deeds.judging, done.mock.calls.length]).toEqual([null, 1]);
});

it('shows what another page began, is silent about what had ended, and leaves it running', async () => {
  let job = IDLE;
  const calls = server(() => [200, job]);
  const deeds = new Deeds(() => undefined, 0);
  await deeds.look();
  expect([deeds.judging, deeds.told]).toEqual([null, null]);
  job = { ...IDLE, running: true, of: 3, session: 'a' };
  const looking = deeds.look();
  await vi.waitFor(() => expect(deeds.judging?.of).toBe(3), PATIENT);
  const before = calls.length;
  deeds.leave();
  await looking;
  expect(calls.length - before).toBeLessThanOrEqual(1); // one may have been on its way
  expect(calls.every((call) => call === 'GET /api/analyses')).toBe(true);
  expect(deeds.told).toBeNull();
});

it('stops the server, and says what failed', async () => {
  let job: BulkState = { ...IDLE, running: true, of: 2, session: 'a' };
  server((call) => {
    if (call.startsWith('DELETE'))
      job = { ...IDLE, of: 2, analysed: 1, problem: 'b: The tape is torn.', stopped: true };
    return [200, job];
  });
  const deeds = new Deeds(() => undefined, 0);
  const judged = deeds.judge([row('a'), row('b')]);
  await vi.waitFor(() => expect(deeds.judging).not.toBeNull(), PATIENT);
  await deeds.stop();
  await judged;
  expect(deeds.told).toEqual({
    words: '1 session is analysed. The rest was stopped.',
    problem: 'b: The tape is torn.',
    back: [],
  });
});
