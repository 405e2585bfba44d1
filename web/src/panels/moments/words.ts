// The figures of moments like one, as they are written in the panel.

import type { Likeness } from './moments.svelte';

type Distribution = NonNullable<Likeness['steps'][number]['mid']>;

/** Cents with their sign; a dash for what is not known. */
export function signed(cents: number | null | undefined): string {
  if (cents === null || cents === undefined) return '–';
  const text = Math.abs(cents).toFixed(1);
  return text === '0.0' ? '0.0' : `${cents < 0 ? '−' : '+'}${text}`;
}

/** The interval of a mean by session, or that there are too few. */
export function heldWords(told: Pick<Distribution, 'low' | 'high'> | null): string {
  if (told === null) return '–';
  if (told.low === null || told.high === null) return 'too few';
  return `${signed(told.low)} to ${signed(told.high)}`;
}

/** How long after, or the end of the market. */
export function stepName(seconds: number | null): string {
  return seconds === null ? 'the end' : `${seconds} s`;
}
