// Where a video stands at a moment of the session: matched moments, straight lines between them.

/** One pair of moments that a person said are the same: session time in us, video time in s. */
export interface Anchor {
  readonly session_us: number;
  readonly video_s: number;
}

/** Matches closer together than this replace each other: nobody means two of them. */
export const SAME_MOMENT_US = 5_000_000;

const US = 1e6;

/** The anchors in order of session time, without those a reader could not have meant. */
export function ordered(anchors: readonly Anchor[]): Anchor[] {
  const sorted = anchors
    .filter((a) => Number.isFinite(a.session_us) && Number.isFinite(a.video_s))
    .sort((a, b) => a.session_us - b.session_us);
  const kept: Anchor[] = [];
  for (const anchor of sorted) {
    const last = kept.at(-1);
    if (
      last === undefined ||
      (anchor.session_us > last.session_us && anchor.video_s > last.video_s)
    ) {
      kept.push(anchor);
    }
  }
  return kept;
}

/**
 * Seconds into the video at a moment of the session; negative before the video begins.
 *
 * Between two anchors a straight line joins them, so that a recording that drifts, or lost a few
 * seconds, is right at both ends. Outside the outermost ones a second is a second. Without an
 * anchor the video begins where the session does (`startUs`).
 */
export function videoTime(anchors: readonly Anchor[], startUs: number, atUs: number): number {
  const [low, high] = around(anchors, (a) => a.session_us <= atUs);
  if (low !== undefined && high !== undefined) {
    const part = (atUs - low.session_us) / (high.session_us - low.session_us);
    return low.video_s + part * (high.video_s - low.video_s);
  }
  const near = low ?? high ?? { session_us: startUs, video_s: 0 };
  return near.video_s + (atUs - near.session_us) / US;
}

/** The inverse of `videoTime`, in whole microseconds of the session. */
export function sessionTime(anchors: readonly Anchor[], startUs: number, videoS: number): number {
  const [low, high] = around(anchors, (a) => a.video_s <= videoS);
  if (low !== undefined && high !== undefined) {
    const part = (videoS - low.video_s) / (high.video_s - low.video_s);
    return Math.round(low.session_us + part * (high.session_us - low.session_us));
  }
  const near = low ?? high ?? { session_us: startUs, video_s: 0 };
  return Math.round(near.session_us + (videoS - near.video_s) * US);
}

/** Video seconds that pass in one second of the session at this moment (1 but between anchors). */
export function slope(anchors: readonly Anchor[], atUs: number): number {
  const [low, high] = around(anchors, (a) => a.session_us <= atUs);
  if (low === undefined || high === undefined) return 1;
  return ((high.video_s - low.video_s) * US) / (high.session_us - low.session_us);
}

/** What came of a new match: the anchors, or the reason why it cannot stand. */
export type Matched =
  { readonly ok: true; readonly anchors: Anchor[] } | { readonly ok: false; readonly why: string };

/** Add "these match". A match within five seconds of an older one takes its place. */
export function match(anchors: readonly Anchor[], made: Anchor): Matched {
  const others = ordered(anchors).filter(
    (a) => Math.abs(a.session_us - made.session_us) >= SAME_MOMENT_US,
  );
  const crossing = others.find(
    (a) => Math.sign(a.session_us - made.session_us) !== Math.sign(a.video_s - made.video_s),
  );
  if (crossing !== undefined) {
    return {
      ok: false,
      why: 'With the other matches the video would have to run backwards. Remove one of them first.',
    };
  }
  return { ok: true, anchors: ordered([...others, made]) };
}

/**
 * Move the whole video against the session: a positive number shows later pictures.
 *
 * The session's side of each match moves, so that a video that begins later than the session, or
 * long before it, needs no negative time of its own.
 */
export function nudge(anchors: readonly Anchor[], startUs: number, seconds: number): Anchor[] {
  const kept = ordered(anchors);
  const all = kept.length > 0 ? kept : [{ session_us: startUs, video_s: 0 }];
  return all.map((a) => ({ ...a, session_us: a.session_us - Math.round(seconds * US) }));
}

function around(
  anchors: readonly Anchor[],
  before: (anchor: Anchor) => boolean,
): [Anchor | undefined, Anchor | undefined] {
  const kept = ordered(anchors);
  const first = kept.findIndex((a) => !before(a));
  return first === -1 ? [kept.at(-1), undefined] : [kept[first - 1], kept[first]];
}
