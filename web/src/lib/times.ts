// Times for people: wall clock in a zone, the session's own clock, lengths, "12 s ago".
// All times are microseconds since 1970 in UTC, all lengths microseconds.
import { UNKNOWN } from './format';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** The session clock: "1:34:00"; with tenths "1:34:00.0". Cut, so that a second is never early. */
export function sessionClock(lengthUs: number, tenths = false): string {
  const span = Math.abs(lengthUs);
  const whole = Math.floor(span / SECOND);
  const text = `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  const fraction = tenths ? `.${Math.floor((span % SECOND) / 100_000)}` : '';
  return `${lengthUs < 0 ? '\u2212' : ''}${text}${fraction}`;
}

/** A length in the two units that matter: "3 h 12 min", "47 min", "8.4 s", "250 ms". */
export function span(lengthUs: number): string {
  const length = Math.abs(lengthUs);
  if (length < SECOND) return `${Math.round(length / 1000)} ms`;
  if (length < 9.95 * SECOND) return `${(length / SECOND).toFixed(1)} s`;
  const seconds = Math.round(length / SECOND);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 600 && seconds % 60 !== 0)
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} days`;
}

/** How long ago: "now", "12 s ago", "3 min ago", "2 h ago", "5 days ago". */
export function ago(atUs: number, nowUs: number): string {
  const age = nowUs - atUs;
  if (age < SECOND) return 'now';
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s ago`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  if (age < 2 * DAY) return `${Math.floor(age / HOUR)} h ago`;
  return `${Math.floor(age / DAY)} days ago`;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes as long as a hundred uses of it. */
function format(
  zone: string,
  options: Intl.DateTimeFormatOptions,
  locale = 'en-GB',
): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(locale, { ...options, timeZone: zoneId(zone) });
    formats.set(key, found);
  }
  return found;
}

/** The zone's name for Intl: `local` is where the browser is. */
export function zoneId(zone: string): string | undefined {
  return zone === 'local' ? undefined : zone;
}

/** Whether the browser knows a zone. */
export function isZone(zone: string): boolean {
  if (zone === 'local') return true;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Wall clock in a zone: "21:47:03"; without seconds "21:47". */
export function wallClock(atUs: number, zone = 'local', seconds = true): string {
  const options: Intl.DateTimeFormatOptions = {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  };
  return format(zone, seconds ? { ...options, second: '2-digit' } : options).format(atUs / 1000);
}

/** The day in a zone: "Mon 21 Sep 2026". */
export function day(atUs: number, zone = 'local'): string {
  const options = { weekday: 'short', day: 'numeric', month: 'numeric', year: 'numeric' } as const;
  const parts = new Map(
    format(zone, options)
      .formatToParts(atUs / 1000)
      .map((part) => [part.type, part.value]),
  );
  const month = MONTHS[Number(parts.get('month')) - 1] ?? UNKNOWN; // en-GB says "Sept"
  return `${parts.get('weekday')} ${parts.get('day')} ${month} ${parts.get('year')}`;
}

/** The zone's short name at a time: "EST", "CET", "UTC". */
export function zoneName(atUs: number, zone = 'local'): string {
  // en-US knows the American names, which American games are talked about in.
  const name = format(zone, { timeZoneName: 'short' }, 'en-US')
    .formatToParts(atUs / 1000)
    .find((part) => part.type === 'timeZoneName');
  return name?.value ?? UNKNOWN;
}

/** For `<time datetime>`: ISO 8601 in UTC. */
export function iso(atUs: number): string {
  return new Date(atUs / 1000).toISOString();
}
