// The playbook in words: rows, intervals, orders, and the address of a row's moments in the room.

import { count, counted, gain, UNKNOWN } from '../../lib/format';
import type { components } from '../../source/schema';

type Schemas = components['schemas'];
export type Playbook = Schemas['Playbook'];
export type Row = Schemas['PlaybookRow'];
export type Spread = Schemas['Spread'];
export type Playlist = Schemas['Playlist'];
export type Moment = Schemas['PlaylistMoment'];

export const SORTS = [
  ['net', 'Best result first'],
  ['mean', 'Best on average first'],
  ['won', 'Most won beyond break-even first'],
  ['cost', 'Dearest to break first'],
  ['left_alone', 'Most missed by leaving alone first'],
  ['trend', 'Most improved first'],
  ['trades', 'Most trades first'],
  ['name', 'By name'],
] as const;
export type Sort = (typeof SORTS)[number][0];

/** Which evenings and trades are looked at; an empty word is all of them. */
export interface Choice {
  readonly sport: string;
  readonly league: string;
  readonly market_type: string;
  readonly sort: Sort;
}

export const EVERYTHING: Choice = { sport: '', league: '', market_type: '', sort: 'net' };
const NAMES = ['sport', 'league', 'market_type'] as const;

/** What an address says; words that are no order stand for the first one. */
export function readChoice(query: URLSearchParams): Choice {
  const sort = SORTS.find(([name]) => name === query.get('sort'))?.[0] ?? 'net';
  const [sport, league, market_type] = NAMES.map((name) => query.get(name) ?? '');
  return { sport: sport ?? '', league: league ?? '', market_type: market_type ?? '', sort };
}

/** The same as a query, with nothing that says what is so anyhow. */
export function writeChoice(choice: Choice): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of NAMES) if (choice[name] !== '') query.set(name, choice[name]);
  if (choice.sort !== 'net') query.set('sort', choice.sort);
  return query;
}

/** A place in the moments of a pattern, as the room's address carries it. */
export interface ListPlace {
  readonly pattern: string;
  readonly which: string;
  /** The order's id: a number would mean another moment once there are more. */
  readonly order: string;
  readonly choice: Choice;
}

/** The place that a room's address says; null where it says none. */
export function readPlace(query: URLSearchParams): ListPlace | null {
  const pattern = query.get('list') ?? '';
  if (pattern === '') return null;
  const which = query.get('which') ?? '';
  return { pattern, which, order: query.get('order') ?? '', choice: readChoice(query) };
}

/** What the room's address says of a moment: where to watch, and its place in the list. */
export function placeQuery(
  moment: Moment,
  place: Omit<ListPlace, 'order'>,
): Record<string, string> {
  const { sport, league, market_type } = place.choice;
  const parts: [string, string][] = [
    ['t', String(moment.watch_us)],
    ['m', moment.market],
    ['list', place.pattern],
    ['which', place.which],
    ['order', moment.order_id],
    ['sport', sport],
    ['league', league],
    ['market_type', market_type],
  ];
  return Object.fromEntries(parts.filter(([, value]) => value !== ''));
}

/** The question that gives the moments of a place. */
export function momentsPath(place: Omit<ListPlace, 'order'>): string {
  const query = writeChoice({ ...place.choice, sort: 'net' });
  if (place.which !== '') query.set('which', place.which);
  const search = query.toString();
  const path = `/api/playbook/${encodeURIComponent(place.pattern)}/moments`;
  return search === '' ? path : `${path}?${search}`;
}

/** The moment before (-1) or after (+1) the one that is being watched; null at the ends. */
export function beside(list: Playlist, session: string, order: string, by: 1 | -1): Moment | null {
  const at = list.moments.findIndex((one) => one.session === session && one.order_id === order);
  if (at < 0) return (by > 0 ? list.moments[0] : list.moments.at(-1)) ?? null;
  return list.moments[at + by] ?? null;
}

/** An amount with its interval: "−$1.35 (−$1.60 to −$1.11)". */
export function spreadText(told: Spread | null): string {
  if (told === null) return UNKNOWN;
  return told.low === null || told.high === null
    ? money(told.estimate)
    : `${money(told.estimate)} (${money(told.low)} to ${money(told.high)})`;
}

/** Micro-dollars that may be a fraction of one. */
export function money(micros: number): string {
  return gain(Math.round(micros));
}

/** A share as a whole percentage. */
export function share(part: number): string {
  return `${Math.round(part * 100)} %`;
}

/** What is counted in a row, in a sentence. */
export function countsText(row: Row): string {
  const asked = row.side === 'buy' ? 'entries' : 'exits';
  const all = row.kept + row.broken;
  if (row.meaning === 'rule')
    return all === 0
      ? 'No occasion for it yet.'
      : `Kept ${count(row.kept)} of ${count(all)} times.`;
  if (row.meaning === 'avoid')
    return all === 0
      ? `No ${asked} yet.`
      : `Done in ${count(row.broken)} of ${count(all)} ${asked}.`;
  return row.decisions === 0 ? 'Not seen yet.' : `Seen in ${counted(row.decisions, 'order')}.`;
}

/** What the money of a row is of. */
export function aboutText(row: Row): string {
  const what = row.measure === 'trade' ? 'trades' : 'orders';
  if (row.meaning === 'rule') return `${what} that kept it`;
  return row.meaning === 'avoid' ? `${what} that did it` : `${what} of it`;
}

/** By what a row measures, where that is not the result of whole trades; "" where it is. */
export function measureText(row: Row): string {
  if (row.measure === 'trade') return '';
  return row.side === 'sell'
    ? 'Each exit counts by itself: what leaving then brought against half a minute later.'
    : 'Each addition counts by itself: what it was worth a minute later.';
}

/** What the comparison of a row compares. */
export function againstText(row: Row): string {
  return row.meaning === 'setup' ? 'against the others' : 'broken against kept';
}

/** Which moments of a row may be watched, with their words. */
export function lists(row: Row): readonly (readonly [which: string, words: string, n: number])[] {
  if (row.meaning === 'setup') return [['fits', 'Watch them', row.decisions]];
  if (row.meaning === 'avoid') return [['broken', 'Watch them', row.broken]];
  return [
    ['broken', 'Watch it broken', row.broken],
    ['kept', 'Watch it kept', row.kept],
  ];
}

export const MEANINGS: Readonly<Record<Row['meaning'], string>> = {
  setup: 'Setup to look for',
  rule: 'Rule to follow',
  avoid: 'Mistake to avoid',
};
