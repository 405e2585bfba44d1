// Choosing among an event's markets: groups by type, and what a choice means for the recorder.
import type { ListedMarket, LookedUp } from './wire';

export interface Group {
  readonly type: string;
  readonly words: string;
  readonly markets: readonly ListedMarket[];
}

const WORDS: Readonly<Record<string, string>> = {
  moneyline: 'Winner',
  spreads: 'Spread',
  totals: 'Total',
  '': 'Other markets',
};

/** The venue's word for a kind of market as people say it: "team_totals" is "Team totals". */
export function typeWords(type: string): string {
  const known = WORDS[type];
  if (known !== undefined) return known;
  const plain = type.replaceAll(/[_-]+/g, ' ').trim();
  return plain === '' ? 'Other markets' : plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** Markets by type, in the order in which the event lists them; the winner's market comes first. */
export function grouped(markets: readonly ListedMarket[]): readonly Group[] {
  const types = new Map<string, ListedMarket[]>();
  for (const one of markets) types.set(one.type, [...(types.get(one.type) ?? []), one]);
  return [...types]
    .map(([type, list]) => ({ type, words: typeWords(type), markets: list }))
    .sort((a, b) => Number(b.type === 'moneyline') - Number(a.type === 'moneyline'));
}

/** Whether a market can be recorded: one that was only announced has nothing to subscribe to. */
export function recordable(market: ListedMarket): boolean {
  return market.outcomes.length > 0;
}

/** The markets that are chosen at first: those that the server would record. */
export function firstChoice(found: LookedUp): ReadonlySet<string> {
  return new Set(found.markets.filter((one) => one.recorded).map((one) => one.market));
}

/**
 * What to ask the recorder for: nothing in particular when all that can be recorded is chosen, so
 * that markets which the venue adds during the game are recorded too.
 */
export function askedFor(found: LookedUp, chosen: ReadonlySet<string>): readonly string[] {
  const possible = found.markets.filter(recordable);
  if (found.whole && possible.every((one) => chosen.has(one.market))) return [];
  return possible.filter((one) => chosen.has(one.market)).map((one) => one.market);
}

/** A market in one line: its short title, unless that says no more than the event's. */
export function marketWords(market: ListedMarket): string {
  return market.title !== '' && market.title !== market.question ? market.title : market.question;
}
