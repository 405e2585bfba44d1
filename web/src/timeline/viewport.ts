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

/** The window of a tape. `span` is its width in microseconds. */
export class Viewport {
  private width: number;
  private begin = 0;
  private follows = true;

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

  /** The stretch shown while the playhead is at `t`. */
  at(t: number): View {
    const from = this.follows ? t - this.width * FOLLOW_AT : this.begin;
    return { from, to: from + this.width };
  }

  /** Go back to the playhead. */
  follow(): void {
    this.follows = true;
  }

  /** Stay where the window is while the playhead moves on. */
  stay(t: number): void {
    this.begin = this.at(t).from;
    this.follows = false;
  }

  /** Show so much time, about the playhead in Follow, else about the middle. */
  setSpan(span: number, t: number): void {
    const { from, to } = this.at(t);
    this.zoomAbout((from + to) / 2, span / this.width, t);
  }

  /** Show this stretch and stay there. */
  show(from: number, to: number): void {
    this.follows = false;
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
    const { from } = this.at(t);
    const before = this.width;
    this.width = clamped(before * factor);
    if (!this.follows) this.begin = about - ((about - from) * this.width) / before;
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
