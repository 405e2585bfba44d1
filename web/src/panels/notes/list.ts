// Notes, bookmarks and clips of a session: which are shown, in which order, found by which words.

import { folded } from '../../lib/folding';

/** A note of the library; a bookmark has no text of its own, a clip has an end. */
export interface Note {
  readonly id: number | string;
  readonly session: string;
  readonly kind: 'note' | 'bookmark' | 'clip';
  readonly at_us: number;
  readonly to_us: number | null;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
  readonly created_us: number;
  readonly edited_us: number | null;
  /** The file and length of what was said, where it was spoken. */
  readonly voice?: string | null;
  readonly voice_us?: number | null;
}

/** Notes by their moment; with `untilUs` only those that do not speak of what comes after it. */
export function shownNotes(notes: readonly Note[], query: string, untilUs: number | null): Note[] {
  const words = folded(query).split(/\s+/).filter(Boolean);
  return notes
    .filter((note) => untilUs === null || endOf(note) <= untilUs)
    .filter((note) => {
      const said = folded([note.title, note.text, ...note.tags].join('\n'));
      return words.every((word) => said.includes(word));
    })
    .sort((a, b) => a.at_us - b.at_us || inOrder(a.id, b.id));
}

/** At one moment by number, as they were written; ids of words by their letters. */
function inOrder(a: Note['id'], b: Note['id']): number {
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

/** Words for a note in a list: its title, else the first line of its text, else what it is. */
export function headline(note: Note): string {
  const line = note.title.trim() || (note.text.trim().split('\n')[0] ?? '');
  if (line !== '') return line;
  if (note.voice) return 'Voice note';
  return note.kind === 'clip' ? 'Clip' : note.kind === 'bookmark' ? 'Bookmark' : 'Note';
}

/** Tags as people type them: words behind `#`, or between commas. */
export function tagsFrom(text: string): string[] {
  const words = text.split(/[,\s]+/).map((word) => word.replace(/^#+/, '').trim());
  return [...new Set(words.filter((word) => word !== ''))];
}

/** Start and end of a clip from two marks in whichever order; null if they are the same moment. */
export function clipRange(
  oneUs: number,
  otherUs: number,
): { readonly at_us: number; readonly to_us: number } | null {
  if (oneUs === otherUs) return null;
  return { at_us: Math.min(oneUs, otherUs), to_us: Math.max(oneUs, otherUs) };
}

/** A clip is known when its end has passed: its title may tell what happens in it. */
function endOf(note: Note): number {
  return note.to_us ?? note.at_us;
}
