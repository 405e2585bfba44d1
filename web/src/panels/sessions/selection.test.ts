// Choosing many: ranges, all and none, and never what is not listed.
import { expect, it } from 'vitest';
import { Selection } from './selection.svelte';

const LISTED = ['a', 'b', 'c', 'd', 'e'];

it('takes ranges both ways and takes them out again', () => {
  const selection = new Selection();
  selection.toggle('d', LISTED);
  selection.toggle('b', LISTED, true);
  expect(selection.among(LISTED)).toEqual(['b', 'c', 'd']);
  selection.toggle('c', LISTED, true);
  expect(selection.among(LISTED)).toEqual(['d']);
  selection.toggle('x', ['x'], true); // the last one is not listed: only this one
  expect(selection.among(['x', 'd'])).toEqual(['x', 'd']);
});

it('takes all, then none, and forgets what is not listed any more', () => {
  const selection = new Selection();
  selection.all(LISTED);
  expect(selection.among(['e', 'b'])).toEqual(['e', 'b']);
  selection.all(LISTED);
  expect(selection.among(LISTED)).toEqual([]);
  selection.all([]);
  expect(selection.chosen.size).toBe(0);
});
