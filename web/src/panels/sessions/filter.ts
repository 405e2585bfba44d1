// Choosing among sessions by what they were: the twin of library/sessions/choosing.py, over rows at hand.
import { folded } from '../../lib/folding';
import type { SessionRow } from '../../source/schema';

export const NAMES = [
  'sport',
  'league',
  'team',
  'since',
  'until',
  'market',
  'result',
  'quality',
  'own',
  'label',
] as const;
export type Name = (typeof NAMES)[number];
/** What is asked for by name; what is not there asks for nothing. */
export type Filter = Readonly<Partial<Record<Name, string>>>;

const DAY_US = 86_400_000_000;

/** How the own trades came out, as the command line calls it. */
export function resultOf(row: SessionRow): string {
  if (row.own_trades === null) return row.own_fills === 0 ? 'none' : 'unknown';
  if (row.own_trades === 0 || row.net === null) return 'none';
  return row.net > 0 ? 'won' : row.net < 0 ? 'lost' : 'even';
}

/** The verdict on a recording in one word. */
export function qualityOf(row: SessionRow): string {
  if (row.problem !== '') return 'broken';
  if (row.verdict === 'nothing recorded') return 'nothing';
  return row.verdict ?? 'unknown';
}

/** Microseconds at which a day (2026-05-14, UTC) begins; null for what is no day. */
function dayUs(day: string): number | null {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  return Number.isNaN(ms) ? null : ms * 1000;
}

function fits(row: SessionRow, name: Name, wanted: string): boolean {
  const began = row.from_us ?? row.created_us;
  const word = folded(wanted);
  const among = (values: readonly string[]): boolean => values.map(folded).includes(word);
  switch (name) {
    case 'sport':
      return among([row.sport]);
    case 'league':
      return among([row.league]);
    case 'team':
      return folded([row.title, ...row.teams].join('\n')).includes(word);
    case 'market':
      return among(row.market_types);
    case 'label':
      return among(row.labels);
    case 'result':
      return resultOf(row) === wanted;
    case 'quality':
      return qualityOf(row) === wanted;
    case 'own':
      return ((row.own_trades ?? 0) > 0 || (row.own_fills ?? 0) > 0) === (wanted === 'yes');
    case 'since': {
      const day = dayUs(wanted);
      return day === null || (began !== null && began >= day);
    }
    case 'until': {
      const day = dayUs(wanted);
      return day === null || (began !== null && began < day + DAY_US);
    }
  }
}

/** The rows that fit every name that is asked for. */
export function chosen(rows: readonly SessionRow[], filter: Filter): readonly SessionRow[] {
  const asked = NAMES.filter((name) => (filter[name] ?? '') !== '');
  return rows.filter((row) => asked.every((name) => fits(row, name, filter[name] ?? '')));
}

/** What can be chosen by a name among these rows, in alphabetical order. */
export function offered(rows: readonly SessionRow[], name: Name): string[] {
  const found = rows.flatMap((row): readonly string[] => {
    switch (name) {
      case 'sport':
        return [row.sport];
      case 'league':
        return [row.league];
      case 'team':
        return row.teams;
      case 'market':
        return row.market_types;
      case 'label':
        return row.labels;
      case 'result':
        return [resultOf(row)];
      case 'quality':
        return [qualityOf(row)];
      case 'own':
        return ['yes', 'no'];
      case 'since':
      case 'until':
        return [];
    }
  });
  return [...new Set(found)].filter((value) => value !== '').sort();
}
