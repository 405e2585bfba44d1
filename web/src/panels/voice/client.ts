// Sending a voice note to the library, and where its sound is.

import { errorOf } from '../../lib/api';
import type { Note } from '../notes/list';

const of = (slug: string): string => `/api/sessions/${encodeURIComponent(slug)}/voice`;

/** Where the sound of a note is; null if it was not spoken. */
export function soundOf(note: Note): string | null {
  return note.voice ? `${of(note.session)}/${note.voice}` : null;
}

/** Keep a recording as a note at the moment where it began. Raises ApiError. */
export async function sendVoice(
  slug: string,
  sound: Blob,
  atUs: number,
  lengthUs: number,
): Promise<Note> {
  const asked = `at_us=${Math.round(atUs)}&length_us=${Math.max(1, Math.round(lengthUs))}`;
  let answer: Response;
  try {
    answer = await fetch(`${of(slug)}?${asked}`, { method: 'POST', body: sound });
  } catch {
    throw errorOf(0, {
      error: 'The gametape server does not answer.',
      way_out: 'Start it again with: gametape serve. What you said is still here.',
    });
  }
  const read: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw errorOf(answer.status, read);
  return read as Note;
}
