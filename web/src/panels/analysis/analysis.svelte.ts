// The evidence of a session: asked for until it is made, and what a person says of its labels.

import { ask, ApiError } from '../../lib/api';
import type { components } from '../../source/schema';
import type { Evidence } from './evidence';

type Answers = components['schemas']['Answers'];
type Stage = components['schemas']['Stage'];
export type Word = 'confirmed' | 'rejected';

const AGAIN_MS = 700;

/** How far it is. */
export type Progress =
  | { readonly kind: 'idle' }
  | { readonly kind: 'making'; readonly what: string; readonly done: number }
  | { readonly kind: 'failed'; readonly words: string; readonly wayOut: string }
  | { readonly kind: 'ready' };

const WORDS: Readonly<Record<string, string>> = {
  waiting: 'Waiting for another analysis',
  verify: 'Checking the recording',
  film: 'Reading the tape',
  analysis: 'Judging the trades',
};

/** One session's analysis as the page holds it. */
export class Analysis {
  progress = $state.raw<Progress>({ kind: 'idle' });
  evidence = $state.raw<Evidence | null>(null);
  /** Words on labels by "order id, label name". */
  answers = $state.raw<ReadonlyMap<string, Word>>(new Map());
  /** What could not be kept, in a sentence. */
  problem = $state<string | null>(null);
  /** Whether a person has asked for it: it tells how the evening ended. */
  wanted = $state(false);

  private timer = 0;
  /** Grows with asking, giving up and leaving: an answer to an earlier asking does not count. */
  private turn = 0;

  constructor(readonly slug: string) {}

  /** Ask for it, if nobody has yet. */
  async load(): Promise<void> {
    const { kind } = this.progress;
    if (kind === 'making' || kind === 'ready') return;
    this.progress = { kind: 'making', what: 'Looking', done: 0 };
    void this.loadAnswers();
    await this.look(++this.turn);
  }

  /** Stop the server's work on it. */
  async giveUp(): Promise<void> {
    this.turn += 1;
    clearTimeout(this.timer);
    this.progress = { kind: 'idle' };
    this.wanted = false;
    await this.tried(() => ask('DELETE', this.path('analysis')));
  }

  /** What was said of a label; null when nothing was. */
  said(orderId: string, label: string): Word | null {
    return this.answers.get(key(orderId, label)) ?? null;
  }

  /** Say a word on a label; the same word again takes it back. */
  async say(orderId: string, label: string, word: Word): Promise<void> {
    const answer = this.said(orderId, label) === word ? null : word;
    const body = { order_id: orderId, label, answer };
    const told = await this.tried(() => ask<Answers>('PUT', this.path('answers'), body));
    if (told !== null) this.take(told);
  }

  close(): void {
    this.turn += 1;
    clearTimeout(this.timer);
  }

  private async look(turn: number): Promise<void> {
    try {
      const told = await ask<Evidence | Stage>('GET', this.path('analysis'));
      if (turn !== this.turn) return;
      if ('building' in told) {
        this.progress = { kind: 'making', what: WORDS[told.what] ?? told.what, done: told.done };
        this.timer = window.setTimeout(() => void this.look(turn), AGAIN_MS);
        return;
      }
      this.evidence = told;
      this.progress = { kind: 'ready' };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (turn !== this.turn) return;
      this.progress = { kind: 'failed', words: error.message, wayOut: error.wayOut };
    }
  }

  private async loadAnswers(): Promise<void> {
    const told = await this.tried(() => ask<Answers>('GET', this.path('answers')));
    if (told !== null) this.take(told);
  }

  private take(told: Answers): void {
    this.answers = new Map(told.answers.map((one) => [key(one.order_id, one.label), one.answer]));
  }

  private async tried<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      const done = await work();
      this.problem = null;
      return done;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem = [error.message, error.wayOut].filter(Boolean).join(' ');
      return null;
    }
  }

  private path(what: string): string {
    return `/api/sessions/${encodeURIComponent(this.slug)}/${what}`;
  }
}

function key(orderId: string, label: string): string {
  return `${orderId}\n${label}`;
}
