// A track file made ready off the page's thread: rows and kept books first, then the tape's time grid.

import type { KeyframeColumns, TrackColumns } from '../state/columns';
import { Track } from '../state/track';
import { Grid, type GridColumns } from '../timeline/grid';
import { decodeTrack } from './track-file';

/** What a book at any moment needs; all its arrays are transferred. */
export interface MadeTrack {
  columns: TrackColumns;
  frames: KeyframeColumns;
}

/** A worker's answers, in this order: the track, its grid; or an error in place of what is left. */
export type Answer =
  | { id: number; made: MadeTrack }
  | { id: number; grid: GridColumns }
  | { id: number; error: string };

/** Hands over both parts of a track file; heat rows span `rowCells`. Throws TrackError. */
export function makeTrack(
  bytes: Uint8Array<ArrayBuffer>,
  rowCells: number,
  onTrack: (made: MadeTrack) => void,
  onGrid: (grid: GridColumns) => void,
): void {
  const columns = decodeTrack(bytes);
  const track = new Track(columns);
  // A copy, since the page gets it for good while the grid is made of ours.
  onTrack(structuredClone({ columns, frames: track.keyframes() }));
  const grid = new Grid(track, rowCells);
  if (track.rows > 0) grid.extend(track.timeUs(track.rows - 1));
  onGrid(grid.columns());
}

/** The buffers of a made track, each once. */
export function buffersOfTrack({ columns, frames }: MadeTrack): ArrayBuffer[] {
  const { time, seq, kind, key, size, first } = columns;
  const arrays = [time.base, time.rel, ...time.wide.values(), seq, kind, key, size];
  return buffersOf([
    ...arrays,
    ...[first.kind, first.key, first.size, frames.start, frames.slot, frames.size],
  ]);
}

/** The buffers of a grid, each once. */
export function buffersOfGrid({ levels, resting, traded }: GridColumns): ArrayBuffer[] {
  const cells = levels.flatMap(({ bid, ask, low, high, buy, sell, moved, heat }) => [
    ...[bid, ask, low, high, buy, sell, moved, heat],
  ]);
  return buffersOf([...cells, resting.seen, traded.seen]);
}

function buffersOf(arrays: readonly { buffer: ArrayBuffer }[]): ArrayBuffer[] {
  return [...new Set(arrays.map((one) => one.buffer))];
}
