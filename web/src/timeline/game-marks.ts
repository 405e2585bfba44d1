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

/** Entries that say nothing new (a clock that ticks) make no mark. */
export function marksUntil(
  game: readonly GameEntry[],
  horizon: number,
): { events: GameMark[]; periods: PeriodMark[] } {
  const events: GameMark[] = [];
  const periods: PeriodMark[] = [];
  let [period, score] = ['', ''];
  const count = entriesUntil(game, horizon);
  for (let i = 0; i < count; i++) {
    const entry = game[i];
    if (!entry) continue;
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

function labelOf(entry: GameEntry, score: string): string {
  if (entry.text !== '') return entry.text;
  if (entry.tag) return entry.name;
  return entry.score !== '' && entry.score !== score ? entry.score : '';
}
