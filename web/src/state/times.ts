// Times of rows in chunks that share a base: exact microseconds at four bytes a row.

import { KEYFRAME_ROWS, type TimeColumns } from './columns';

const SPAN = 4_294_967_295;

/** Room for the times of so many rows. */
export function newTimes(rows: number): TimeColumns {
  const chunks = Math.ceil(rows / KEYFRAME_ROWS);
  return { base: new Float64Array(chunks), rel: new Uint32Array(rows), wide: new Map() };
}

/** Store the time of a row; rows come in order. */
export function putTime(into: TimeColumns, row: number, us: number): void {
  const place = row % KEYFRAME_ROWS;
  const chunk = (row - place) / KEYFRAME_ROWS;
  if (place === 0) into.base[chunk] = us;
  const base = into.base[chunk] ?? 0;
  const wide = into.wide.get(chunk);
  if (wide) {
    wide[place] = us;
  } else if (us - base <= SPAN) {
    into.rel[row] = us - base;
  } else {
    into.wide.set(chunk, widened(into, row, place, us));
  }
}

/** Store the times of many rows: the first at `us`, each further one so many units later. */
export function putTimes(
  into: TimeColumns,
  row: number,
  us: number,
  steps: Uint32Array | Float64Array,
  unit: number,
): number {
  let now = us;
  let i = 0;
  while (i < steps.length) {
    putTime(into, row + i, i === 0 ? now : (now += (steps[i] as number) * unit));
    i += 1;
    // The rest of a chunk whose base is known, as long as it is no wide one.
    const chunk = Math.floor((row + i - 1) / KEYFRAME_ROWS);
    const end = Math.min(steps.length, (chunk + 1) * KEYFRAME_ROWS - row);
    if (into.wide.has(chunk)) continue;
    const base = into.base[chunk] as number;
    const { rel } = into;
    for (; i < end; i++) {
      const next = now + (steps[i] as number) * unit;
      if (next - base > SPAN) break;
      now = next;
      rel[row + i] = now - base;
    }
  }
  return now;
}

function widened(
  times: TimeColumns,
  row: number,
  place: number,
  us: number,
): Float64Array<ArrayBuffer> {
  const exact = new Float64Array(KEYFRAME_ROWS);
  const begin = row - place;
  for (let i = 0; i < place; i++) exact[i] = timeAt(times, begin + i);
  exact[place] = us;
  return exact;
}

/** Time of a row in microseconds. */
export function timeAt(times: TimeColumns, row: number): number {
  const place = row % KEYFRAME_ROWS;
  const chunk = (row - place) / KEYFRAME_ROWS;
  const wide = times.wide.size > 0 ? times.wide.get(chunk) : undefined;
  if (wide) return wide[place] ?? 0;
  return (times.base[chunk] ?? 0) + (times.rel[row] ?? 0);
}

/** How many of the first `rows` rows have a time at or before `us`. */
export function rowsUntil(times: TimeColumns, rows: number, us: number): number {
  let low = 0;
  let high = Math.ceil(rows / KEYFRAME_ROWS);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times.base[middle] ?? 0) <= us) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return 0;
  const begin = (low - 1) * KEYFRAME_ROWS;
  let from = begin;
  let to = Math.min(rows, begin + KEYFRAME_ROWS);
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (timeAt(times, middle) <= us) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The same times with room for more rows. */
export function grownTimes(times: TimeColumns, rows: number): TimeColumns {
  const grown = newTimes(rows);
  grown.base.set(times.base.subarray(0, grown.base.length));
  grown.rel.set(times.rel.subarray(0, grown.rel.length));
  return { ...grown, wide: times.wide };
}
