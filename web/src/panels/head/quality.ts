// How good the recording is, as known at a moment: the words of the badge in the head of the room.

import { counted, percent } from '../../lib/format';
import { sessionClock, span } from '../../lib/times';
import type { Hole } from '../../state/gaps';

/** The badge: its words, and whether all is well, some is missing, or it is missing right now. */
export interface Quality {
  readonly state: 'whole' | 'holes' | 'inside' | 'nothing';
  readonly words: string;
}

/** The certificate's keys that the page shows; the server sends more. */
export interface Certificate {
  readonly verdict: string;
  readonly coverage: number | null;
  readonly frames: number;
  readonly parsed: number;
  readonly unparsed: number;
  readonly hash: { readonly checked: number; readonly matched: number };
  readonly bbo: { readonly checked: number; readonly matched: number };
  readonly checkpoints: { readonly checked: number; readonly matched: number };
  readonly latency_ms: { readonly p50: number | null; readonly p99: number | null } | null;
  readonly clock_offset_ms: number | null;
  readonly out_of_order: number;
  readonly duplicates: number;
  readonly crossed: number;
  readonly warnings: readonly string[];
}

/** Quality up to the playhead, from the holes known by then; nothing of what comes after. */
export function qualitySoFar(holes: readonly Hole[], anyBook: boolean): Quality {
  if (!anyBook) return { state: 'nothing', words: 'no order book' };
  if (holes.at(-1)?.open === true) return { state: 'inside', words: 'no data now' };
  if (holes.length === 0) return { state: 'whole', words: 'whole so far' };
  return { state: 'holes', words: `${counted(holes.length, 'hole')} so far` };
}

/** The verdict over all of the session, for when the future is not hidden. */
export function qualityOf(certificate: Certificate): Quality {
  const { verdict, coverage } = certificate;
  const share = coverage === null ? '' : ` ${percent(coverage)}`;
  if (verdict === 'whole') return { state: 'whole', words: `whole${share}` };
  if (verdict === 'nothing recorded') return { state: 'nothing', words: verdict };
  return { state: 'holes', words: `${verdict}${share}` };
}

/** One hole in words; one that has not ended as far as is known has no length. */
export function holeWords(hole: Hole, startUs: number): string {
  const from = sessionClock(hole.fromUs - startUs);
  const length = hole.open ? 'not over yet' : span(hole.toUs - hole.fromUs);
  return `${from}, ${length}${hole.cause === '' ? '' : `: ${hole.cause}`}`;
}

/** Rows of the certificate: what was checked and how it came out. */
export function certificateRows(c: Certificate): [string, string][] {
  const agreed = ({ checked, matched }: { checked: number; matched: number }): string =>
    checked === 0
      ? 'none to check'
      : `${percent(matched / checked)} of ${counted(checked, 'check')}`;
  const rows: [string, string][] = [
    ['Coverage of play', percent(c.coverage)],
    ['Frames', `${counted(c.frames, 'frame')}, ${c.unparsed} not understood`],
    ['Best prices agree', agreed(c.bbo)],
    ['Book hashes agree', agreed(c.hash)],
    ['Checks by request agree', agreed(c.checkpoints)],
  ];
  if (c.latency_ms?.p50 != null) {
    const tail =
      c.latency_ms.p99 === null ? '' : `, slowest 1 % over ${Math.round(c.latency_ms.p99)} ms`;
    rows.push(['Delay to here', `${Math.round(c.latency_ms.p50)} ms typical${tail}`]);
  }
  if (c.clock_offset_ms !== null)
    rows.push(['Clock off by', `${Math.round(c.clock_offset_ms)} ms`]);
  return rows;
}
