// A report's claims as sections, in the order in which they are read.

import type { Claim } from './report.svelte';

const TITLES: Readonly<Record<Claim['section'], string>> = {
  headline: 'Overall',
  trade: 'Trade by trade',
  pattern: 'Psychology',
  whatif: 'What if',
  strength: 'What went well',
  action: 'Next time',
  caveat: 'What to keep in mind',
};

/** One part of a report under its heading. */
export interface Section {
  readonly id: Claim['section'];
  readonly title: string;
  readonly claims: readonly Claim[];
}

/** The sections that have claims. */
export function sectionsOf(claims: readonly Claim[]): Section[] {
  return (Object.keys(TITLES) as Claim['section'][])
    .map((id) => ({ id, title: TITLES[id], claims: claims.filter((one) => one.section === id) }))
    .filter((section) => section.claims.length > 0);
}

/** The moment of a claim as the room's address takes it: microseconds from the start. */
export function momentOf(claim: Claim): string | null {
  return claim.at_us === null ? null : String(claim.at_us);
}
