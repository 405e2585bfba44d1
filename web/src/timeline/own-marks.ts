// Own fills and the market's settlement as marks on the tape of one outcome.

import type { DecimalText, Market } from '../source/types';
import { decimal, floor, rounded, times, whole } from '../state/exact';
import { entriesUntil } from '../state/entries';
import { namedWinner } from '../state/rules';
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
  /** Dollars a share. */
  payout: DecimalText;
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

/** The payout of an outcome as soon as it was told: by the winner's name, or in dollars. */
export function settledFrom(
  session: Session,
  market: Market | null,
  asset: string,
  horizon: number,
  cells: number,
): Settled | null {
  if (!market) return null;
  const outcomes = market.outcomes.map((outcome) => outcome.asset);
  const { rules } = session.timeline;
  const stated = rules
    .slice(0, entriesUntil(rules, horizon))
    .find((entry) => entry.market === market.market && entry.payouts != null);
  const named = namedWinner(session.timeline, market.market, outcomes, horizon);
  const won = named === null ? undefined : named.winner === asset ? '1' : '0';
  const payout = stated?.payouts?.[outcomes.indexOf(asset)] ?? won;
  if (payout === undefined) return null;
  const fromUs = Math.min(stated?.at_us ?? Infinity, named?.at_us ?? Infinity);
  return { fromUs, cell: Number(floor(times(decimal(payout), whole(cells - 1)))), payout };
}
