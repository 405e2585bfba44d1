// The game's events and periods as marks: those that were told by a time.

import type { GameEntry } from '../source/types';
import { entriesUntil } from '../state/entries';

export interface GameMark {
  atUs: number;
  label: string;
  /** Whether the trader set it. */
  tag: boolean;
}

export interface PeriodMark {
  atUs: number;
  label: string;
}

/**
 * Marks told by a time. A feed may tell of other games too: once a game of `own` (the slugs of the
 * session's event and markets) has been heard of, only that counts. What says nothing new (a clock
 * that ticks) makes no mark.
 */
export function marksUntil(
  game: readonly GameEntry[],
  own: ReadonlySet<string>,
  horizon: number,
): { events: GameMark[]; periods: PeriodMark[] } {
  const known = game.slice(0, entriesUntil(game, horizon));
  const told = known.some((entry) => own.has(entry.game));
  const events: GameMark[] = [];
  const periods: PeriodMark[] = [];
  let [period, score] = ['', ''];
  for (const entry of known) {
    if (told && entry.game !== '' && !own.has(entry.game)) continue;
    if (!entry.tag && entry.period !== '' && entry.period !== period) {
      period = entry.period;
      periods.push({ atUs: entry.at_us, label: period });
    }
    const label = labelOf(entry, score);
    if (!entry.tag && entry.score !== '') score = entry.score;
    if (label !== '') events.push({ atUs: entry.at_us, label, tag: entry.tag });
  }
  return { events, periods };
}

/** Names of entries whose text is that of the game, not of what happened. */
const PLAIN = new Set(['score', 'period', 'status']);

function labelOf(entry: GameEntry, score: string): string {
  if (entry.tag) return entry.text || entry.name;
  const changed = entry.score !== '' && entry.score !== score ? entry.score : '';
  if (PLAIN.has(entry.name)) return changed;
  return [entry.text || entry.name, changed].filter((one) => one !== '').join(' ');
}
