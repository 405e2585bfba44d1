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

/** A live room without its server: why, since when, how often it was tried, and trying it now. */
export interface Lost {
  readonly cause: string;
  readonly sinceUs: number;
  readonly tries: number;
  readonly again: () => void;
}

/** Lost again or for the first time: it counts from the first. */
export function lostBy(before: Lost | null, cause: string, nowUs: number, again: () => void): Lost {
  const words = cause === '' ? 'the connection was cut' : cause;
  if (before === null) return { cause: words, sinceUs: nowUs, tries: 0, again };
  // Only the first time says what happened; after that nobody is there to say anything.
  return { ...before, tries: before.tries + 1, again };
}

/** Whether what was asked for belongs to a film that is no more: the timeline has to be read anew. */
export function isStale(error: unknown): boolean {
  return error instanceof SourceError && error.status === 409;
}

/** An error as the person is told it. */
export function told(error: unknown): { words: string; wayOut: string } {
  const words = error instanceof Error ? error.message : String(error);
  const known = error instanceof ApiError || error instanceof SourceError;
  return { words, wayOut: known ? error.wayOut : '' };
}
