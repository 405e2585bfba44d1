// When a recording starts and ends, from what a person chose to what the recorder is told.

export interface Times {
  /** When to start, as a date field has it ("2026-11-22T19:25", the browser's zone); null is now. */
  readonly at: string | null;
  readonly ends: 'end' | 'stop' | 'time';
  /** When to end, for `time`; a date field's value. */
  readonly until: string;
}

export const NOW: Times = { at: null, ends: 'end', until: '' };

const EARLY_US = 10 * 60 * 1_000_000;

/** A date field's value for a moment, in the browser's own zone. */
export function fieldOf(atUs: number): string {
  const date = new Date(atUs / 1000);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** ISO 8601 in UTC of a date field's value; empty if it is no moment. */
export function isoOf(field: string): string {
  const ms = Date.parse(field); // without a zone: the browser's
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** When to start a recording of a game that begins then: ten minutes before, but not in the past. */
export function beforeGame(startsUs: number | null, nowUs: number): string {
  const wanted = startsUs === null ? nowUs + 60 * 60 * 1_000_000 : startsUs - EARLY_US;
  return fieldOf(Math.max(wanted, nowUs + 60 * 1_000_000));
}

/** Whether it names moments wherever it has to: a field that was emptied is not "now" or "never". */
export function isSet(times: Times): boolean {
  const ends = times.ends !== 'time' || isoOf(times.until) !== '';
  return ends && (times.at === null || isoOf(times.at) !== '');
}

/** The recorder's words for it. */
export function timesOf(times: Times): { at: string; until: string } {
  const until = { end: 'end', stop: '', time: isoOf(times.until) }[times.ends];
  return { at: times.at === null ? '' : isoOf(times.at), until };
}
