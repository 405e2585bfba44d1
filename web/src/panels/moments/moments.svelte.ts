// Moments like one of a session: asked for when a person wants them, kept until another is asked.

import { ask, ApiError } from '../../lib/api';
import type { components } from '../../source/schema';

export type Likeness = components['schemas']['Likeness'];

/** Which moments are looked through; what is empty asks for nothing. */
export interface MomentFilter {
  readonly tolerance: number;
  readonly sport: string;
  readonly phase: string;
  readonly position: string;
  readonly kind: string;
  readonly since: string;
  readonly until: string;
  readonly others: boolean;
}

export const NO_FILTER: MomentFilter = {
  ...{ tolerance: 1, sport: '', phase: '', position: '', kind: '' },
  ...{ since: '', until: '', others: false },
};

/** A question as it stands in the address: only what is asked for. */
export function questionOf(asset: string, atUs: number, filter: MomentFilter): URLSearchParams {
  const found = new URLSearchParams({ at_us: String(Math.round(atUs)), market: asset });
  for (const [name, value] of Object.entries(filter)) {
    if (value !== '' && value !== false) found.set(name, String(value));
  }
  return found;
}

/** What was asked, and what came of it. */
export class Moments {
  found = $state.raw<Likeness | null>(null);
  waiting = $state(false);
  /** Why there is no answer, in a sentence; null when all is well. */
  problem = $state<string | null>(null);
  filter = $state.raw<MomentFilter>(NO_FILTER);
  private asked = 0;

  constructor(readonly slug: string) {}

  /** Ask for moments like the one at `atUs` of an outcome. */
  async look(asset: string, atUs: number): Promise<void> {
    const mine = ++this.asked;
    this.waiting = true;
    this.problem = null;
    const query = questionOf(asset, atUs, this.filter);
    try {
      const found = await ask<Likeness>('GET', `${this.path}?${query.toString()}`);
      if (mine === this.asked) this.found = found;
    } catch (error) {
      if (mine !== this.asked) return;
      this.found = null;
      this.problem =
        error instanceof ApiError ? `${error.message} ${error.wayOut}` : 'This cannot be shown.';
    } finally {
      if (mine === this.asked) this.waiting = false;
    }
  }

  private get path(): string {
    return `/api/sessions/${encodeURIComponent(this.slug)}/moments`;
  }
}
