// The notes of the session in the room: read once, changed here and in the library together.

import { ApiError } from '../../lib/api';
import { addNote, changeNote, deleteNote, loadNotes, restoreNote, type Draft } from './client';
import type { Note } from './list';

/** Notes as the page holds them. A change that the library refuses is told and taken back. */
export class Notebook {
  all = $state.raw<readonly Note[]>([]);
  /** What went wrong last, in a sentence; null when all is well. */
  problem = $state<string | null>(null);
  /** The note deleted last, for "undo". */
  deleted = $state.raw<Note | null>(null);

  /** How often the list was replaced. */
  private taken = 0;

  constructor(
    private readonly slug: string,
    private readonly changed: (notes: readonly Note[]) => void,
  ) {}

  /** Read them; what was written meanwhile must not be lost to an older answer. */
  async load(): Promise<void> {
    await this.attempt(async () => {
      const before = this.taken;
      const found = await loadNotes(this.slug);
      if (this.taken === before) this.take(found);
      else await this.load();
    });
  }

  /** Keep a new note; null when it could not be kept. */
  async add(draft: Draft): Promise<Note | null> {
    return this.attempt(async () => {
      const note = await addNote(this.slug, draft);
      this.take([...this.all, note]);
      return note;
    });
  }

  /** A note that the library has by now. */
  added(note: Note): void {
    this.take([...this.all, note]);
  }

  async edit(id: Note['id'], change: Partial<Draft>): Promise<boolean> {
    const done = await this.attempt(async () => {
      const note = await changeNote(id, change);
      this.take(this.all.map((one) => (one.id === id ? note : one)));
      return note;
    });
    return done !== null;
  }

  async remove(note: Note): Promise<void> {
    await this.attempt(async () => {
      await deleteNote(note.id);
      this.take(this.all.filter((one) => one.id !== note.id));
      this.deleted = note;
    });
  }

  /** Bring the note deleted last back. */
  async undo(): Promise<void> {
    const gone = this.deleted;
    if (gone === null) return;
    this.deleted = null; // asked for twice it would stand here twice
    const back = await this.attempt(async () => {
      const note = await restoreNote(gone.id);
      this.take([...this.all.filter((one) => one.id !== note.id), note]);
      return note;
    });
    if (back === null) this.deleted ??= gone;
  }

  private take(notes: readonly Note[]): void {
    this.taken += 1;
    this.all = notes;
    this.changed(notes);
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T | null> {
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
}
