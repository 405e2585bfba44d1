// Figures of moments like one: signs, and no interval where sessions are too few.
import { expect, it } from 'vitest';
import { NO_FILTER, questionOf } from './moments.svelte';
import { heldWords, signed, stepName } from './words';

it('writes cents with a sign', () => {
  expect([1.24, -0.5, 0.04, null, undefined].map(signed)).toEqual([
    '+1.2',
    '−0.5',
    '0.0',
    '–',
    '–',
  ]);
});

it('claims no interval with too few sessions', () => {
  expect(heldWords({ low: null, high: null })).toBe('too few');
  expect(heldWords({ low: -1, high: 2 })).toBe('−1.0 to +2.0');
  expect(heldWords(null)).toBe('–');
});

it('names the end', () => {
  expect([15, null].map(stepName)).toEqual(['15 s', 'the end']);
});

it('asks only for what is filtered by', () => {
  const asked = { ...NO_FILTER, position: 'held', others: true };
  expect(String(questionOf('a', 7.4, asked))).toBe(
    'at_us=7&market=a&tolerance=1&position=held&others=true',
  );
});
