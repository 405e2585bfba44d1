// The playbook in words: addresses are read back, the ends of a list are ends, nothing is made up.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  aboutText,
  beside,
  countsText,
  EVERYTHING,
  measureText,
  momentsPath,
  placeQuery,
  readChoice,
  readPlace,
  SORTS,
  spreadText,
  writeChoice,
  type Moment,
  type Playlist,
  type Row,
} from './playbook';

const moment = (session: string, order_id: string): Moment => ({
  session,
  order_id,
  market: 'main',
  title: session,
  started_us: 0,
  trade: 'T1',
  decided_us: 20,
  watch_us: 10,
  net: -1_500_000,
  which: 'broken',
  said: 'proposed',
});
const LIST: Playlist = {
  pattern: 'wait',
  title: 'Wait',
  left_out: 0,
  moments: [moment('a', '1'), moment('a', '2'), moment('b', '1')],
};

const choices = fc.record({
  sport: fc.string(),
  league: fc.string(),
  market_type: fc.string(),
  sort: fc.constantFrom(...SORTS.map(([name]) => name)),
});

it('reads a choice back from its address', () => {
  fc.assert(
    fc.property(choices, (choice) => {
      expect(readChoice(new URLSearchParams(writeChoice(choice).toString()))).toEqual(choice);
    }),
  );
  expect(readChoice(new URLSearchParams('sort=nonsense'))).toEqual(EVERYTHING);
  expect(writeChoice(EVERYTHING).toString()).toBe('');
});

it('reads a place in a list back from the address of the room', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.string(),
      fc.string({ minLength: 1 }),
      choices,
      (pattern, which, order, choice) => {
        const place = { pattern, which, choice: { ...choice, sort: 'net' as const } };
        const told = new URLSearchParams(placeQuery(moment('a', order), place));
        expect(readPlace(new URLSearchParams(told.toString()))).toEqual({ ...place, order });
        expect(told.get('t')).toBe('10');
      },
    ),
  );
  expect(readPlace(new URLSearchParams('t=1:00&which=kept'))).toBeNull();
});

it('goes from moment to moment across sessions, and stops at the ends', () => {
  expect(beside(LIST, 'a', '2', 1)).toBe(LIST.moments[2]);
  expect(beside(LIST, 'b', '1', -1)).toBe(LIST.moments[1]);
  expect(beside(LIST, 'b', '1', 1)).toBeNull();
  expect(beside(LIST, 'a', '1', -1)).toBeNull();
  expect(beside(LIST, 'a', 'gone', 1)).toBe(LIST.moments[0]);
  expect(beside({ ...LIST, moments: [] }, 'a', '1', 1)).toBeNull();
});

it('asks for the moments of what was chosen', () => {
  const place = { pattern: 'a b', which: 'kept', choice: { ...EVERYTHING, sport: 'soccer' } };
  expect(momentsPath(place)).toBe('/api/playbook/a%20b/moments?sport=soccer&which=kept');
});

it('tells amounts with their interval, and none that there is not', () => {
  expect(spreadText({ estimate: -1_354_400.4, low: -1_602_900, high: -1_105_800 })).toBe(
    '−$1.35 (−$1.60 to −$1.11)',
  );
  expect(spreadText({ estimate: 2_000_000, low: null, high: null })).toBe('+$2.00');
  expect(spreadText(null)).toBe('–');
});

it('says by what exits and additions are measured', () => {
  const row = { meaning: 'avoid', side: 'sell', measure: 'decision' } as Row;
  expect(measureText(row)).toContain('half a minute later');
  expect(measureText({ ...row, side: 'buy' })).toContain('a minute later');
  expect(measureText({ ...row, measure: 'trade' })).toBe('');
  expect(aboutText(row)).toBe('orders that did it');
});

it('counts opportunities and not trades', () => {
  const row = { meaning: 'avoid', side: 'buy', kept: 318, broken: 82, decisions: 82 } as Row;
  expect(countsText(row)).toBe('Done in 82 of 400 entries.');
  expect(countsText({ ...row, meaning: 'rule' })).toBe('Kept 318 of 400 times.');
  expect(countsText({ ...row, meaning: 'setup' })).toBe('Seen in 82 orders.');
  expect(countsText({ ...row, meaning: 'rule', kept: 0, broken: 0 })).toBe(
    'No occasion for it yet.',
  );
});
