// Entries of a timeline in order of when they were received: searched, and folded up to a time.

import type { Entry } from '../source/types';

/** How many entries of an ordered list were received at or before a time. */
export function entriesUntil(list: readonly Entry[], tUs: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle]?.at_us ?? Infinity) <= tUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last entry received at or before a time. */
export function lastUntil<E extends Entry>(list: readonly E[], tUs: number): E | undefined {
  return list[entriesUntil(list, tUs) - 1];
}

/** A state that entries move forward, kept for the last time asked; going back starts over. */
export class EntryFold<E extends Entry, S> {
  private applied = 0;
  private state: S;

  constructor(
    private readonly list: () => readonly E[],
    private readonly start: () => S,
    private readonly apply: (state: S, entry: E) => void,
  ) {
    this.state = start();
  }

  /** The state after every entry received at or before a time. Do not keep it: it is moved on. */
  at(tUs: number): S {
    const list = this.list();
    const count = entriesUntil(list, tUs);
    if (count < this.applied) {
      this.state = this.start();
      this.applied = 0;
    }
    for (; this.applied < count; this.applied++) {
      const entry = list[this.applied];
      if (entry) this.apply(this.state, entry);
    }
    return this.state;
  }
}
