// A live session over a socket: snapshots, increments in order, holes, new beginnings, the end.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Session } from '../state/session';
import { START_US, YES, made } from '../timeline/made-session';
import { live, type Socket } from './live';
import type { Increment, SessionSource } from './session';
import { encodeTrack, type WrittenRow } from './track-writer';
import type { Timeline, TimelineDelta } from './types';

const SECOND = 1_000_000;

/** A server's end of a socket. */
class Line implements Socket {
  binaryType = '';
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { reason?: string }) => void) | null = null;
  readonly heard: unknown[] = [];
  closed = false;

  send(text: string): void {
    this.heard.push(JSON.parse(text));
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.onclose?.({ reason: 'closed' });
  }

  text(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  track(kind: 1 | 2, rows: readonly WrittenRow[]): void {
    const file = encodeTrack({ asset: YES, market: 'market', rows });
    const message = new Uint8Array(file.length + 5);
    message.set([kind, 0, 0, 0, 0]);
    message.set(file, 5);
    this.onmessage?.({ data: message.buffer });
  }
}

const { rows, timeline } = made(60, 8);
const until = (us: number) => rows.filter((row) => row.us <= us);
const between = (from: number, to: number) => rows.filter((row) => row.us > from && row.us <= to);

function news(number: number, to_us: number, more: Partial<TimelineDelta> = {}): TimelineDelta {
  return {
    ...{ type: 'events', number, now_us: to_us, to_us, validity: {} },
    ...{ rules: [], gaps: [], links: [], game: [], orders: [], fills: [], odd_trades: [] },
    ...{ changes: [], notes_on_tape: [], clock_readings: [], resolved: [], ...more },
  };
}

describe('a live session', () => {
  let lines: Line[];
  let source: SessionSource;
  let told: Increment[];
  const now: Timeline = { ...timeline, to_us: START_US + 20 * SECOND, live: true };
  const hello = (number = 4) => ({ type: 'hello', number, timeline: structuredClone(now) });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  const line = (): Line => {
    const last = lines.at(-1);
    if (!last) throw new Error('nobody has called');
    return last;
  };

  beforeEach(() => {
    vi.stubGlobal('location', { protocol: 'http:', host: 'here' });
    [lines, told] = [[], []];
    source = live('a game', (address) => {
      expect(address).toBe('ws://here/api/sessions/a%20game/live');
      lines.push(new Line());
      return line();
    });
    source.follow?.((what) => told.push(what));
  });

  afterEach(() => {
    source.close();
    vi.unstubAllGlobals();
  });

  async function begun(): Promise<Session> {
    const asked = source.timeline();
    line().text(hello());
    const session = new Session(await asked);
    const track = source.track(0);
    await settle();
    expect(line().heard).toEqual([{ want: [YES] }]);
    line().track(1, until(START_US + 20 * SECOND));
    session.addTrack(0, await track);
    source.follow?.((what) => session.take(what));
    return session;
  }

  it('grows to what the whole recording holds', async () => {
    const session = await begun();
    for (let second = 20; second < 60; second += 10) {
      const [from, to] = [START_US + second * SECOND, START_US + (second + 10) * SECOND];
      line().track(2, between(from, to));
      line().text(news(5 + (second - 20) / 10, to));
    }
    await settle();
    expect(session.timeline.to_us).toBe(START_US + 60 * SECOND);
    expect(session.sight(YES)?.track.rows).toBe(rows.length);
    const whole = encodeTrack({ asset: YES, market: 'market', rows });
    expect(whole.length).toBeGreaterThan(0);
    const last = rows.at(-1);
    expect(session.moment(YES, START_US + 60 * SECOND).book.seq).toBe(last?.seq);
  });

  it('says how much of a long recording has been read before it begins', async () => {
    const heard: number[] = [];
    const asked = source.timeline((done) => heard.push(done));
    line().text({ type: 'catching_up', done: 0.25 });
    line().text({ type: 'catching_up', done: 0.5 });
    line().text(hello());
    expect((await asked).to_us).toBe(now.to_us);
    expect(heard).toEqual([0.25, 0.5]);
  });

  it('starts over when a batch is missing', async () => {
    await begun();
    line().text(news(5, now.to_us + 1));
    line().text(news(7, now.to_us + 2));
    await settle();
    expect(line().closed).toBe(true);
    expect(told.map((one) => one.type)).toEqual(['track', 'events', 'lost']);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(lines).toHaveLength(2);
    line().text(hello(9));
    await settle();
    expect(line().heard).toEqual([{ want: [YES] }]);
    line().track(1, until(now.to_us));
    line().text(news(10, now.to_us + 3));
    await settle();
    expect(told.slice(3).map((one) => one.type)).toEqual(['begin', 'track', 'events']);
  });

  it('takes a server that says nothing at all for gone, and not one that says it is there', async () => {
    await begun();
    vi.useFakeTimers();
    line().text(news(5, now.to_us + 1));
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(15_000);
      line().text({ type: 'alive' });
    }
    const first = line();
    expect(first.closed).toBe(false);
    vi.advanceTimersByTime(20_000);
    expect(first.closed).toBe(true);
    vi.advanceTimersByTime(250);
    vi.useRealTimers();
    expect(lines).toHaveLength(2);
    await settle();
    expect(told.map((one) => one.type)).toContain('lost');
    line().text(hello(9));
    await settle();
    expect(told.at(-1)?.type).toBe('begin');
  });

  it('begins anew on the same line when it was too slow', async () => {
    await begun();
    line().text({ type: 'lagged' });
    line().text(hello(30));
    line().track(2, between(now.to_us, now.to_us + SECOND));
    line().text(news(31, now.to_us + SECOND));
    await settle();
    // Rows without their snapshot belong to nothing and are left out.
    expect(told.slice(1).map((one) => one.type)).toEqual(['begin', 'events']);
  });

  it('waits longer each time nobody answers', async () => {
    const waits: number[] = [];
    source.follow?.((what) => what.type === 'lost' && waits.push(what.againMs));
    void source.timeline();
    vi.useFakeTimers();
    for (let i = 0; i < 8; i++) {
      line().close();
      vi.advanceTimersByTime(20_000);
    }
    vi.useRealTimers();
    expect(waits.slice(0, 4)).toEqual([250, 500, 1000, 2000]);
    expect(waits.at(-1)).toBe(10_000);
    await settle();
  });

  it('tries at once when it is asked to, and not twice', async () => {
    await begun();
    source.retry?.(); // nothing is lost yet
    expect(lines).toHaveLength(1);
    vi.useFakeTimers();
    for (let i = 0; i < 6; i++) {
      line().close();
      vi.advanceTimersByTime(i < 5 ? 20_000 : 0);
    }
    const tried = lines.length;
    source.retry?.();
    source.retry?.();
    expect(lines).toHaveLength(tried + 1);
    vi.advanceTimersByTime(15_000); // the try that was due has been given up
    expect(lines).toHaveLength(tried + 1);
    vi.useRealTimers();
    line().text(hello(9));
    await settle();
    expect(told.at(-1)?.type).toBe('begin');
  });

  it('begins anew once when it cannot read what comes, then says so and stops', async () => {
    const garbage = () => line().onmessage?.({ data: new Uint8Array([1, 0, 0, 0, 0, 9]).buffer });
    await begun();
    garbage();
    line().text(news(5, now.to_us + 1));
    await settle();
    // What followed on the same line would be added to something that is not there.
    expect(told.slice(1).map((one) => one.type)).toEqual(['lost']);
    await vi.waitFor(() => expect(lines).toHaveLength(2), { timeout: 30_000 });
    line().text(hello(9));
    const track = source.track(0);
    const refused = expect(track).rejects.toMatchObject({
      wayOut: expect.stringContaining('again'),
    });
    garbage();
    await refused;
    await settle();
    expect(told.at(-1)).toMatchObject({ type: 'failed', error: { name: 'SourceError' } });
    expect(line().closed).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(lines).toHaveLength(2);
  });

  it('says why a recording cannot be followed, and does not try again', async () => {
    const asked = source.timeline();
    line().text({ type: 'failed', error: 'There is no session a game.', way_out: 'Look again.' });
    await expect(asked).rejects.toMatchObject({
      ...{ message: 'There is no session a game.', wayOut: 'Look again.' },
    });
    expect(told.at(-1)?.type).toBe('failed');
    line().close();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(lines).toHaveLength(1);
  });

  it('that has ended meanwhile is loaded as a recording', async () => {
    vi.stubGlobal('fetch', (address: string) => {
      expect(address).toBe('/api/sessions/a%20game/timeline');
      return Promise.resolve(new Response(JSON.stringify(timeline)));
    });
    const asked = source.timeline();
    line().text({ type: 'ended' });
    expect((await asked).to_us).toBe(timeline.to_us);
    expect(told).toEqual([{ type: 'ended' }]);
  });
});
