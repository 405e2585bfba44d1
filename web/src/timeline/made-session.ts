// Sessions made up for tests and benchmarks of the tape: a walk of the price with all that goes with it.

import { decodeTrack } from '../source/track-file';
import { encodeTrack, type WrittenRow } from '../source/track-writer';
import type { FillEntry, GameEntry, OrderEntry, Timeline } from '../source/types';
import { Session } from '../state/session';
import { Track } from '../state/track';

export const START_US = 1_700_000_000_000_000;
export const YES = 'yes';
export const NO = 'no';
const MARKET = 'market';
const SECOND = 1_000_000;

/** What a session is made of, in order of time. */
export interface Made {
  rows: WrittenRow[];
  timeline: Timeline;
}

/** Numbers of a seed, each below the bound asked for. */
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A past that another session shares: everything up to `sinceUs`. `wild` makes what follows strange. */
export interface Shared {
  past: Made;
  sinceUs: number;
  wild: boolean;
}

/** `seconds` of a session; with `shared`, its beginning is that of another. */
export function made(seconds: number, seed: number, shared?: Shared): Made {
  const { past: prefix, sinceUs = START_US, wild = false } = shared ?? {};
  const random = dice(seed);
  const rows = (prefix?.rows ?? []).filter((row) => row.us <= sinceUs);
  const timeline = emptyTimeline(seconds);
  if (prefix) take(timeline, prefix.timeline, sinceUs);
  const book = new Map<number, number>();
  for (const { kind, cell, size } of rows) {
    if (kind < 2 && size > 0) book.set(kind * 10_001 + cell, size);
    else if (kind < 2) book.delete(kind * 10_001 + cell);
  }
  let mid = middleOf(book);
  let seq = Math.max(rows.at(-1)?.seq ?? 0, ...allSeqs(timeline)) + 1;
  let us = Math.max(START_US, sinceUs + 1);
  const end = START_US + seconds * SECOND;
  let score = prefix ? 40 : 0;
  while (us < end) {
    seq += 1;
    if (random(40) === 0) mid = Math.max(6, Math.min(94, mid + random(7) - 3));
    for (const row of requoted(book, mid, random)) {
      // What follows is of another size altogether.
      rows.push({ us, seq, ...row, size: row.size * (wild ? 40 : 1) });
    }
    if (random(12) === 0) {
      const buys = random(2) === 0;
      const cell = (mid + (buys ? 1 : -1)) * 100;
      rows.push({ us, seq, kind: buys ? 2 : 3, cell, size: (1 + random(400)) * SECOND });
    }
    if (random(90) === 0) own(timeline, seq, us, mid, random);
    if (random(60) === 0) timeline.game.push(scored(seq, us, (score += 1 + random(3))));
    if (random(700) === 0) us = hole(timeline, seq, us, 2 + random(9));
    // A finer tick, a huge size far away and a settlement: all of it may only show later.
    if (wild && random(50) === 0) {
      rows.push({ us, seq, kind: 0, cell: 1 + random(90), size: 4_000_000 * SECOND });
    }
    us += random(5) === 0 ? random(900_000) : random(90_000);
  }
  timeline.to_us = end;
  if (wild) settle(timeline, seq, end - 10 * SECOND);
  const [first] = timeline.tracks;
  if (first) first.rows = rows.length;
  return { rows, timeline };
}

/** A session with its track loaded. */
export function sessionOf({ rows, timeline }: Made): Session {
  const session = new Session(structuredClone(timeline));
  const file = encodeTrack({ asset: YES, market: MARKET, rows });
  session.addTrack(0, new Track(decodeTrack(file)));
  return session;
}

type Level = Pick<WrittenRow, 'kind' | 'cell' | 'size'>;

/** Levels that change so that the book stands about `mid` again, never crossed. */
function requoted(book: Map<number, number>, mid: number, random: (n: number) => number): Level[] {
  const out: Level[] = [];
  const put = (kind: number, cent: number, size: number): void => {
    const slot = kind * 10_001 + cent * 100;
    if ((book.get(slot) ?? 0) === size) return;
    if (size > 0) book.set(slot, size);
    else book.delete(slot);
    out.push({ kind, cell: cent * 100, size });
  };
  for (const slot of [...book.keys()]) {
    const kind = slot > 10_000 ? 1 : 0;
    const cent = (slot - kind * 10_001) / 100;
    if (kind === 0 ? cent >= mid : cent <= mid) put(kind, cent, 0);
  }
  const near = random(6);
  put(0, mid - 1 - near, (1 + random(3000)) * 10_000 * 100);
  put(1, mid + 1 + near, (1 + random(3000)) * 10_000 * 100);
  put(0, mid - 1, (1 + random(900)) * SECOND);
  put(1, mid + 1, (1 + random(900)) * SECOND);
  return out;
}

function middleOf(book: ReadonlyMap<number, number>): number {
  const bids = [...book.keys()].filter((slot) => slot <= 10_000);
  return bids.length > 0 ? Math.max(...bids) / 100 + 1 : 50;
}

function own(
  t: Timeline,
  seq: number,
  us: number,
  mid: number,
  random: (n: number) => number,
): void {
  const [asset, side] = [random(3) === 0 ? NO : YES, random(2) === 0 ? 'BUY' : 'SELL'] as const;
  const cell = (asset === YES ? mid : 100 - mid) * 100;
  const [size, id] = [(5 + random(90)) * SECOND, `o${seq}`];
  const price = (cell / 10_000).toFixed(2);
  const fill: FillEntry = {
    ...{ seq, at_us: us, key: `t${seq}/${id}`, asset, market: MARKET, side, price, cell, size },
    ...{ fee: null, role: 'TAKER', status: 'MATCHED', matched_us: us - 300_000, precision_us: 1 },
  };
  const order: OrderEntry = {
    ...{ seq, at_us: us, action: 'PLACEMENT', order_id: id, asset, market: MARKET, side, price },
    ...{ cell, size, matched: 0, status: 'LIVE', order_type: 'GTC', resting: random(2) === 0 },
  };
  t.fills.push(fill);
  t.orders.push(order);
}

function scored(seq: number, us: number, score: number): GameEntry {
  const period = `Q${1 + (Math.floor(score / 30) % 4)}`;
  return {
    ...{ seq, at_us: us, happened_us: null, name: 'score', text: 'A v B', game: 'a-b' },
    ...{ score: `${score}-${score + 1}`, period, game_clock: '1:00', status: 'InProgress' },
    ...{ team: '', live: true, ended: false, tag: false },
  };
}

/** The feed is down for so many seconds; it is told at once and the hole when it is over. */
function hole(timeline: Timeline, seq: number, us: number, seconds: number): number {
  const end = us + seconds * SECOND;
  const told = { seq: seq + 1, at_us: end };
  timeline.validity[YES]?.push({ seq, at_us: us, valid: false, reason: 'connection down' });
  timeline.validity[YES]?.push({ ...told, valid: true, reason: '' });
  const cause = 'connection lost';
  timeline.gaps.push({ ...told, at_us: end + 1, from_us: us, to_us: end, cause, scope: [] });
  return end + 2;
}

function take(timeline: Timeline, from: Timeline, sinceUs: number): void {
  const known = <E extends { at_us: number }>(list: readonly E[]): E[] =>
    list.filter((entry) => entry.at_us <= sinceUs);
  timeline.game = known(from.game);
  timeline.fills = known(from.fills);
  timeline.orders = known(from.orders);
  timeline.gaps = known(from.gaps);
  timeline.validity = { [YES]: known(from.validity[YES] ?? []) };
}

function settle(timeline: Timeline, seq: number, us: number): void {
  timeline.rules.push({
    ...{ seq, at_us: us, market: MARKET, neg_risk: false, tick: '0.001', min_size: null },
    ...{ taker_delay_us: null, game_start_us: null, fees: null, closed: true },
    ...{ resolution: 'A', payouts: ['1', '0'] },
  });
}

function allSeqs({ game, fills, gaps }: Timeline): number[] {
  return [...game, ...fills, ...gaps].map((entry) => entry.seq);
}

function emptyTimeline(seconds: number): Timeline {
  const fees = { rate: '0.03', exponent: '1', taker_only: true, rebate_rate: '0' };
  return {
    ...{ session: 'made', title: 'A v B', venue: 'made', version: '1', live: false },
    ...{ from_us: START_US, to_us: START_US + seconds * SECOND, clock: 'receiver' as const },
    markets: [
      {
        ...{
          market: MARKET,
          question: 'A v B?',
          slug: 'a-b',
          event_slug: 'a-b',
          type: '',
          line: '',
        },
        ...{ neg_risk: false, tick: '0.01', min_size: null, taker_delay_us: null },
        ...{ game_start_us: null, fees },
        outcomes: [
          { asset: YES, label: 'A' },
          { asset: NO, label: 'B' },
        ],
      },
    ],
    tracks: [
      { index: 0, asset: YES, market: MARKET, label: 'A', grid: 'uniform', rows: 0, bytes: 0 },
    ],
    assets: { [YES]: { track: 0, mirror: false }, [NO]: { track: 0, mirror: true } },
    validity: { [YES]: [{ seq: 1, at_us: START_US, valid: true, reason: '' }] },
    ...{ rules: [], gaps: [], links: [], game: [], orders: [], fills: [], odd_trades: [] },
    ...{ changes: [], notes_on_tape: [], clock_readings: [], resolved: [] },
  };
}
