// The playbook as the page holds it: rows for what was chosen, and what a person writes on them.

import { ask, ApiError } from '../../lib/api';
import { writeChoice, type Choice, type Playbook } from './playbook';
import type { components } from '../../source/schema';

type Files = components['schemas']['PatternFiles'];
type Note = components['schemas']['PatternNote'];

/** How far it is. */
export type Phase =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly words: string; readonly wayOut: string };

export class Book {
  phase = $state.raw<Phase>({ kind: 'loading' });
  told = $state.raw<Playbook | null>(null);
  files = $state.raw<Files>({ patterns: [], troubles: [] });
  /** What could not be kept, in a sentence. */
  problem = $state<string | null>(null);

  private asked = 0;

  /** Ask for the rows of a choice; an answer to an earlier question is dropped. */
  async load(choice: Choice): Promise<void> {
    const number = ++this.asked;
    const search = writeChoice(choice).toString();
    try {
      const [told, files] = await Promise.all([
        ask<Playbook>('GET', `/api/playbook${search === '' ? '' : `?${search}`}`),
        ask<Files>('GET', '/api/patterns'),
      ]);
      if (number !== this.asked) return;
      this.told = told;
      this.files = files;
      this.phase = { kind: 'ready' };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (number !== this.asked) return;
      this.phase = { kind: 'failed', words: error.message, wayOut: error.wayOut };
    }
  }

  /** Keep a note on a pattern. */
  async note(pattern: string, text: string): Promise<void> {
    try {
      const path = `/api/playbook/${encodeURIComponent(pattern)}/note`;
      const kept = await ask<Note>('PUT', path, { text });
      this.problem = null;
      if (this.told === null) return;
      const rows = this.told.rows.map((row) =>
        row.pattern === pattern ? { ...row, note: kept.text } : row,
      );
      this.told = { ...this.told, rows };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem = [error.message, error.wayOut].filter(Boolean).join(' ');
    }
  }
}
