// Turns the bytes of a track file into a Track, in a worker where the page may have one.

import { Track } from '../state/track';
import { adoptGrid } from '../timeline/grid';
import { TrackError } from './errors';
import { makeTrack, type MadeTrack } from './track-made';

interface Answer {
  id: number;
  made?: MadeTrack;
  error?: string;
}

interface Waiting {
  resolve: (made: MadeTrack) => void;
  reject: (error: Error) => void;
}

/** One worker for all tracks of a source; a page opened from a file works without. */
export class TrackLoader {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  /**
   * A track with its time grid, whose heat rows span `rowCells`. `bytes` are handed over and empty
   * afterwards. Throws TrackError.
   */
  async load(bytes: Uint8Array<ArrayBuffer>, rowCells: number): Promise<Track> {
    const made = await this.make(bytes, rowCells);
    const track = new Track(made.columns, made.frames);
    adoptGrid(track, made.grid);
    return track;
  }

  /** Start the worker now, so that it stands ready when the first bytes are here. */
  warm(): void {
    this.open();
  }

  close(): void {
    this.worker?.terminate();
    this.worker = null;
    for (const one of this.waiting.values()) one.reject(new TrackError('The page was left.'));
    this.waiting.clear();
  }

  private make(bytes: Uint8Array<ArrayBuffer>, rowCells: number): Promise<MadeTrack> {
    const worker = this.open();
    if (!worker) return Promise.resolve().then(() => makeTrack(bytes, rowCells));
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      worker.postMessage({ id, bytes, rowCells }, [bytes.buffer]);
    });
  }

  private open(): Worker | null {
    if (this.worker || typeof Worker === 'undefined' || location.protocol === 'file:') {
      return this.worker;
    }
    const worker = new Worker(new URL('./track-worker.ts', import.meta.url), {
      type: 'module',
    });
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const waiting = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if (data.made) waiting?.resolve(data.made);
      else waiting?.reject(new TrackError(data.error ?? 'The track could not be read.'));
    };
    worker.onerror = () => {
      for (const one of this.waiting.values()) {
        one.reject(new TrackError('The worker that reads tracks could not be started.'));
      }
      this.waiting.clear();
      this.worker = null;
    };
    this.worker = worker;
    return worker;
  }
}
