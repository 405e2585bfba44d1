// The rule that keeps a player beside the session's clock: the clock leads, the player follows.

/** What a player can do and where it stands. Times in seconds of the video. */
export interface PlayerState {
  readonly time: number;
  /** Length of the video, or null while unknown. */
  readonly duration: number | null;
  readonly paused: boolean;
  readonly rate: number;
  /** The rates that it offers, rising; null when any rate up to `maxRate` will do. */
  readonly rates: readonly number[] | null;
  readonly maxRate: number;
}

/** What the clock asks of it. `speed` is negative while playing in reverse. */
export interface Wanted {
  /** Seconds into the video; may lie before its beginning or after its end. */
  readonly time: number;
  readonly playing: boolean;
  /** Video seconds a second of real time. */
  readonly speed: number;
  /** True while a person drags: every move is worth a seek. */
  readonly scrubbing: boolean;
}

/** What to tell the player; null leaves a thing as it is. */
export interface Orders {
  readonly paused: boolean;
  readonly rate: number | null;
  readonly seek: number | null;
  /** The session is at a moment that the video does not show. */
  readonly outside: 'before' | 'after' | null;
}

/** A still picture nearer than this is the right frame. */
const STILL_S = 0.04;
/** Beyond this (times the speed) chasing by rate takes too long: jump. */
const JUMP_S = 0.35;
const STILL_EVERY_MS = 500;
const JUMP_EVERY_MS = 400;
const BEND = 0.08;
/** Browsers refuse to play slower. */
const SLOWEST = 0.0625;

/**
 * What the player should do now. `sinceSeekMs` is the time since the last seek was ordered.
 *
 * Paused, or too fast for the player: still frames. Playing: small drift is taken up by bending
 * the rate by at most 8 %, where the player allows any rate; larger drift by a jump.
 */
export function follow(player: PlayerState, want: Wanted, sinceSeekMs: number): Orders {
  const end = player.duration ?? Infinity;
  const outside = want.time < 0 ? 'before' : want.time > end ? 'after' : null;
  if (outside !== null) return { paused: true, rate: null, seek: null, outside };
  const drift = player.time - want.time;
  if (!want.playing || want.speed > player.maxRate || want.speed < SLOWEST) {
    const wait = want.playing ? STILL_EVERY_MS : 0;
    const due = Math.abs(drift) > STILL_S && (want.scrubbing || sinceSeekMs >= wait);
    return { paused: true, rate: null, seek: due ? want.time : null, outside };
  }
  if (Math.abs(drift) > JUMP_S * Math.max(1, want.speed)) {
    const due = sinceSeekMs >= JUMP_EVERY_MS;
    return {
      paused: false,
      rate: steady(player, want.speed),
      seek: due ? want.time : null,
      outside,
    };
  }
  return { paused: false, rate: bent(player, want.speed, drift), seek: null, outside };
}

function bent(player: PlayerState, speed: number, drift: number): number {
  if (player.rates !== null || Math.abs(drift) <= STILL_S) return steady(player, speed);
  const bend = Math.min(BEND, Math.max(-BEND, drift / 2));
  return Math.max(SLOWEST, Math.min(player.maxRate, speed * (1 - bend)));
}

/** The nearest rate that the player offers. */
function steady(player: PlayerState, speed: number): number {
  if (player.rates === null) return Math.min(player.maxRate, speed);
  return player.rates.reduce(
    (best, rate) => (Math.abs(rate - speed) < Math.abs(best - speed) ? rate : best),
    player.rates[0] ?? 1,
  );
}

/**
 * One seek at a time: while one is under way only the newest wish is remembered.
 *
 * Players answer a seek late; a queue of them would replay the whole scrub after the hand stops.
 */
export class SeekGate {
  private busy = false;
  private next: number | null = null;

  constructor(private readonly seek: (seconds: number) => void) {}

  /** Ask for a place; happens now, or when the seek under way is done. */
  ask(seconds: number): void {
    if (this.busy) {
      this.next = seconds;
      return;
    }
    this.busy = true;
    this.seek(seconds);
  }

  /** The player says that its seek is done. */
  done(): void {
    this.busy = false;
    const wish = this.next;
    this.next = null;
    if (wish !== null) this.ask(wish);
  }

  /** Whether a seek is under way. */
  get waiting(): boolean {
    return this.busy;
  }
}
