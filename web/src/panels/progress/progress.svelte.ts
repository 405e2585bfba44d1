// Progress as the page holds it: the ledger of what was chosen, goals, moments, a comparison.

import { ask, ApiError } from '../../lib/api';
import {
  asked,
  type Choice,
  type Comparison,
  type Goal,
  type GoalKind,
  type Page,
  type WatchList,
} from './progress';

/** How far it is. */
export type Phase =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly words: string; readonly wayOut: string };

export class Progress {
  phase = $state.raw<Phase>({ kind: 'loading' });
  page = $state.raw<Page | null>(null);
  /** What could not be done, in a sentence. */
  problem = $state<string | null>(null);
  busy = $state(false);

  private number = 0;
  private choice: Choice = { sport: '', league: '', since: '' };

  /** Ask for a choice; an answer to an earlier question is dropped. */
  async load(choice: Choice): Promise<void> {
    const number = ++this.number;
    this.choice = choice;
    this.busy = true;
    const search = asked(choice).toString();
    try {
      const page = await ask<Page>('GET', `/api/progress${search === '' ? '' : `?${search}`}`);
      if (number !== this.number) return;
      this.page = page;
      this.phase = { kind: 'ready' };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (number !== this.number) return;
      this.phase = { kind: 'failed', words: error.message, wayOut: error.wayOut };
    } finally {
      if (number === this.number) this.busy = false;
    }
  }

  /** Set a goal in place of the one of its kind. */
  setGoal(kind: GoalKind, value: number): Promise<void> {
    return this.trying(async () => {
      await ask<Goal>('PUT', `/api/goals/${kind}`, { value });
      await this.load(this.choice);
    });
  }

  /** Give a goal up. */
  dropGoal(kind: GoalKind): Promise<void> {
    return this.trying(async () => {
      await ask<null>('DELETE', `/api/goals/${kind}`);
      await this.load(this.choice);
    });
  }

  /** The moments behind a row; null where they could not be had. */
  async moments(code: string): Promise<WatchList | null> {
    const query = asked(this.choice);
    query.delete('since_us');
    query.set('code', code);
    let found: WatchList | null = null;
    await this.trying(async () => {
      found = await ask<WatchList>('GET', `/api/progress/moments?${query.toString()}`);
    });
    return found;
  }

  /** Two groups side by side; null where one is empty. */
  async compare(first: string, second: string): Promise<Comparison | null> {
    const query = new URLSearchParams({ first, second });
    let found: Comparison | null = null;
    await this.trying(async () => {
      found = await ask<Comparison>('GET', `/api/progress/comparison?${query.toString()}`);
    });
    return found;
  }

  private async trying(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.problem = null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem = [error.message, error.wayOut].filter(Boolean).join(' ');
    }
  }
}
