// Holes as they were known at a time: when the book of an asset was not to be believed, and why.

import type { GapEntry, ValidityEntry } from '../source/types';
import { entriesUntil } from './entries';

/** A stretch without a book that can be believed; `open`: it has not ended yet, as far as is known. */
export interface Hole {
  fromUs: number;
  toUs: number;
  cause: string;
  open: boolean;
}

/**
 * Holes of an asset known at `tUs`, in order, clipped at it: the times between an invalid and the
 * next valid book, and the gaps told of by then.
 */
export function holesUntil(
  validity: readonly ValidityEntry[],
  gaps: readonly GapEntry[],
  concerns: (gap: GapEntry) => boolean,
  fromUs: number,
  tUs: number,
): Hole[] {
  const holes: Hole[] = [];
  let since: ValidityEntry | null = null;
  const known = entriesUntil(validity, tUs);
  for (let i = 0; i < known; i++) {
    const entry = validity[i];
    if (!entry) continue;
    if (!entry.valid) since ??= entry;
    else if (since) {
      holes.push({
        fromUs: since.at_us,
        toUs: entry.at_us,
        cause: since.reason,
        open: false,
      });
      since = null;
    }
  }
  if (since) holes.push({ fromUs: since.at_us, toUs: tUs, cause: since.reason, open: true });
  const told = entriesUntil(gaps, tUs);
  for (let i = 0; i < told; i++) {
    const gap = gaps[i];
    if (!gap || !concerns(gap) || gap.to_us <= gap.from_us) continue;
    const toUs = Math.min(gap.to_us, tUs);
    if (toUs > gap.from_us) {
      holes.push({
        fromUs: Math.max(gap.from_us, fromUs),
        toUs,
        cause: gap.cause,
        open: false,
      });
    }
  }
  return merged(holes);
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
