// The page chooses the sessions that the command line and the API choose.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SessionRow } from '../../source/schema';
import { chosen, offered } from './filter';
import { matching } from './rows';

interface Golden {
  rows: Record<string, Omit<SessionRow, 'slug'>>;
  cases: { filter: Record<string, string>; found: string[] }[];
}
const path = new URL('../../../../tests/golden/choosing.json', import.meta.url);
const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;
const rows = Object.entries(golden.rows).map(([slug, row]) => ({ ...row, slug }) as SessionRow);

describe('filters', () => {
  it.each(golden.cases.map((one) => [JSON.stringify(one.filter), one] as const))('%s', (_, one) => {
    const { q = '', sort: _sort, ...filter } = one.filter;
    const found = matching(chosen(rows, filter), q).map((row) => row.slug);
    expect(found.sort()).toEqual([...one.found].sort());
  });

  it('offers what there is', () => {
    expect(offered(rows, 'sport')).toEqual(['basketball', 'tennis']);
    expect(offered(rows, 'label')).toEqual(['panic_sell']);
  });
});
