// The running recordings, for whoever wants to show them: one question each 5 seconds for all.
import type { Recording, RecordingList } from '../source/schema';
import { ask } from './api';

const EVERY_MS = 5000;
/** The server also tells of recorders that wait, or have ended. */
const RECORDS = new Set(['recording', 'stopping']);

export class Recordings {
  list = $state.raw<readonly Recording[]>([]);
  /** The server's clock: this machine's may be minutes off. */
  nowUs = $state(Date.now() * 1000);
  alarm = $derived(this.list.some((one) => one.alarm !== ''));
  watchers = 0;
  /** What the server's clock is ahead of the time since the page was loaded. */
  #aheadUs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;

  start(): void {
    if (this.watchers++ > 0) return;
    void this.look();
    this.#tick = setInterval(() => {
      if (this.list.length > 0) this.#count();
    }, 1000);
  }

  stop(): void {
    if (--this.watchers > 0) return;
    clearTimeout(this.#timer);
    clearInterval(this.#tick);
  }

  /** Ask now, and again later while somebody watches and the page is in view. */
  async look(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      if (!document.hidden) {
        const answer = await ask<RecordingList>('GET', '/api/recordings');
        this.list = answer.recordings.filter((one) => RECORDS.has(one.phase));
        this.#aheadUs = answer.now_us - performance.now() * 1000;
        this.#count();
      }
    } catch {
      this.list = []; // the pages say that the server is away; the badge only stops claiming
    }
    if (this.watchers > 0) this.#timer = setTimeout(() => void this.look(), EVERY_MS);
  }

  #count(): void {
    this.nowUs = Math.round(this.#aheadUs + performance.now() * 1000);
  }
}

const recordings = new Recordings();

/** The running recordings while a component lives. Call in its initialisation. */
export function watchRecordings(): Recordings {
  $effect(() => {
    recordings.start();
    return () => recordings.stop();
  });
  return recordings;
}
