// The words in a shared file as the page holds them: notes of whoever made it, comments of the viewer.

import type { SharedMeta } from '../../source/embedded';
import type { Note } from '../notes/list';
import {
  browserKeep,
  commentFile,
  keepAuthor,
  keepComments,
  keptAuthor,
  keptComments,
  newComment,
  type Comment,
  type Keep,
} from './comments';

/** Notes that came in the file and comments that are written to it. */
export class Remarks {
  comments = $state.raw<readonly Comment[]>([]);
  author = $state('');
  /** Whether this browser keeps comments until the next visit. */
  kept = $state(true);
  private readonly notes: readonly Note[];

  constructor(
    private readonly meta: SharedMeta,
    private readonly keep: Keep | null = browserKeep(),
  ) {
    this.comments = keptComments(keep, meta.file);
    this.author = keptAuthor(keep);
    this.kept = keep !== null;
    this.notes = meta.notes.map((note, at) => ({
      ...note,
      ...{ id: `n${at}`, session: meta.session, created_us: 0, edited_us: null },
    }));
  }

  /** All of it as the tape and the list show notes. */
  get all(): readonly Note[] {
    const { session } = this.meta;
    return [
      ...this.notes,
      ...this.comments.map(({ id, at_us, author, text }) => ({
        ...{ id, session, kind: 'note' as const, at_us, to_us: null, title: '', text },
        ...{ tags: author === '' ? [] : [author], created_us: 0, edited_us: null },
      })),
    ];
  }

  /** Comment on a moment; false without words. */
  add(atUs: number, text: string): boolean {
    const made = newComment(atUs, this.author, text);
    if (made === null) return false;
    keepAuthor(this.keep, this.author.trim());
    this.put([...this.comments, made]);
    return true;
  }

  remove(id: string): void {
    this.put(this.comments.filter((one) => one.id !== id));
  }

  /** Hand the comments over as a file to send back. */
  download(): void {
    const blob = new Blob([commentFile(this.meta, this.comments)], { type: 'application/json' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${this.meta.session}.comments.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  private put(all: readonly Comment[]): void {
    this.comments = all;
    this.kept = keepComments(this.keep, this.meta.file, all);
  }
}
