// The position and P&L at the playhead in words, unknown where it cannot be known.

import { price } from '../../lib/format';
import { ownDollars, ownGain, ownShares } from '../../lib/own';
import type { PnlMoment } from '../../state/moment';

/** What is needed of a moment for its money. */
export interface Money {
  readonly positions: Readonly<Record<string, number>>;
  readonly pnl: PnlMoment;
}

/** Words for the head: what is held and what it stands at. */
export interface PositionWords {
  readonly held: string;
  readonly pnl: string;
  /** Why the P&L is not a number, or what is missing in it. */
  readonly why: string;
  readonly settled: boolean;
  readonly rows: readonly (readonly [string, string])[];
}

/** `entry` is the average price in cells of the open position, for the outcome that is held. */
export function positionWords(
  money: Money,
  name: (asset: string) => string,
  entry: number | null,
  tick: number,
): PositionWords {
  const held = Object.entries(money.positions).filter(([, size]) => size !== 0);
  const { cash, value, total, fees, why, settled } = money.pnl;
  const cost = entry === null || held.length !== 1 ? '' : ` @ ${price(entry, tick)}`;
  const words = held
    .map(
      ([asset, size]) =>
        `${size > 0 ? 'long' : 'short'} ${ownShares(Math.abs(size))} ${name(asset)}`,
    )
    .join(', ');
  return {
    held: held.length === 0 ? 'flat' : words + cost,
    pnl: total === null ? 'unknown' : ownGain(total),
    why,
    settled,
    rows: [
      ['Cash in and out', ownGain(cash)],
      [
        settled ? 'Paid by the market' : 'Worth if closed now',
        value === null ? 'unknown' : ownDollars(value),
      ],
      ['Fees in it', fees === null ? 'not known' : ownDollars(fees)],
      ['P&L', total === null ? 'unknown' : ownGain(total)],
    ],
  };
}
