// A track file made ready off the page's thread: rows, kept books, and the tape's time grid.

import type { KeyframeColumns, TrackColumns } from '../state/columns';
import { Track } from '../state/track';
import { decodeTrack } from './track-file';

/** What a worker hands over; all its arrays are transferred. */
export interface MadeTrack {
  columns: TrackColumns;
  frames: KeyframeColumns;
}

/** Everything that is needed of a track file. Throws TrackError. */
export function makeTrack(bytes: Uint8Array<ArrayBuffer>): MadeTrack {
  const columns = decodeTrack(bytes);
  return { columns, frames: new Track(columns).keyframes() };
}

/** The buffers of a made track, each once. */
export function buffersOf({ columns, frames }: MadeTrack): ArrayBuffer[] {
  const { time, seq, kind, key, size, first } = columns;
  const arrays = [time.base, time.rel, ...time.wide.values(), seq, kind, key, size];
  const all = [
    ...arrays,
    first.kind,
    first.key,
    first.size,
    frames.start,
    frames.slot,
    frames.size,
  ];
  return [...new Set(all.map((one) => one.buffer))];
}
