// Which rows of a long list are worth building: those in sight and a few beyond.

/** Rows `first` to `end` (not included), with the height of what is left out above and below. */
export interface Window {
  readonly first: number;
  readonly end: number;
  readonly above: number;
  readonly below: number;
}

/** The rows in sight of a list of `count` rows of one height; all lengths in CSS pixels. */
export function windowOf(
  scrollTop: number,
  viewHeight: number,
  rowHeight: number,
  count: number,
  spare = 6,
): Window {
  const top = Math.min(Math.max(0, scrollTop), Math.max(0, count * rowHeight - viewHeight));
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const end = Math.min(count, Math.ceil((top + viewHeight) / rowHeight) + spare);
  return { first, end, above: first * rowHeight, below: (count - end) * rowHeight };
}

/** How many of the first numbers of a rising list are at most `limit`. */
export function countUpTo(length: number, at: (index: number) => number, limit: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const half = (low + high) >>> 1;
    if (at(half) <= limit) low = half + 1;
    else high = half;
  }
  return low;
}
