// Sends tags, and keeps trying while the server is away: when it happened does not change by that.
import { ask, ApiError } from '../../lib/api';
import { agoNow, type Pending } from './pending';
import type { Tagged } from './wire';

const AGAIN_MS = 1000;
const GIVE_UP_MS = 120_000;
const KEPT = 20;

type Press = Pick<Pending, 'slug' | 'label' | 'key' | 'note' | 'agoUs'>;

export class Tagger {
  list = $state.raw<readonly Pending[]>([]);
  #number = 0;

  /** Mark a moment now, or so long ago. */
  press(what: Press): void {
    const one: Pending = {
      ...what,
      id: this.#number++,
      pressedMs: performance.now(),
      state: 'sending',
      words: '',
      happenedUs: null,
    };
    this.list = [...this.list, one].slice(-KEPT);
    void this.#send(one);
  }

  /** Take one that was refused away. */
  drop(id: number): void {
    this.list = this.list.filter((one) => one.id !== id);
  }

  async #send(one: Pending): Promise<void> {
    for (;;) {
      const nowMs = performance.now();
      try {
        const answer = await ask<Tagged>(
          'POST',
          `/api/recordings/${encodeURIComponent(one.slug)}/tags`,
          { tag: one.key, label: one.label, note: one.note, ago_us: agoNow(one, nowMs) },
        );
        this.#change(one.id, {
          state: answer.safe ? 'safe' : 'slow',
          words: answer.safe ? '' : 'not on the disk yet',
          happenedUs: answer.happened_us,
        });
        return;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const hopeless = error.status !== 0 || nowMs - one.pressedMs > GIVE_UP_MS;
        this.#change(one.id, {
          state: hopeless ? 'refused' : 'sending',
          words: hopeless ? error.message : 'trying again',
        });
        if (hopeless) return;
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }

  #change(id: number, part: Partial<Pending>): void {
    this.list = this.list.map((one) => (one.id === id ? { ...one, ...part } : one));
  }
}
