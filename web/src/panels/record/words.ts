// A recording in words: its phase, its health, how loud the page has to be about it.
import { bytes, count, rate, UNKNOWN } from '../../lib/format';
import { day, sessionClock, span, wallClock } from '../../lib/times';
import type { Progress, Recording } from './wire';

/** Calm, worth a look, or something is being lost now. */
export type Mood = 'calm' | 'watch' | 'alarm';

/** How long it has been recording, as of `nowUs`; the recorder's own count where it has one. */
export function elapsedUs(one: Recording, nowUs: number): number {
  const told = one.progress?.elapsed_us;
  if (told === undefined) return 0;
  return one.phase === 'recording' ? told + Math.max(0, nowUs - one.told_us) : told;
}

/** Since when nothing of the market has arrived, in microseconds; null before the first message. */
export function quietUs(one: Recording, nowUs: number): number | null {
  const age = one.progress?.last_message_age_us ?? null;
  if (age === null) return null;
  return one.phase === 'recording' ? age + Math.max(0, nowUs - one.told_us) : age;
}

/** One or two words for the state, as they stand beside the title. */
export function phaseWords(one: Recording): string {
  switch (one.phase) {
    case 'starting':
      return 'Looking up the markets';
    case 'waiting':
      return 'Waiting to start';
    case 'recording':
      return 'Recording';
    case 'stopping':
      return 'Stopping';
    case 'closing':
      return 'Checking the tape';
    case 'over':
      return verdictWords(one.verdict);
    case 'failed':
      return one.progress ? 'Failed' : 'Did not start';
    case 'died':
      return 'Broke off';
  }
}

/** The certificate's verdict for people. */
export function verdictWords(verdict: string | null): string {
  switch (verdict) {
    case 'whole':
      return 'Ended, whole';
    case 'holes':
      return 'Ended, with holes';
    case 'poor':
      return 'Ended, poor';
    case 'nothing recorded':
      return 'Nothing was recorded';
    default:
      return 'Ended';
  }
}

/** How loud to be. */
export function mood(one: Recording): Mood {
  if (one.phase === 'died' || one.phase === 'failed') return 'alarm';
  if (one.verdict === 'nothing recorded' && one.phase === 'over') return 'alarm';
  if (one.alarm !== '') return 'alarm';
  return isLive(one) && (one.progress?.open_holes ?? 0) > 0 ? 'watch' : 'calm';
}

export interface Fact {
  readonly name: string;
  readonly value: string;
  /** More of the same, smaller. */
  readonly more?: string;
  /** Set when the number itself is a reason to look. */
  readonly mood?: Mood;
}

const SLOW_MS = 2_000;
const SILENT_US = 15_000_000;
const LITTLE_DISK = 5_000_000_000;

/** The numbers of a card, in the order of what a person looks for first; what is over has fewer. */
export function facts(one: Recording, nowUs: number): readonly Fact[] {
  const now = one.progress;
  if (now === null) return [];
  const live = isLive(one);
  return [
    ...(live ? [] : [{ name: 'Recorded', value: sessionClock(elapsedUs(one, nowUs)) }]),
    { name: 'Messages', value: count(now.frames), ...(live ? { more: rate(now.rate) } : {}) },
    ...(live ? [messageFact(one, nowUs)] : []),
    { name: 'Snapshots', value: count(now.books) },
    { name: 'Trades', value: count(now.trades) },
    ownFact(one),
    ...(live ? [lagFact(now)] : []),
    {
      name: 'Holes',
      value: count(now.holes),
      ...(live && now.open_holes > 0 ? { more: 'one is open now', mood: 'watch' as const } : {}),
    },
    {
      name: 'Tape',
      value: bytes(now.tape_bytes),
      ...(live ? { more: `${bytes(now.disk_free_bytes)} left` } : {}),
      ...(live && now.disk_free_bytes < LITTLE_DISK ? { mood: 'watch' as const } : {}),
    },
  ];
}

/** Whether messages are being taken down now. */
export function isLive(one: Recording): boolean {
  return one.phase === 'recording' || one.phase === 'stopping';
}

/** How long ago the market last spoke: "1.6 s ago". */
export function messageWords(one: Recording, nowUs: number): string {
  const quiet = quietUs(one, nowUs);
  return quiet === null ? 'none yet' : `${span(quiet)} ago`;
}

function messageFact(one: Recording, nowUs: number): Fact {
  const quiet = quietUs(one, nowUs);
  const silent = one.alarm !== '' && (quiet === null || quiet > SILENT_US);
  const value = messageWords(one, nowUs);
  return { name: 'Last message', value, ...(silent ? { mood: 'alarm' } : {}) };
}

function lagFact(now: Progress): Fact {
  if (now.lag_ms === null) return { name: 'Lag', value: UNKNOWN };
  const value = span(now.lag_ms * 1000);
  return { name: 'Lag', value, ...(now.lag_ms > SLOW_MS ? { mood: 'watch' } : {}) };
}

function ownFact(one: Recording): Fact {
  const name = 'Your orders';
  if (!one.own) return { name, value: 'not recorded' };
  const { own_orders: orders, own_fills: fills } = one.progress ?? { own_orders: 0, own_fills: 0 };
  return { name, value: count(orders), more: `${count(fills)} ${fills === 1 ? 'fill' : 'fills'}` };
}

/** When it will end by itself, as it was asked for: "when the game is over". */
export function endWords(one: Recording, zone: string): string {
  if (one.until === '') return 'until you stop it';
  if (one.until === 'end') return 'until the game is over';
  const ms = Date.parse(one.until);
  return Number.isNaN(ms)
    ? `until ${one.until}`
    : `until ${wallClock(ms * 1000, zone, false)}, ${day(ms * 1000, zone)}`;
}

export interface LinkFact {
  readonly name: string;
  readonly words: string;
  readonly up: boolean;
}

const FEEDS: Readonly<Record<string, string>> = {
  market: 'Market',
  user: 'Your account',
  sports: 'Game',
};
const STATES: Readonly<Record<string, string>> = {
  up: 'connecting',
  subscribed: 'connected',
  stale: 'frozen',
  down: 'down',
};

/** Connections in words: "polymarket.market#2" is "Market 2"; the number is left out when alone. */
export function links(one: Recording): readonly LinkFact[] {
  const found = isLive(one) ? Object.entries(one.progress?.links ?? {}) : [];
  const feed = (name: string): string => /\.(\w+)#/.exec(name)?.[1] ?? name;
  return found.map(([name, state]) => {
    const alone = found.filter(([other]) => feed(other) === feed(name)).length === 1;
    const number = /#(\d+)$/.exec(name)?.[1] ?? '';
    const words = FEEDS[feed(name)] ?? feed(name);
    return {
      name: alone ? words : `${words} ${number}`,
      words: STATES[state] ?? state,
      up: state === 'subscribed' || (state === 'up' && feed(name) === 'sports'),
    };
  });
}
