// Moments as people write them in an address or in "go to": the same forms as the command line.

const SECOND = 1_000_000;
const OFFSET = /^\+?(?:(\d{1,4}):)?(\d{1,3}):(\d{2})(?:\.(\d{1,6}))?$/;
const BARE = /^\+?(\d{1,9})(?:\.(\d{1,6}))?s?$/;
const EPOCH = /^\d{10,19}$/;
const ISO =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Microseconds since 1970 that `text` means in a session that began at `startUs`; null if none.
 *
 * Takes `47:23`, `1:34:00.5`, `90` and `90s` (offsets, with or without a plus), epoch seconds,
 * milliseconds, microseconds or nanoseconds, and ISO 8601 (UTC unless it says otherwise). A plus
 * in an address arrives as a space: leading spaces are cut.
 */
export function instantUs(text: string, startUs: number): number | null {
  const written = text.trim();
  if (EPOCH.test(written)) return epochUs(written);
  const clock = OFFSET.exec(written);
  if (clock !== null) {
    const [, hours, minutes, seconds, fraction] = clock;
    const whole = Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds);
    return startUs + whole * SECOND + fractionUs(fraction);
  }
  const bare = BARE.exec(written);
  if (bare !== null) return startUs + Number(bare[1]) * SECOND + fractionUs(bare[2]);
  return ISO.test(written) ? isoUs(written) : null;
}

/** Offset of a moment as an address holds it: `1:34:00`, `1:34:00.25`; before the start is `0:00:00`. */
export function offsetText(atUs: number, startUs: number): string {
  // To the microsecond: who is sent to an event must find it there.
  const offset = Math.max(0, Math.round(atUs - startUs));
  const seconds = Math.floor(offset / SECOND);
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const rest = offset % SECOND;
  return rest === 0 ? clock : `${clock}.${String(rest).padStart(6, '0').replace(/0+$/, '')}`;
}

function fractionUs(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits.padEnd(6, '0'));
}

/** Unit by magnitude, as the command line decides it. */
function epochUs(digits: string): number {
  const number = BigInt(digits);
  if (number < 100_000_000_000n) return Number(number * 1_000_000n);
  if (number < 100_000_000_000_000n) return Number(number * 1_000n);
  return Number(number < 100_000_000_000_000_000n ? number : number / 1_000n);
}

function isoUs(text: string): number | null {
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) && text.length > 10;
  const stamp = text.replace(' ', 'T').replace(/\s+/, '');
  const ms = Date.parse(zoned || stamp.length === 10 ? stamp : `${stamp}Z`);
  return Number.isNaN(ms) ? null : ms * 1000;
}
