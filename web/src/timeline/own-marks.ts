// Own fills and the market's settlement as marks on the tape of one outcome.

import type { Market } from '../source/types';
import { decimal, floor, rounded, times, whole } from '../state/exact';
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
  /** The price that was paid, exactly, in its own outcome. */
  price: string;
  /** It lies between two cells, and the mark stands at the nearer one. */
  off: boolean;
}

/** Where a price of an asset lies on the tape of an outcome; null where it has no place there. */
export type Place = (asset: string, cell: number) => number | null;

/** What a share turned out to be worth, and since when that is known. */
export interface Settled {
  fromUs: number;
  cell: number;
}

/** Fills of a market known by a time, in order of their first report; `cells` are a uniform grid's. */
export function fillMarks(
  session: Session,
  market: Market | null,
  asset: string,
  horizon: number,
  place: Place,
  cells: number | null,
): FillMark[] {
  const marks: FillMark[] = [];
  for (const fill of session.standingFills(horizon)) {
    if (fill.market !== market?.market) continue;
    const here = fill.asset === asset;
    const at = fill.cell ?? (cells === null ? null : nearest(fill.price, cells));
    const cell = at === null ? null : place(fill.asset, at);
    if (cell === null) continue;
    const other = market.outcomes.find((outcome) => outcome.asset === fill.asset)?.label ?? '';
    marks.push({
      atUs: session.firstReport(fill.key)?.at_us ?? fill.at_us,
      cell,
      up: (fill.side === 'BUY') === here,
      letter: fill.side === 'BUY' ? 'B' : 'S',
      of: here ? '' : other,
      size: fill.size,
      price: fill.price,
      off: fill.cell === null,
    });
  }
  return marks;
}

/** The nearest cell of a price between two of them, on a uniform grid from 0 to 1 dollar. */
function nearest(price: string, cells: number): number {
  const cell = rounded(times(decimal(price), whole(cells - 1)));
  return Math.max(0, Math.min(cells - 1, cell));
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
