// Jumps: where the next or the previous thing of a kind is, and where the playhead lands for it.

/** What one can jump to. */
export type JumpKind = 'event' | 'fill' | 'trade' | 'game' | 'bookmark' | 'gapEnd';

const SECOND = 1_000_000;

/** A jump lands so long before what it jumps to, so that one sees how it came about. */
export const LEAD_US: Record<JumpKind, number> = {
  event: 0,
  fill: 5 * SECOND,
  trade: 0,
  game: 5 * SECOND,
  bookmark: 0,
  gapEnd: 0,
};

/** The lead of a kind where a person chose another than the shipped one; some land at the moment. */
export function leadOf(kind: JumpKind, chosenUs: number): number {
  return LEAD_US[kind] === 0 ? 0 : chosenUs;
}

/**
 * Among `count` times in rising order: where to land for the first one whose landing is after `t`,
 * or null. Landings before `from` are at `from`.
 */
export function nextLanding(
  count: number,
  timeOf: (index: number) => number,
  t: number,
  lead: number,
  from: number,
): number | null {
  const index = firstAbove(count, timeOf, t + lead);
  if (index >= count) return null;
  const landing = Math.max(from, timeOf(index) - lead);
  return landing > t ? landing : null;
}

/** As `nextLanding`, for the last one whose landing is before `t`. */
export function previousLanding(
  count: number,
  timeOf: (index: number) => number,
  t: number,
  lead: number,
  from: number,
): number | null {
  const index = firstAbove(count, timeOf, t + lead - 1) - 1;
  if (index < 0) return null;
  const landing = Math.max(from, timeOf(index) - lead);
  return landing < t ? landing : null;
}

function firstAbove(count: number, timeOf: (index: number) => number, t: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeOf(middle) <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}
