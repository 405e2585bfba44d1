// Own fills and the market's settlement as marks on the tape of one outcome.

import type { Market } from '../source/types';
import { decimal, floor, times, whole } from '../state/exact';
import { entriesUntil } from '../state/entries';
import type { Session } from '../state/session';

/** A fill of one's own. `up` is whether it bought this outcome or sold the other. */
export interface FillMark {
  atUs: number;
  cell: number;
  up: boolean;
  /** What was done, in a letter: B or S. */
  letter: 'B' | 'S';
  /** The other outcome's name if it was done there, else "". */
  of: string;
  size: number;
}

/** Where a price of an asset lies on the tape of an outcome; null where it has no place there. */
export type Place = (asset: string, cell: number) => number | null;

/** What a share turned out to be worth, and since when that is known. */
export interface Settled {
  fromUs: number;
  cell: number;
}

/** Fills of a market known by a time, in order of their first report. */
export function fillMarks(
  session: Session,
  market: Market | null,
  asset: string,
  horizon: number,
  place: Place,
): FillMark[] {
  const marks: FillMark[] = [];
  for (const fill of session.standingFills(horizon)) {
    if (fill.market !== market?.market) continue;
    const here = fill.asset === asset;
    const cell = fill.cell === null ? null : place(fill.asset, fill.cell);
    if (cell === null) continue;
    const other = market.outcomes.find((outcome) => outcome.asset === fill.asset)?.label ?? '';
    marks.push({
      atUs: session.firstReport(fill.key)?.at_us ?? fill.at_us,
      cell,
      up: (fill.side === 'BUY') === here,
      letter: fill.side === 'BUY' ? 'B' : 'S',
      of: here ? '' : other,
      size: fill.size,
    });
  }
  return marks;
}

/** The payout of an outcome as soon as it was told. */
export function settledFrom(
  session: Session,
  market: Market | null,
  asset: string,
  horizon: number,
  cells: number,
): Settled | null {
  if (!market) return null;
  const place = market.outcomes.findIndex((outcome) => outcome.asset === asset);
  const { rules } = session.timeline;
  for (const entry of rules.slice(0, entriesUntil(rules, horizon))) {
    const payout = entry.market === market.market ? entry.payouts?.[place] : undefined;
    if (payout === undefined) continue;
    const cell = Number(floor(times(decimal(payout), whole(cells - 1))));
    return { fromUs: entry.at_us, cell };
  }
  return null;
}
