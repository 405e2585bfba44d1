// The game's events and periods as marks: those that were told by a time.

import type { ChangeEntry, GameEntry } from '../source/types';
import { entriesUntil } from '../state/entries';
import { ownEntries } from '../state/game';

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
 * Marks told by a time, of the session's own game (`own` are its slugs). What says nothing new (a clock
 * that ticks) makes no mark.
 */
export function marksUntil(
  game: readonly GameEntry[],
  own: ReadonlySet<string>,
  horizon: number,
): { events: GameMark[]; periods: PeriodMark[] } {
  const events: GameMark[] = [];
  const periods: PeriodMark[] = [];
  let [period, score] = ['', ''];
  for (const entry of ownEntries(game, own, horizon)) {
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

/** What moved one's own shares without a trade; other changes move cash alone. */
const MOVED: Readonly<Record<string, string>> = {
  SPLIT: 'Split',
  MERGE: 'Merged',
  REDEEM: 'Redeemed',
  CONVERSION: 'Converted',
};

/** Events, and among them the changes of one's own positions in a market told by a time. */
export function withChanges(
  events: GameMark[],
  changes: readonly ChangeEntry[],
  market: string,
  horizon: number,
): GameMark[] {
  const told = changes.slice(0, entriesUntil(changes, horizon)).flatMap((change) => {
    const label = change.market === market ? MOVED[change.kind] : undefined;
    return label === undefined ? [] : [{ atUs: change.at_us, label, tag: true }];
  });
  if (told.length === 0) return events;
  return [...events, ...told].sort((a, b) => a.atUs - b.atUs);
}

/** Names of entries whose text is that of the game, not of what happened. */
const PLAIN = new Set(['score', 'period', 'status']);

function labelOf(entry: GameEntry, score: string): string {
  if (entry.tag) return entry.text || entry.name;
  const changed = entry.score !== '' && entry.score !== score ? entry.score : '';
  if (PLAIN.has(entry.name)) return changed;
  return [entry.text || entry.name, changed].filter((one) => one !== '').join(' ');
}
