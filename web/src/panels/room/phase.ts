// How far the room is with opening, and what it could not do, as the person is told it.

import { ApiError } from '../../lib/api';
import { SourceError } from '../../source/errors';

/** How far the room is with opening. `part` is 0 to 1, null when nobody knows. */
export type Phase =
  | { readonly kind: 'loading'; readonly words: string; readonly part: number | null }
  | { readonly kind: 'error'; readonly words: string; readonly wayOut: string }
  | { readonly kind: 'ready' };

/** Something that failed while the room stands: why, what to do, and trying it again. */
export interface Trouble {
  readonly words: string;
  readonly wayOut: string;
  readonly again: () => void;
}

/** An error as the person is told it. */
export function told(error: unknown): { words: string; wayOut: string } {
  const words = error instanceof Error ? error.message : String(error);
  const known = error instanceof ApiError || error instanceof SourceError;
  return { words, wayOut: known ? error.wayOut : '' };
}
