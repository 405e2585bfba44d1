// A track file made ready off the page's thread: rows, kept books, and the tape's time grid.

import type { KeyframeColumns, TrackColumns } from '../state/columns';
import { Track } from '../state/track';
import { Grid, type GridColumns } from '../timeline/grid';
import { decodeTrack } from './track-file';

/** What a worker hands over; all its arrays are transferred. */
export interface MadeTrack {
  columns: TrackColumns;
  frames: KeyframeColumns;
  grid: GridColumns;
}

/** Everything that is needed of a track file; heat rows span `rowCells`. Throws TrackError. */
export function makeTrack(bytes: Uint8Array<ArrayBuffer>, rowCells: number): MadeTrack {
  const columns = decodeTrack(bytes);
  const track = new Track(columns);
  const grid = new Grid(track, rowCells);
  if (track.rows > 0) grid.extend(track.timeUs(track.rows - 1));
  return { columns, frames: track.keyframes(), grid: grid.columns() };
}

/** The buffers of a made track, each once. */
export function buffersOf({ columns, frames, grid }: MadeTrack): ArrayBuffer[] {
  const { time, seq, kind, key, size, first } = columns;
  const arrays = [time.base, time.rel, ...time.wide.values(), seq, kind, key, size];
  const kept = [first.kind, first.key, first.size, frames.start, frames.slot, frames.size];
  const cells = grid.levels.flatMap(({ bid, ask, low, high, buy, sell, moved, heat }) => [
    ...[bid, ask, low, high, buy, sell, moved, heat],
  ]);
  return [
    ...new Set(
      [...arrays, ...kept, ...cells, grid.resting.seen, grid.traded.seen].map((one) => one.buffer),
    ),
  ];
}
