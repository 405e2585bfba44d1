// The one clock of a room: everything that moves follows it. Time in microseconds, speed as a factor.

import { Ticker, browserFrames, type Frames } from './ticker';

/** Where playing may jump: over holes and over stretches in which nothing happens. */
export interface Skips {
  /** End of the hole that `t` stands in, or null. */
  gapEnd(t: number): number | null;
  /** When something happens again, if `t` stands in a long quiet stretch, or null. */
  quietEnd(t: number): number | null;
}

const NO_SKIPS: Skips = { gapEnd: () => null, quietEnd: () => null };

/** A frame moves at most so much real time, so that a tab in the background does not jump. */
const LONGEST_FRAME_MS = 100;

export const SLOWEST = 0.25;
export const FASTEST = 100;

/** Time of a replay or of a live session: one loop of frames that stops when nothing moves. */
export class Clock {
  skipQuiet = false;
  skipGaps = false;
  /** The session is being recorded: who reaches its end is live. */
  grows = false;
  skips: Skips = NO_SKIPS;
  private now = 0;
  private from = 0;
  private to = 0;
  private factor = 1;
  private backward = false;
  private running = false;
  private live = false;
  private held = false;
  private readonly ticker: Ticker;

  constructor(frames: Frames = browserFrames()) {
    this.ticker = new Ticker(frames, (elapsedMs) => this.tick(elapsedMs));
  }

  /** The moment that everything shows. */
  get t(): number {
    return this.now;
  }

  get playing(): boolean {
    return this.running;
  }

  /** Factor of real time, always positive; `reverse` says in which direction. */
  get speed(): number {
    return this.factor;
  }

  get reverse(): boolean {
    return this.backward;
  }

  /** Whether the playhead is held at the end of a live session. */
  get pinned(): boolean {
    return this.live;
  }

  /** Called before every picture while playing, and once for every change. Returns how to stop. */
  onFrame(run: (t: number) => void): () => void {
    return this.ticker.onFrame(() => run(this.now));
  }

  /** For text: at most about 20 times a second while playing, at once otherwise. */
  onText(run: (t: number) => void): () => void {
    return this.ticker.onText(() => run(this.now));
  }

  /** The times there are. A live session's end moves, and a pinned playhead with it. */
  limits(from: number, to: number): void {
    [this.from, this.to] = [from, Math.max(from, to)];
    const before = this.now;
    this.now = this.live ? this.to : this.clamped(this.now);
    if (this.now !== before) this.changed();
  }

  play(): void {
    if (this.running) return;
    if (!this.backward && this.now >= this.to && !this.live) {
      if (this.grows) return this.pin();
      this.now = this.from;
    }
    this.running = true;
    this.changed();
  }

  pause(): void {
    this.live = false;
    if (!this.running) return;
    this.running = false;
    this.changed();
  }

  toggle(): void {
    if (this.running) this.pause();
    else this.play();
  }

  /** Go to a moment, and stay there or play on as before. Lets go of the live end. */
  seek(t: number): void {
    if (Number.isNaN(t)) return; // a strip without width knows no time
    this.live = false;
    this.now = this.clamped(t);
    this.changed();
  }

  /** Hold the playhead at the end of a live session. */
  pin(): void {
    this.live = true;
    this.backward = false;
    this.factor = 1;
    this.running = true;
    this.now = this.to;
    this.changed();
  }

  setSpeed(speed: number): void {
    this.factor = Math.min(FASTEST, Math.max(SLOWEST, speed));
    if (this.factor !== 1) this.live = false;
    this.changed();
  }

  setReverse(on: boolean): void {
    this.backward = on;
    if (on) this.live = false;
    this.changed();
  }

  /** While a scrubber is held, time stands still; playing goes on when it is let go. */
  hold(on: boolean): void {
    this.held = on;
    this.changed();
  }

  /** Ask for one picture although time stands still: a resize, a new theme, more data. */
  changed(): void {
    this.ticker.wake(this.running && !this.held);
  }

  close(): void {
    this.running = false;
    this.ticker.close();
  }

  private clamped(t: number): number {
    return Math.round(Math.min(this.to, Math.max(this.from, t)));
  }

  /** Returns whether time goes on after this frame. */
  private tick(elapsedMs: number): boolean {
    if (!this.running || this.held) return false;
    if (this.live) return true;
    const step = Math.min(LONGEST_FRAME_MS, elapsedMs) * 1000 * this.factor;
    this.now = this.clamped(this.now + (this.backward ? -step : step));
    if (!this.backward) this.skip();
    if (this.grows && !this.backward && this.now === this.to) this.pin();
    else if (this.now === (this.backward ? this.from : this.to)) this.running = false;
    return this.running;
  }

  private skip(): void {
    const gap = this.skipGaps ? this.skips.gapEnd(this.now) : null;
    if (gap !== null && gap > this.now) this.now = this.clamped(gap);
    const busy = this.skipQuiet ? this.skips.quietEnd(this.now) : null;
    if (busy !== null && busy > this.now) this.now = this.clamped(busy);
  }
}
