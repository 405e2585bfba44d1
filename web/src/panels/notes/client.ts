// The library's notes over HTTP: what the page asks of the server.

import { ask } from '../../lib/api';
import type { Note } from './list';

/** What a person writes; the rest is the library's. */
export type Draft = Pick<Note, 'kind' | 'at_us' | 'to_us' | 'title' | 'text' | 'tags'>;

const of = (slug: string): string => `/api/sessions/${encodeURIComponent(slug)}/notes`;

/** All notes of a session. */
export async function loadNotes(slug: string): Promise<Note[]> {
  return (await ask<{ notes: Note[] }>('GET', of(slug))).notes;
}

export function addNote(slug: string, draft: Draft): Promise<Note> {
  return ask('POST', of(slug), draft);
}

export function changeNote(id: Note['id'], change: Partial<Draft>): Promise<Note> {
  return ask('PATCH', `/api/notes/${id}`, change);
}

/** Delete a note; `restoreNote` brings it back. */
export function deleteNote(id: Note['id']): Promise<void> {
  return ask('DELETE', `/api/notes/${id}`);
}

export function restoreNote(id: Note['id']): Promise<Note> {
  return ask('POST', `/api/notes/${id}/undelete`);
}
