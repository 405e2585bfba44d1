// What happened in the game, as lines of a list: what was told up to a moment, in people's words.

import type { GameEntry } from '../../source/types';

/** One line: what happened, and the score or clock beside it. */
export interface GameLine {
  readonly entry: GameEntry;
  readonly words: string;
  readonly detail: string;
}

/** Changes that are a state, not a happening: shown in the head of the panel only. */
const QUIET = new Set(['clock', 'possession', 'lineup']);

/** The lines known at `atUs`, oldest first. */
export function gameLines(entries: readonly GameEntry[], atUs: number): GameLine[] {
  const lines: GameLine[] = [];
  for (const entry of entries) {
    if (entry.at_us > atUs) break;
    if (QUIET.has(entry.name) && !entry.tag) continue;
    lines.push({ entry, words: words(entry), detail: detail(entry) });
  }
  return lines;
}

function words(entry: GameEntry): string {
  const { name, text, period, status } = entry;
  if (entry.tag) return text || 'Tag';
  if (entry.ended === true && (name === 'status' || name === 'ended')) return 'Game over';
  if (name === 'period' && period !== '') return `Period ${period}`;
  if (name === 'status' && status !== '') return status.charAt(0).toUpperCase() + status.slice(1);
  if (name === 'score' && (text === '' || text === entry.game || / v /.test(text))) return 'Score';
  if (text !== '') return text;
  const plain = name.replace(/_/g, ' ');
  return plain === '' ? 'Game event' : plain.charAt(0).toUpperCase() + plain.slice(1);
}

function detail(entry: GameEntry): string {
  return [entry.score, entry.name === 'period' ? '' : entry.period, entry.game_clock]
    .filter((part) => part !== '')
    .join(' ');
}
