// The written report of a session: asked for until it is there.

import { ask, ApiError } from '../../lib/api';
import type { components } from '../../source/schema';

type Schemas = components['schemas'];
export type Written = Schemas['WrittenReport'];
export type Claim = Schemas['WrittenClaim'];
type Stage = Schemas['Stage'];

const AGAIN_MS = 700;
const WORDS: Readonly<Record<string, string>> = {
  waiting: 'Waiting for another analysis',
  verify: 'Checking the recording',
  film: 'Reading the tape',
  analysis: 'Judging the trades',
  writing: 'Writing the report',
};

/** How far it is. */
export type Progress =
  | { readonly kind: 'making'; readonly what: string; readonly done: number }
  | { readonly kind: 'failed'; readonly words: string; readonly wayOut: string }
  | { readonly kind: 'ready'; readonly report: Written };

/** One session's report as the page holds it. */
export class Report {
  progress = $state.raw<Progress>({ kind: 'making', what: 'Looking', done: 0 });

  private timer = 0;
  /** Grows with asking and leaving: an answer to an earlier asking does not count. */
  private turn = 0;

  constructor(private readonly slug: string) {}

  /** Ask for it, and again until it is written. */
  async load(): Promise<void> {
    clearTimeout(this.timer);
    const turn = ++this.turn;
    try {
      const path = `/api/sessions/${encodeURIComponent(this.slug)}/report`;
      const told = await ask<Written | Stage>('GET', path);
      if (turn !== this.turn) return;
      if ('building' in told) {
        this.progress = { kind: 'making', what: WORDS[told.what] ?? told.what, done: told.done };
        this.timer = window.setTimeout(() => void this.load(), AGAIN_MS);
      } else this.progress = { kind: 'ready', report: told };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (turn !== this.turn) return;
      this.progress = { kind: 'failed', words: error.message, wayOut: error.wayOut };
    }
  }

  close(): void {
    this.turn += 1;
    clearTimeout(this.timer);
  }
}
