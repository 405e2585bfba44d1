// Which prices a tape shows: those of the visible past, with air; nothing of what comes later.

import { NONE } from '../state/columns';
import type { Shown } from './columns';
import type { Frame, PriceRange } from './frame';

/** Air above and below, and the least height, in cells: 5 and 20 cents, or rungs of odds. */
const AIR = { uniform: 500, odds: 6 };
const LEAST = { uniform: 2000, odds: 24 };

/** The axis comes this much nearer to where it belongs in a frame, while playing. */
const EASE = 0.12;
/** Nearer than this part of its height it stands still. */
const CLOSE = 0.002;

/** Where the mid was within what is shown, in cells; null where there was none. */
export function band(frame: Frame, shown: Shown): PriceRange | null {
  let [low, high] = [Infinity, -Infinity];
  const { model } = frame;
  for (const { piece, from, to } of shown.runs) {
    const { columns } = piece;
    for (let at = from; at < to; at++) {
      const [least, most] = [columns.low[at] ?? NONE, columns.high[at] ?? NONE];
      if (least === NONE) continue;
      if (least < low) low = least;
      if (most > high) high = most;
    }
  }
  const top = model.topAt(frame.end);
  if (top.bid !== NONE && top.ask !== NONE && frame.end >= frame.view.from) {
    const middle = model.turned(top.bid) + model.turned(top.ask);
    [low, high] = [Math.min(low, middle), Math.max(high, middle)];
  }
  if (low > high) return null;
  const ends = [model.turned(low / 2), model.turned(high / 2)];
  return { low: Math.min(...ends), high: Math.max(...ends) };
}

/** The prices to show for a band. */
export function fitted(found: PriceRange | null, cells: number, grid: string): PriceRange {
  const kind = grid === 'uniform' ? 'uniform' : 'odds';
  const { low, high } = found ?? { low: (cells - 1) / 2, high: (cells - 1) / 2 };
  const height = Math.min(cells + AIR[kind], Math.max(LEAST[kind], high - low + 2 * AIR[kind]));
  // Centred on the band, but not far beyond prices that do not exist.
  const edge = AIR[kind] / 5;
  const from = (low + high - height) / 2;
  const lowest = Math.max(-edge, Math.min(cells - 1 + edge - height, from));
  return { low: lowest, high: lowest + height };
}

/** One frame's step from what is shown to what should be; at once unless `ease`. */
export function approached(now: PriceRange | null, goal: PriceRange, ease: boolean): PriceRange {
  if (!now || !ease) return goal;
  const step = (from: number, to: number): number => from + (to - from) * EASE;
  const next = { low: step(now.low, goal.low), high: step(now.high, goal.high) };
  const off = Math.abs(next.low - goal.low) + Math.abs(next.high - goal.high);
  return off < CLOSE * (goal.high - goal.low) ? goal : next;
}
