// The loop of frames: runs while something moves, wakes for one picture, and feeds text slower.

/** The browser's frames, so that tests can make their own. */
export interface Frames {
  request(run: (nowMs: number) => void): number;
  cancel(id: number): void;
}

/** Frames of the page that is shown. */
export function browserFrames(): Frames {
  return {
    request: (run) => requestAnimationFrame(run),
    cancel: (id) => cancelAnimationFrame(id),
  };
}

const TEXT_MS = 48;

/** Calls listeners before each picture; text listeners at most every 48 ms while moving. */
export class Ticker {
  private readonly pictures = new Set<() => void>();
  private readonly texts = new Set<() => void>();
  private frame: number | null = null;
  private last: number | null = null;
  private textMs = -Infinity;
  private moving = false;

  /** `tick` moves time by the milliseconds since the frame before and says whether to go on. */
  constructor(
    private readonly frames: Frames,
    private readonly tick: (elapsedMs: number) => boolean,
  ) {}

  onFrame(run: () => void): () => void {
    this.pictures.add(run);
    return () => this.pictures.delete(run);
  }

  onText(run: () => void): () => void {
    this.texts.add(run);
    return () => this.texts.delete(run);
  }

  /** See to it that there is a next frame; text is told at once when nothing moves by itself. */
  wake(moving: boolean): void {
    if (moving !== this.moving) this.last = null;
    this.moving = moving;
    this.frame ??= this.frames.request((nowMs) => this.run(nowMs));
    if (!moving) this.tellTexts();
  }

  close(): void {
    if (this.frame !== null) this.frames.cancel(this.frame);
    this.frame = null;
    this.pictures.clear();
    this.texts.clear();
  }

  private run(nowMs: number): void {
    this.frame = null;
    const elapsed = this.last === null ? 0 : nowMs - this.last;
    this.last = nowMs;
    const before = this.moving;
    this.moving = this.tick(elapsed);
    for (const run of this.pictures) run();
    if (before && (!this.moving || nowMs - this.textMs >= TEXT_MS)) {
      this.textMs = nowMs;
      this.tellTexts();
    }
    if (this.moving) this.frame ??= this.frames.request((now) => this.run(now));
    else this.last = null;
  }

  private tellTexts(): void {
    for (const run of this.texts) run();
  }
}
