// One rule of comparing words, the same here and in Python.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { folded } from './folding';

interface Golden {
  alike: string[][];
  folds: Record<string, string>;
  blocks: [number, number][];
  sha256: string;
}
const path = new URL('../../../tests/golden/folding.json', import.meta.url);
const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;

it.each(golden.alike.map((group) => [group.join(', '), group] as const))('%s', (_, group) => {
  expect(new Set(group.map(folded)).size).toBe(1);
});

it('gives the golden answers', () => {
  const found = Object.keys(golden.folds).map((text) => [text, folded(text)]);
  expect(Object.fromEntries(found)).toEqual(golden.folds);
});

it('knows every letter of the scripts that names are written in as Python does', () => {
  const letters = golden.blocks.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at)),
  );
  const told = letters.map(folded).join('\n');
  expect(createHash('sha256').update(told).digest('hex')).toBe(golden.sha256);
});
