// What a tape writes: prices, sizes and times, always through the page's one formatting module.

import { price, shares, sharesShort } from '../lib/format';
import { sessionClock, span, wallClock } from '../lib/times';

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
  return {
    price: (cell) => price(cell, tick, grid),
    size: sharesShort,
    shares: (size) => `${shares(size)} sh`,
    wall: (us, seconds) => wallClock(us, zone, seconds),
    session: (us, tenths) => sessionClock(us - startUs, tenths),
    span,
  };
}
