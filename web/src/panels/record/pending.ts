// Tags on their way: what was pressed, when, and what became of it. Pure; the sending is beside it.
import type { Mark } from './wire';

export interface Pending {
  readonly id: number;
  readonly slug: string;
  readonly label: string;
  readonly key: string;
  /** A correction or a note instead of a tag. */
  readonly note: string;
  /** The page's own clock (milliseconds since it was loaded) when it was pressed. */
  readonly pressedMs: number;
  /** How long before the press it happened, in microseconds. */
  readonly agoUs: number;
  readonly state: 'sending' | 'safe' | 'slow' | 'refused';
  readonly words: string;
  /** By the server's clock, once it has answered. */
  readonly happenedUs: number | null;
}

/** How long ago it happened, in whole microseconds, if it is sent at `nowMs`. */
export function agoNow(one: Pick<Pending, 'pressedMs' | 'agoUs'>, nowMs: number): number {
  return one.agoUs + Math.max(0, Math.round((nowMs - one.pressedMs) * 1000));
}

const SAME_US = 50_000;

/** Whether a mark on the tape is this press. */
export function isOnTape(one: Pending, marks: readonly Mark[]): boolean {
  const { happenedUs } = one;
  if (happenedUs === null) return false;
  const text = one.note === '' ? one.label : one.note;
  return marks.some(
    (mark) => mark.text === text && Math.abs(mark.happened_us - happenedUs) < SAME_US,
  );
}

/** What still has to be shown beside the marks that the tape has. */
export function stillPending(
  list: readonly Pending[],
  slug: string,
  marks: readonly Mark[],
): readonly Pending[] {
  return list.filter((one) => one.slug === slug && !isOnTape(one, marks));
}
