// A session inside the document itself (gametape share): opens from disk, asks nobody anything.

import { Track } from '../state/track';
import { SourceError } from './errors';
import type { SessionSource } from './session';
import { decodeTrack } from './track-file';
import type { Timeline } from './types';

/** Ids of the document's elements that hold a session. */
export const META_ID = 'gametape-meta';
export const TIMELINE_ID = 'gametape-timeline';
export const TRACK_ID = 'gametape-track-';

const VERSION = 1;

/** A note of whoever made the file. */
export interface SharedNote {
  readonly kind: 'note' | 'bookmark' | 'clip';
  readonly at_us: number;
  readonly to_us: number | null;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
}

/** What a file says of itself beside the timeline; `file` tells one file from another. */
export interface SharedMeta {
  readonly version: number;
  readonly file: string;
  readonly session: string;
  readonly title: string;
  readonly made_by: string;
  /** The moment at which it opens. */
  readonly at_us: number;
  readonly part: number;
  readonly parts: number;
  /** How own sizes and money are written; see lib/own. */
  readonly sizes: 'shares' | 'parts';
  readonly money: 'dollars' | 'cents' | 'none';
  readonly notes: readonly SharedNote[];
}

/** Only what is needed of a document, so that a test can stand in for one. */
export type Holder = { getElementById(id: string): { textContent: string | null } | null };

/** What the document says of its session; null if it holds none that this page can show. */
export function metaOf(holder: Holder): SharedMeta | null {
  const text = holder.getElementById(META_ID)?.textContent ?? null;
  if (text === null) return null;
  try {
    const found = JSON.parse(text) as SharedMeta;
    return found.version === VERSION ? found : null;
  } catch {
    return null;
  }
}

/** The source of a document's own session: timeline and tracks as base64 of gzip. */
export function embedded(holder: Holder): SessionSource {
  return {
    live: false,
    async timeline() {
      const bytes = await unzipped(textOf(holder, TIMELINE_ID));
      try {
        return JSON.parse(new TextDecoder().decode(bytes)) as Timeline;
      } catch {
        throw damaged();
      }
    },
    async track(index) {
      return new Track(decodeTrack(await unzipped(textOf(holder, `${TRACK_ID}${index}`))));
    },
    close: () => undefined,
  };
}

function textOf(holder: Holder, id: string): string {
  const text = holder.getElementById(id)?.textContent;
  if (text === null || text === undefined) {
    throw new SourceError('This file does not hold all of its session.', 'Ask for it again.');
  }
  return text;
}

function damaged(): SourceError {
  return new SourceError('The session in this file is damaged.', 'Ask for it again.');
}

/** Base64 of a gzip stream, unpacked by the browser's own means. */
export async function unzipped(base64: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const letters = atob(base64.trim());
    const packed = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i++) packed[i] = letters.charCodeAt(i);
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw damaged();
  }
}
