// A session inside the document itself (gametape share): opens from disk, asks nobody anything.

import { Track } from '../state/track';
import { SourceError } from './errors';
import type { SessionSource } from './session';
import { decodeTrack } from './track-file';
import type { Timeline } from './types';

/** Ids of the document's elements that hold a session. */
export const TIMELINE_ID = 'gametape-timeline';
export const TRACK_ID = 'gametape-track-';

/** Only what is needed of a document, so that a test can stand in for one. */
export type Holder = { getElementById(id: string): { textContent: string | null } | null };

/** Whether a document carries a session. */
export function hasEmbedded(holder: Holder): boolean {
  return holder.getElementById(TIMELINE_ID) !== null;
}

/** The source of a document's own session: JSON, and tracks as base64 of gzip. */
export function embedded(holder: Holder): SessionSource {
  return {
    live: false,
    timeline: () => Promise.resolve(JSON.parse(textOf(holder, TIMELINE_ID)) as Timeline),
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

/** Base64 of a gzip stream, unpacked by the browser's own means. */
export async function unzipped(base64: string): Promise<Uint8Array<ArrayBuffer>> {
  let packed: Uint8Array<ArrayBuffer>;
  try {
    packed = Uint8Array.from(atob(base64.trim()), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new SourceError('The session in this file is damaged.', 'Ask for it again.');
  }
}
