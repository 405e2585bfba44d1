// The tags of a session as the page holds them: asked for with the analysis, and changed by hand.

import { ask, ApiError } from '../../lib/api';
import type { Analysis, Word } from './analysis.svelte';
import { answerName, type OrderTags, type PatternTag, type SessionTags } from './tags';

export class Tags {
  orders = $state.raw<ReadonlyMap<string, OrderTags>>(new Map());
  known = $state.raw<readonly string[]>([]);
  problem = $state<string | null>(null);

  constructor(
    private readonly slug: string,
    private readonly analysis: Analysis,
  ) {}

  async load(): Promise<void> {
    await this.tried(() => ask<SessionTags>('GET', this.path));
  }

  /** Say that a proposal is right, or not; the same word again takes it back. */
  async say(orderId: string, tag: PatternTag, word: Word): Promise<void> {
    // What was put by hand and is rejected would otherwise come back once the word is taken back.
    if (tag.said === 'by hand' && word === 'rejected') return this.put(orderId, tag.pattern, false);
    await this.analysis.say(orderId, answerName(tag.pattern), word);
    await this.load();
  }

  /** Put a tag on an order, or take it off. */
  async put(orderId: string, tag: string, on: boolean): Promise<void> {
    const body = { order_id: orderId, tag, on };
    await this.tried(() => ask<SessionTags>('PUT', this.path, body));
  }

  private async tried(work: () => Promise<SessionTags>): Promise<void> {
    try {
      const told = await work();
      this.orders = new Map(told.orders.map((one) => [one.order_id, one]));
      this.known = told.known;
      this.problem = null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem = [error.message, error.wayOut].filter(Boolean).join(' ');
    }
  }

  private get path(): string {
    return `/api/sessions/${encodeURIComponent(this.slug)}/tags`;
  }
}
