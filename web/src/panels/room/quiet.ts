// Where playing may jump: over holes, and over stretches in which nothing happens.

import type { Session } from '../../state/session';
import type { Skips } from '../../timeline/clock';

/** So long without a trade, a fill or a game event is quiet. */
export const QUIET_US = 15_000_000;
/** Playing goes on so long before something happens again. */
const LEAD_US = 3_000_000;

/**
 * When playing should go on, if nothing happens for a while after `t`; null if something does.
 *
 * `next` gives the time of the next thing of each kind after `t`, or null if there is none.
 */
export function quietEnd(t: number, next: readonly (number | null)[]): number | null {
  const coming = next.filter((at): at is number => at !== null);
  if (coming.length === 0) return null;
  const soonest = Math.min(...coming);
  return soonest - t > QUIET_US ? soonest - LEAD_US : null;
}

interface Stretch {
  readonly fromUs: number;
  readonly toUs: number;
  readonly open: boolean;
}

/** The end of the closed hole that `t` stands in, or null. */
export function gapEnd(t: number, holes: readonly Stretch[]): number | null {
  return holes.find((hole) => !hole.open && hole.fromUs <= t && t < hole.toUs)?.toUs ?? null;
}

/** Where the book is known again for the first time after `t`, or null. */
export function nextGapEnd(t: number, holes: readonly Stretch[]): number | null {
  return holes.find((hole) => !hole.open && hole.toUs > t)?.toUs ?? null;
}

/** Where a clock may jump in a session, as the outcome that is looked at is known. */
export function skipsOf(session: Session, asset: () => string): Skips {
  const kinds = ['trade', 'fill', 'game'] as const;
  return {
    gapEnd: (t) => gapEnd(t, session.holes(asset(), session.timeline.to_us)),
    quietEnd: (t) =>
      quietEnd(
        t,
        kinds.map((kind) => session.next(kind, t, asset(), 0)), // when it happens: no jump lands here
      ),
  };
}
