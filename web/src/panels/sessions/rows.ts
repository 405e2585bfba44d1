// The list of sessions as data: search, order, and what a row's quality is called.
import type { IconName } from '../../lib/Icon.svelte';
import { folded } from '../../lib/folding';
import { percent } from '../../lib/format';
import type { SessionRow } from '../../source/schema';

export type SortKey = (typeof KEYS)[number];
const KEYS = [
  ...(['title', 'date', 'league', 'length', 'quality', 'fills', 'trades'] as const),
  ...(['gross', 'fees', 'pnl', 'labels', 'notes', 'size'] as const),
] as const;
export interface Order {
  readonly key: SortKey;
  readonly down: boolean;
}

/** Newest first. */
export const FIRST_ORDER: Order = { key: 'date', down: true };

/** Where a session begins: its first message, else when it was made; null for a torn folder. */
export function beginUs(row: SessionRow): number | null {
  return row.from_us ?? row.created_us;
}

/** Length from the first message to the last, in microseconds; null before it was read. */
export function lengthUs(row: SessionRow): number | null {
  return row.from_us === null || row.to_us === null ? null : row.to_us - row.from_us;
}

export interface Quality {
  readonly icon: IconName;
  readonly words: string;
  /** More about it, for a tooltip; empty if the words say it all. */
  readonly more: string;
  /** How loud: nothing to know, worth knowing, or an error. */
  readonly weight: 'calm' | 'marked' | 'error';
}

/** The certificate's verdict as a symbol and words. */
export function quality(row: SessionRow): Quality {
  const covered = row.coverage === null ? '' : percent(row.coverage);
  if (row.problem !== '') {
    return { icon: 'poor', words: 'Cannot be read', more: row.problem, weight: 'error' };
  }
  switch (row.verdict) {
    case 'whole':
      return { icon: 'check', words: 'Whole', more: 'Nothing is missing.', weight: 'calm' };
    case 'holes':
      return {
        icon: 'holes',
        words: `Holes, ${covered}`,
        more: `${covered} covered`,
        weight: 'marked',
      };
    case 'poor':
      return {
        icon: 'poor',
        words: covered === '' ? 'Poor' : `Poor, ${covered}`,
        more: covered === '' ? 'There is no order book on it.' : `${covered} covered`,
        weight: 'marked',
      };
    case 'nothing recorded':
      return { icon: 'nothing', words: 'Nothing recorded', more: '', weight: 'error' };
    default:
      return { icon: 'unknown', words: 'Not judged yet', more: '', weight: 'calm' };
  }
}

/** What a session brought, micro-dollars: judged with settlements, else as its own film ends. */
export function resultOf(row: SessionRow): number | null {
  return row.net ?? row.pnl;
}

const RANK: Readonly<Record<string, number>> = { whole: 3, holes: 2, poor: 1 };

function rankOf(row: SessionRow, key: SortKey): number | string | null {
  switch (key) {
    case 'title':
      return folded(row.title);
    case 'date':
      return beginUs(row);
    case 'length':
      return lengthUs(row);
    case 'quality':
      return (RANK[row.verdict ?? ''] ?? 0) + (row.coverage ?? 0) / 2;
    case 'fills':
      return row.own_fills;
    case 'pnl':
      return resultOf(row);
    case 'league':
      return row.sport === '' && row.league === '' ? null : `${row.sport} ${row.league}`;
    case 'trades':
      return row.own_trades;
    case 'gross':
      return row.gross;
    case 'fees':
      return row.fees;
    case 'labels':
      return row.analysed ? row.labels.length : null;
    case 'notes':
      return row.notes;
    case 'size':
      return row.tape_bytes;
  }
}

/** Rows in an order; what is not known stands last either way, running recordings first. */
export function ordered(rows: readonly SessionRow[], order: Order): SessionRow[] {
  const sign = order.down ? -1 : 1;
  return [...rows].sort((a, b) => {
    if (a.live !== b.live && order.key === 'date') return a.live ? -1 : 1;
    const [x, y] = [rankOf(a, order.key), rankOf(b, order.key)];
    if (x === y) return a.slug < b.slug ? -1 : 1;
    if (x === null) return 1;
    if (y === null) return -1;
    return x < y ? -sign : sign;
  });
}

/** Rows that hold every word of a search in title, name, league, venue or teams. */
export function matching(rows: readonly SessionRow[], search: string): SessionRow[] {
  const words = folded(search).split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const text = folded([row.title, row.slug, row.league, row.venue, ...row.teams].join('\n'));
    return words.every((word) => text.includes(word));
  });
}

/** An order as it stands in the address, and back: "-date", "title". */
export function orderText(order: Order): string {
  return `${order.down ? '-' : ''}${order.key}`;
}

export function readOrder(text: string | null): Order {
  const key = KEYS.find((one) => one === text?.replace('-', ''));
  return key === undefined ? FIRST_ORDER : { key, down: text?.startsWith('-') === true };
}

/** The order after a press on a column's head: numbers start with the most, words with A. */
export function turned(order: Order, key: SortKey): Order {
  return { key, down: order.key === key ? !order.down : key !== 'title' && key !== 'league' };
}

/** Labels in the report's words, short enough for a list. */
const LABELS: ReadonlyMap<string, string> = new Map([
  ['panic_sell', 'panic selling'],
  ['panic_resist', 'panic sat out'],
  ['panic_fade', 'fading a panic'],
  ['fomo_buy', 'fear of missing out'],
  ['fomo_avoid', 'chase left alone'],
  ['chase', 'chasing'],
  ['revenge', 'getting even'],
  ['avg_down', 'averaging down'],
  ['cut_winner', 'cutting winners'],
  ['hesitate', 'hesitating'],
  ['anchor_entry', 'waiting to break even'],
  ['anchor_round', 'round prices'],
  ['oversize', 'big stakes'],
  ['overtrade', 'overtrading'],
  ['burst', 'bursts of orders'],
  ['lottery_late', 'late longshots'],
  ['halftime_value', 'calm in the break'],
  ['disciplined_stop', 'stop kept'],
  ['trend_ride', 'riding a trend'],
]);

/** A label as it is read: "anchor_entry" is "waiting to break even". */
export function labelWords(label: string): string {
  return LABELS.get(label) ?? label.replaceAll('_', ' ');
}
