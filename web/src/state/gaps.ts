// Holes as they were known at a time: when the book of an asset was not to be believed, and why.

import type { GapEntry, Timeline } from '../source/types';
import { entriesUntil, lastUntil } from './entries';

export const NO_BOOK = 'no book of this asset by then';
export const AFTER_THE_END = 'the recording had ended by then; this is the last book it knew';

/** A stretch without a book that can be believed; `open`: it has not ended yet, as far as is known. */
export interface Hole {
  fromUs: number;
  toUs: number;
  cause: string;
  open: boolean;
}

/**
 * Whether the book of an asset with a track can be believed, and why not. `hindsight` also counts
 * holes that were told of later, and the time after the end.
 */
export function doubt(
  timeline: Timeline,
  asset: string,
  tUs: number,
  hindsight: boolean,
): { valid: boolean; reason: string } {
  const trust = lastUntil(timeline.validity[asset] ?? [], tUs);
  if (!trust) return { valid: false, reason: NO_BOOK };
  const told = hindsight ? timeline.gaps.length : entriesUntil(timeline.gaps, tUs);
  for (let i = 0; i < told; i++) {
    const gap = timeline.gaps[i];
    if (gap && concerns(gap, asset) && gap.from_us < tUs && tUs < gap.to_us) {
      return { valid: false, reason: `hole: ${gap.cause}` };
    }
  }
  if (hindsight && trust.valid && tUs > timeline.to_us && !timeline.live) {
    return { valid: false, reason: AFTER_THE_END };
  }
  return { valid: trust.valid, reason: trust.reason };
}

/**
 * Holes of an asset with a track, known at `tUs`, in order, clipped at it: the times between an
 * invalid and the next valid book, and the gaps told of by then.
 */
export function holesUntil(timeline: Timeline, asset: string, tUs: number): Hole[] {
  const holes: Hole[] = [];
  const validity = timeline.validity[asset] ?? [];
  let since: { at_us: number; reason: string } | null = null;
  const known = entriesUntil(validity, tUs);
  for (let i = 0; i < known; i++) {
    const entry = validity[i];
    if (!entry) continue;
    if (!entry.valid) since ??= entry;
    else if (since) {
      holes.push({ fromUs: since.at_us, toUs: entry.at_us, cause: since.reason, open: false });
      since = null;
    }
  }
  if (since) holes.push({ fromUs: since.at_us, toUs: tUs, cause: since.reason, open: true });
  const told = entriesUntil(timeline.gaps, tUs);
  for (let i = 0; i < told; i++) {
    const gap = timeline.gaps[i];
    if (!gap || !concerns(gap, asset)) continue;
    const [fromUs, toUs] = [Math.max(gap.from_us, timeline.from_us), Math.min(gap.to_us, tUs)];
    if (toUs > fromUs) holes.push({ fromUs, toUs, cause: gap.cause, open: false });
  }
  return merged(holes);
}

function concerns(gap: GapEntry, asset: string): boolean {
  return gap.scope.length === 0 || gap.scope.includes(asset);
}

function merged(holes: Hole[]): Hole[] {
  holes.sort((a, b) => a.fromUs - b.fromUs || a.toUs - b.toUs);
  const out: Hole[] = [];
  for (const hole of holes) {
    const last = out[out.length - 1];
    if (!last || hole.fromUs > last.toUs) out.push({ ...hole });
    else if (hole.toUs > last.toUs) {
      last.toUs = hole.toUs;
      last.open = hole.open;
      last.cause = last.cause || hole.cause;
    }
  }
  return out;
}
