// A report's sections come in reading order, and only those that say something.
import { expect, it } from 'vitest';
import type { Claim } from './report.svelte';
import { momentOf, sectionsOf } from './sections';

function claim(section: Claim['section'], at_us: number | null = null): Claim {
  return {
    ...{ section, words: 'x', text: 'x', stance: 'fact' as const, evidence: [], refs: [], at_us },
    ...{ market: '', writer: 'rules' as const, judged_by: [] },
  };
}

it('orders sections as they are read', () => {
  const told = sectionsOf([claim('caveat'), claim('trade'), claim('headline'), claim('trade')]);
  expect(told.map((one) => [one.id, one.claims.length])).toEqual([
    ['headline', 1],
    ['trade', 2],
    ['caveat', 1],
  ]);
});

it('names the moment as an address takes it', () => {
  expect(momentOf(claim('trade', 1_790_000_000_000_000))).toBe('1790000000000000');
  expect(momentOf(claim('trade'))).toBeNull();
});
