// What a tape writes: prices, sizes and times, always through the page's one formatting module.

import { price, shares, sharesShort } from '../lib/format';
import { sessionClock, span, wallClock } from '../lib/times';

/** Texts kept. */
const KEPT = 1000;

export interface Words {
  price(cell: number): string;
  /** A size in micro-shares, short. */
  size(microShares: number): string;
  /** A size with its unit. */
  shares(microShares: number): string;
  /** Wall clock of a time; with seconds where they matter. */
  wall(us: number, seconds: boolean): string;
  /** The session's own clock. */
  session(us: number, tenths: boolean): string;
  /** A length of time. */
  span(us: number): string;
}

/** Words for a grid and tick (in cells), the session's start, and a time zone. */
export function wordsFor(grid: string, tick: number, startUs: number, zone = 'local'): Words {
  // The browser's own formatting of times is the dearest thing on a time axis.
  const walls = new Map<number, string>();
  const wall = (us: number, seconds: boolean): string => {
    const key = seconds ? us + 0.5 : us;
    const text = walls.get(key) ?? wallClock(us, zone, seconds);
    if (walls.size > KEPT) walls.clear();
    walls.set(key, text);
    return text;
  };
  return {
    price: (cell) => price(cell, tick, grid),
    size: sharesShort,
    shares: (size) => `${shares(size)} sh`,
    wall,
    session: (us, tenths) => sessionClock(us - startUs, tenths),
    span,
  };
}
