// What moved one market's positions without a trade, as far as it is known: the twin of ledger/moved.py.

import type { ChangeEntry } from '../source/types';

/** Micro-shares: pairs split less merged, and what conversions took or gave, by asset. */
export interface Moved {
  pairs: number;
  redeemed: boolean;
  converted: ReadonlyMap<string, number>;
}

export const NOTHING: Moved = { pairs: 0, redeemed: false, converted: new Map() };

/**
 * What changes (known by now, each once) did to a market of two outcomes. `event` are the markets
 * that share one pool of collateral with it, itself included.
 */
export function movedIn(
  market: string,
  outcomes: readonly string[],
  changes: readonly ChangeEntry[],
  event: ReadonlySet<string>,
): Moved {
  const [yes, no] = outcomes;
  if (outcomes.length !== 2 || yes === undefined || no === undefined) return NOTHING;
  let pairs = 0;
  let redeemed = false;
  const conversions = new Map<string, Map<string, number>>();
  for (const change of changes) {
    const mine = change.market === market;
    if (change.kind === 'CONVERSION' && event.has(change.market)) {
      const name = change.transaction || change.key;
      const burned = conversions.get(name) ?? new Map<string, number>();
      conversions.set(name, burned.set(change.market, change.size));
    } else if (mine && change.kind === 'SPLIT') pairs += change.size;
    else if (mine && change.kind === 'MERGE') pairs -= change.size;
    else if (mine && change.kind === 'REDEEM') redeemed = true;
  }
  const converted = new Map<string, number>();
  for (const burned of conversions.values()) {
    const gone = burned.get(market);
    const [asset, size] = gone === undefined ? [yes, Math.max(...burned.values())] : [no, -gone];
    converted.set(asset, (converted.get(asset) ?? 0) + size);
  }
  return { pairs, redeemed, converted };
}
