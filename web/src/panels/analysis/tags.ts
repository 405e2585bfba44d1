// The tags of own orders in words: what a pattern says, why, and what a person said of it.

import type { components } from '../../source/schema';
import { fieldText } from './evidence';

type Schemas = components['schemas'];
export type OrderTags = Schemas['OrderTags'];
export type PatternTag = Schemas['PatternTag'];
export type TraceLine = Schemas['TraceLine'];
export type SessionTags = Schemas['SessionTags'];

/** Under which name the word on a proposal is kept among the words on labels. */
export function answerName(pattern: string): string {
  return `pattern:${pattern}`;
}

/** What a pattern says of an order, after the trader's word: "kept", "broken", "fits". */
export function verdict(tag: PatternTag): string {
  if (tag.said === 'rejected') return 'not this';
  if (tag.meaning === 'setup' || tag.kept === null) return 'fits';
  return tag.kept ? 'kept' : 'broken';
}

/** Whether a tag is worth a line of its own: a rule that was kept is the usual case. */
export function isQuiet(tag: PatternTag): boolean {
  return tag.meaning === 'rule' && tag.kept === true && tag.said === 'proposed';
}

/** The tags of an order, those that say something first. */
export function inOrder(tags: readonly PatternTag[]): readonly PatternTag[] {
  return [...tags].sort((one, other) => Number(isQuiet(one)) - Number(isQuiet(other)));
}

const TESTS: Readonly<Record<TraceLine['test'], string>> = {
  least: 'at least',
  most: 'at most',
  is: 'is',
  one_of: 'is',
};
const PARTS: Readonly<Record<TraceLine['part'], string>> = {
  when: 'When',
  unless: 'Unless',
  keep: 'To keep it',
  opportunity: 'Opportunity',
};

/** A condition as it was asked: "When: since move at least 30 s". */
export function askedText(line: TraceLine, startUs: number): string {
  const name = line.field.replaceAll('_', ' ');
  return `${PARTS[line.part]}: ${name} ${TESTS[line.test]} ${fieldText(line.wanted, startUs)}`;
}

/** Whether a condition held, in a word. */
export function heldText(line: TraceLine): string {
  if (line.held === null) return 'not known';
  return line.held ? 'held' : 'did not hold';
}
