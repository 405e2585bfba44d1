// Which stretch of time a tape shows: follows the playhead, or stays where it was dragged to.

/** A stretch of time, in microseconds. */
export interface View {
  from: number;
  to: number;
}

/** In Follow the playhead stands at this part of the width. */
export const FOLLOW_AT = 0.78;

const SHORTEST_US = 2_000_000;
const LONGEST_US = 48 * 3_600_000_000;

/** So much of the past is shown at least, where little has passed since the beginning. */
const LITTLE_US = 30_000_000;

/**
 * The window of a tape. `span` is its width in microseconds. Until somebody zooms or drags, it is no
 * wider than what has passed `since` the beginning fills.
 */
export class Viewport {
  private width: number;
  private begin = 0;
  private follows = true;
  private beginning = -Infinity;

  constructor(span = 300_000_000) {
    this.width = span;
  }

  get span(): number {
    return this.width;
  }

  /** Whether the window moves with the playhead. */
  get following(): boolean {
    return this.follows;
  }

  /** Whether it still grows with what passes: nobody has zoomed or dragged. */
  get growing(): boolean {
    return this.beginning !== -Infinity;
  }

  /** The stretch shown while the playhead is at `t`. */
  at(t: number): View {
    const width = this.shown(t);
    const from = this.follows ? t - width * FOLLOW_AT : this.begin;
    return { from, to: from + width };
  }

  /** Show nothing from before the beginning, until somebody asks for more. */
  since(beginning: number): void {
    this.beginning = beginning;
  }

  /** Go back to the playhead. */
  follow(): void {
    this.follows = true;
  }

  /** Stay where the window is while the playhead moves on. */
  stay(t: number): void {
    const { from } = this.settle(t);
    this.begin = from;
    this.follows = false;
  }

  /** Show so much time, about the playhead in Follow, else about the middle. */
  setSpan(span: number, t: number): void {
    const { from, to } = this.settle(t);
    this.zoomAbout((from + to) / 2, span / this.width, t);
  }

  /** Show this stretch and stay there. */
  show(from: number, to: number): void {
    this.follows = false;
    this.beginning = -Infinity;
    this.width = clamped(to - from);
    this.begin = from;
  }

  /** Shift by a part of the width; ends Follow. */
  pan(by: number, t: number): void {
    this.stay(t);
    this.begin += by * this.width;
  }

  /** Multiply the span; the time `about` keeps its place, in Follow the playhead does. */
  zoomAbout(about: number, factor: number, t: number): void {
    const { from } = this.settle(t);
    const before = this.width;
    this.width = clamped(before * factor);
    if (!this.follows) this.begin = about - ((about - from) * this.width) / before;
  }

  private shown(t: number): number {
    if (!this.follows) return this.width;
    return Math.min(this.width, Math.max(LITTLE_US, (t - this.beginning) / FOLLOW_AT));
  }

  /** From now on it is as wide as it was shown, whatever has passed. */
  private settle(t: number): View {
    const view = this.at(t);
    this.width = view.to - view.from;
    this.beginning = -Infinity;
    return view;
  }

  /** Keep the window near the times that there are to see. */
  keepWithin(from: number, to: number): void {
    if (this.follows) return;
    const earliest = from - this.width * FOLLOW_AT;
    const latest = to - this.width * (1 - FOLLOW_AT);
    this.begin = Math.max(earliest, Math.min(Math.max(earliest, latest), this.begin));
  }
}

function clamped(span: number): number {
  return Math.min(LONGEST_US, Math.max(SHORTEST_US, span));
}
