// What is to be shared, as the dialog holds it, and the address that asks the server for it.

import { sessionClock } from '../../lib/times';
import { instantUs } from '../room/instant';

/** The dialog's fields; `clip` names a clip of the notes, else `from` and `to` are moments as written. */
export interface Wish {
  readonly stretch: 'all' | 'part' | 'clip';
  readonly from: string;
  readonly to: string;
  readonly clip: string;
  /** Open where the playhead stands now. */
  readonly here: boolean;
  readonly sizes: boolean;
  readonly money: boolean;
  readonly wallet: boolean;
  readonly notes: boolean;
}

/** A clip of the notes, as far as the dialog needs it. */
export interface Clip {
  readonly id: number | string;
  readonly at_us: number;
  readonly to_us: number | null;
}

export const USUAL: Wish = {
  ...{ stretch: 'all', from: '', to: '', clip: '', here: true },
  ...{ sizes: false, money: false, wallet: false, notes: true },
};

/** Where the session begins, where the playhead stands, and the clips there are. */
export interface Around {
  readonly startUs: number;
  readonly atUs: number;
  readonly clips: readonly Clip[];
}

/** The query of a wish, or a sentence that says what is wrong with it. */
export function queryOf(wish: Wish, around: Around): URLSearchParams | string {
  const query = new URLSearchParams();
  const ends = endsOf(wish, around);
  if (typeof ends === 'string') return ends;
  const [from, to] = ends;
  if (from !== null) query.set('from_us', String(Math.round(from)));
  if (to !== null) query.set('to_us', String(Math.round(to)));
  const at = Math.round(around.atUs);
  const inside = at >= (from ?? -Infinity) && at <= (to ?? Infinity);
  if (wish.here && inside) query.set('at_us', String(at));
  const extras = (['money', 'sizes', 'wallet'] as const).filter((one) => wish[one]);
  if (extras.length > 0) query.set('with', extras.join(','));
  if (!wish.notes) query.set('notes', 'false');
  return query;
}

function endsOf(
  { stretch, from, to, clip }: Wish,
  { startUs, clips }: Around,
): readonly [number | null, number | null] | string {
  if (stretch === 'all') return [null, null];
  if (stretch === 'clip') {
    const found = clips.find((one) => String(one.id) === clip);
    return found?.to_us == null ? 'Choose a clip.' : [found.at_us, found.to_us];
  }
  const [start, end] = [from, to].map((text) =>
    text.trim() === '' ? null : (instantUs(text, startUs) ?? undefined),
  );
  if (start === undefined) return `“${from}” is no moment. Try 47:23 or 1:34:00.`;
  if (end === undefined) return `“${to}” is no moment. Try 47:23 or 1:34:00.`;
  if (start !== null && end !== null && end <= start) return 'It has to end after it begins.';
  return [start, end];
}

/** A wish for one clip, to begin with. */
export function clipWish(clip: Clip): Wish {
  return { ...USUAL, stretch: 'clip', clip: String(clip.id), here: false };
}

/** A minute on both sides of the playhead as the fields hold it. */
export function aroundHere({ startUs, atUs }: Around): Pick<Wish, 'from' | 'to'> {
  const MINUTE = 60_000_000;
  const offset = Math.max(0, atUs - startUs);
  return {
    from: sessionClock(Math.max(0, offset - MINUTE)),
    to: sessionClock(offset + MINUTE),
  };
}

/** The address of a table or of the whole session. */
export function exportAddress(slug: string, format: string, table: string, own: boolean): string {
  const query = new URLSearchParams({ format });
  if (format !== 'archive') {
    query.set('table', table);
    if (!own) query.set('own', 'false');
  }
  return `/api/sessions/${encodeURIComponent(slug)}/export?${query}`;
}
