// Tags in words: the trader's word comes first, and every condition says what was asked and held.
import { expect, it } from 'vitest';
import {
  answerName,
  askedText,
  heldText,
  inOrder,
  isQuiet,
  verdict,
  type PatternTag,
  type TraceLine,
} from './tags';

const TAG: PatternTag = {
  pattern: 'cool_down',
  title: 'Wait after a sharp move',
  meaning: 'rule',
  version: 1,
  mark: 'd65b96fb',
  of: true,
  kept: true,
  said: 'proposed',
  trace: [],
};
const LINE: TraceLine = {
  part: 'keep',
  field: 'since_move',
  words: 'time since the last sharp move',
  test: 'least',
  seen: { value: 12, unit: 'seconds' },
  wanted: { value: 30, unit: 'seconds' },
  held: false,
};

it('says what a pattern says, and the word of the trader before that', () => {
  expect(verdict(TAG)).toBe('kept');
  expect(verdict({ ...TAG, kept: false })).toBe('broken');
  expect(verdict({ ...TAG, meaning: 'setup', kept: null })).toBe('fits');
  expect(verdict({ ...TAG, said: 'rejected', of: false })).toBe('not this');
});

it('puts what is as usual last', () => {
  const broken = { ...TAG, pattern: 'other', kept: false };
  expect(inOrder([TAG, broken])).toEqual([broken, TAG]);
  expect(isQuiet(TAG)).toBe(true);
  expect(isQuiet({ ...TAG, said: 'confirmed' })).toBe(false);
  expect(isQuiet({ ...TAG, meaning: 'avoid' })).toBe(false);
});

it('tells a condition with what was asked, and whether it held', () => {
  expect(askedText(LINE, 0)).toBe('To keep it: since move at least 30 s');
  expect(heldText(LINE)).toBe('did not hold');
  expect(heldText({ ...LINE, held: true })).toBe('held');
  expect(heldText({ ...LINE, held: null })).toBe('not known');
});

it('keeps words on proposals apart from words on labels of the same name', () => {
  expect(answerName('panic_sell')).not.toBe('panic_sell');
});
