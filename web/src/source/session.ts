// Where a session comes from: recorded, live or embedded in the document, behind one interface.

import type { Track } from '../state/track';
import type { TrackColumns } from '../state/columns';
import type { SourceError } from './errors';
import type { Timeline, TimelineDelta } from './types';

/** Bytes received of a body; `total` is null when the server did not say. */
export type Progress = (received: number, total: number | null) => void;

/** What a live session tells its listener. */
export type Increment =
  /** All of the session again: at the start, and after the connection was lost or too slow. */
  | { type: 'begin'; timeline: Timeline }
  /** A whole track, new or in place of the one before. */
  | { type: 'track'; index: number; track: Track }
  /** New rows, to be appended to the track. */
  | { type: 'rows'; index: number; rows: TrackColumns }
  /** New entries of the timeline. */
  | { type: 'events'; delta: TimelineDelta }
  /** The connection is gone and will be tried again; told anew after each try that failed. */
  | { type: 'lost'; cause: string; againMs: number }
  /** It cannot be followed any more, and why; nobody tries again by himself. */
  | { type: 'failed'; error: SourceError }
  /** The recording is over. */
  | { type: 'ended' };

export interface SessionSource {
  readonly live: boolean;
  /** The timeline; `onBuilding` hears how far the server is with making it (0 to 1). */
  timeline(onBuilding?: (done: number) => void): Promise<Timeline>;
  /** A whole track by its place in the timeline's `tracks`. */
  track(index: number, onProgress?: Progress): Promise<Track>;
  /** Hear of everything new; the function returned stops it. Only where `live`. */
  follow?(onChange: (what: Increment) => void): () => void;
  /** Try to connect again now, where `live` and the connection is gone. */
  retry?(): void;
  close(): void;
}
