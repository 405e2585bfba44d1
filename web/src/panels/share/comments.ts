// Comments that a viewer writes in a shared file: kept here, handed back as a small file.

/** Words at a moment, by somebody who says who they are. */
export interface Comment {
  /** Twelve hex digits that tell it from every other. */
  readonly id: string;
  readonly at_us: number;
  readonly author: string;
  readonly text: string;
}

/** The form that `gametape share merge` takes. */
export interface CommentFile {
  readonly gametape: 'comments 1';
  readonly session: string;
  readonly file: string;
  readonly comments: readonly Comment[];
}

/** Only what is needed of localStorage, which a browser may refuse to a file. */
export type Keep = Pick<Storage, 'getItem' | 'setItem'>;

export const TEXT_MAX = 5_000;
export const AUTHOR_MAX = 80;
const AUTHOR_KEY = 'gametape.author';
const ID = /^[0-9a-f]{8,32}$/;

const keyOf = (file: string): string => `gametape.comments.${file}`;

/** The browser's store, or null where it gives none. */
export function browserKeep(): Keep | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** The comments kept for a file; what is not one is left out. */
export function keptComments(keep: Keep | null, file: string): Comment[] {
  try {
    const found: unknown = JSON.parse(keep?.getItem(keyOf(file)) ?? '[]');
    return Array.isArray(found) ? found.filter(isComment) : [];
  } catch {
    return [];
  }
}

/** Keep all comments of a file; false where the browser does not. */
export function keepComments(keep: Keep | null, file: string, all: readonly Comment[]): boolean {
  try {
    keep?.setItem(keyOf(file), JSON.stringify(all));
    return keep !== null;
  } catch {
    return false;
  }
}

export function keptAuthor(keep: Keep | null): string {
  try {
    return (keep?.getItem(AUTHOR_KEY) ?? '').slice(0, AUTHOR_MAX);
  } catch {
    return '';
  }
}

export function keepAuthor(keep: Keep | null, author: string): void {
  try {
    keep?.setItem(AUTHOR_KEY, author);
  } catch {
    // It is asked for again next time.
  }
}

/** A new comment; null without words. `random` gives bytes that nobody else has. */
export function newComment(
  atUs: number,
  author: string,
  text: string,
  random: Uint8Array = crypto.getRandomValues(new Uint8Array(6)),
): Comment | null {
  const words = text.trim().slice(0, TEXT_MAX);
  if (words === '') return null;
  const id = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const name = author.trim().slice(0, AUTHOR_MAX);
  return { id, at_us: Math.round(atUs), author: name, text: words };
}

/** The file of comments that goes back to whoever shared the session. */
export function commentFile(
  meta: { readonly session: string; readonly file: string },
  comments: readonly Comment[],
): string {
  const { session, file } = meta;
  const told: CommentFile = { gametape: 'comments 1', session, file, comments };
  return `${JSON.stringify(told, null, 1)}\n`;
}

function isComment(value: unknown): value is Comment {
  if (typeof value !== 'object' || value === null) return false;
  const { id, at_us, author, text } = value as Record<string, unknown>;
  const words = typeof author === 'string' && typeof text === 'string';
  return typeof id === 'string' && ID.test(id) && Number.isSafeInteger(at_us) && words;
}
