// Opening a session for the room: what it is, where it comes from, and which outcome comes first.

import type { SessionSource } from '../../source/session';
import type { Market, Timeline } from '../../source/types';
import type { Certificate } from '../head/quality';
import { chosenAsset, type Choice } from './address';

/** What is said about a session beside its timeline. */
export interface About {
  readonly row: { readonly title: string; readonly live: boolean; readonly venue: string };
  readonly certificate: Certificate | null;
}

/** Where a room gets its session from: the server, or the document itself. */
export interface Origin {
  /** The session's row and certificate. Raises ApiError or SourceError. */
  about(): Promise<About>;
  /** Its data; `running` says whether it is being recorded. */
  source(running: boolean): Promise<SessionSource>;
}

/** The markets as an address names them. */
export function choicesOf(timeline: Timeline): Choice[] {
  return timeline.markets.map((market) => ({
    market: market.market,
    slug: market.slug,
    assets: market.outcomes.map((outcome) => outcome.asset),
  }));
}

/**
 * The outcome to look at first: the one the address means, else where one's own fills are, else
 * the market with most to see. Empty when the session has no asset at all.
 */
export function firstAsset(timeline: Timeline, m: string | null): string {
  const choices = choicesOf(timeline);
  const asked = m === null ? null : chosenAsset(m, choices);
  if (asked !== null) return asked;
  const counts = new Map<string, number>();
  for (const fill of timeline.fills) {
    counts.set(fill.market, (counts.get(fill.market) ?? 0) + 1);
  }
  const most = [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
  const own = choices.find((choice) => choice.market === most)?.assets[0];
  const busiest = [...timeline.tracks].sort((a, b) => b.rows - a.rows)[0]?.asset;
  return own ?? busiest ?? choices[0]?.assets[0] ?? '';
}

/**
 * Where to begin without a moment in the address: before the first own fill in the market, but where
 * there is a book already; else when the game was to begin, if that was recorded; else at the first
 * book.
 */
export function firstMoment(timeline: Timeline, asset: string, leadUs: number): number {
  const { from_us, to_us } = timeline;
  const market = timeline.markets.find((one) => one.outcomes.some((o) => o.asset === asset));
  const owner = timeline.tracks[timeline.assets[asset]?.track ?? -1]?.asset ?? asset;
  const book = timeline.validity[owner]?.find((entry) => entry.valid)?.at_us ?? from_us;
  const fill = timeline.fills.find((one) => one.market === market?.market) ?? timeline.fills[0];
  if (fill !== undefined) return Math.max(Math.min(book, fill.at_us), fill.at_us - leadUs);
  const start = market?.game_start_us ?? null;
  if (start !== null && start > from_us && start < to_us) return start;
  return book;
}

/** The market next to another in a list that is a ring; null where there is no other. */
export function marketBeside(
  markets: readonly Market[],
  market: Market | null,
  by: 1 | -1,
): Market | null {
  const at = markets.findIndex((one) => one.market === market?.market);
  return markets.length < 2 ? null : (markets[(at + by + markets.length) % markets.length] ?? null);
}
