// Turns the bytes of a track file into a Track, in a worker where the page may have one.

import { Track } from '../state/track';
import { gridIsMade, type GridColumns } from '../timeline/grid';
import { TrackError } from './errors';
import type { Answer, MadeTrack } from './track-made';

/** Who waits for a part of an answer, by the number of the request. */
type Waiting<Part> = Map<
  number,
  { resolve: (part: Part) => void; reject: (error: TrackError) => void }
>;

/** One worker for all tracks of a source; a page opened from a file works without. */
export class TrackLoader {
  private worker: Worker | null = null;
  private readonly tracks: Waiting<MadeTrack> = new Map();
  private readonly grids: Waiting<GridColumns> = new Map();
  private last = 0;

  /**
   * A track; its time grid, whose heat rows span `rowCells`, comes afterwards (see `gridComing`).
   * `bytes` are handed over and empty afterwards. Throws TrackError.
   */
  async load(bytes: Uint8Array<ArrayBuffer>, rowCells: number): Promise<Track> {
    const worker = this.open();
    if (!worker) return new Track((await import('./track-file')).decodeTrack(bytes));
    const id = ++this.last;
    const made = waitIn(this.tracks, id);
    const grid = waitIn(this.grids, id);
    grid.catch(() => undefined); // who waits for it says so below
    worker.postMessage({ id, bytes, rowCells }, [bytes.buffer]);
    const { columns, frames } = await made;
    const track = new Track(columns, frames);
    gridIsMade(track, grid);
    return track;
  }

  /** Start the worker now, so that it stands ready when the first bytes are here. */
  warm(): void {
    this.open();
  }

  close(): void {
    this.worker?.terminate();
    this.worker = null;
    this.fail('The page was left.');
  }

  private open(): Worker | null {
    if (this.worker || typeof Worker === 'undefined' || location.protocol === 'file:') {
      return this.worker;
    }
    const worker = new Worker(new URL('./track-worker.ts', import.meta.url), {
      type: 'module',
    });
    worker.onmessage = ({ data }: MessageEvent<Answer>) => this.take(data);
    worker.onerror = () => {
      worker.terminate();
      this.worker = null;
      this.fail('The worker that reads tracks has failed.');
    };
    this.worker = worker;
    return worker;
  }

  private take(answer: Answer): void {
    const { id } = answer;
    if ('made' in answer) this.tracks.get(id)?.resolve(answer.made);
    else if ('grid' in answer) this.grids.get(id)?.resolve(answer.grid);
    else
      for (const one of [this.tracks, this.grids])
        one.get(id)?.reject(new TrackError(answer.error));
    if (!('grid' in answer)) this.tracks.delete(id);
    if (!('made' in answer)) this.grids.delete(id);
  }

  private fail(why: string): void {
    for (const waiting of [this.tracks, this.grids]) {
      for (const one of waiting.values()) one.reject(new TrackError(why));
      waiting.clear();
    }
  }
}

function waitIn<Part>(waiting: Waiting<Part>, id: number): Promise<Part> {
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}
