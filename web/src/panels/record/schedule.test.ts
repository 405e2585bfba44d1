// When to start and end, as the recorder is told.
import { expect, it } from 'vitest';
import { beforeGame, fieldOf, isoOf, isSet, NOW, timesOf } from './schedule';

const NOON = Date.UTC(2026, 10, 22, 12, 0) * 1000;

it('begins now and ends with the game unless told otherwise', () => {
  expect(timesOf(NOW)).toEqual({ at: '', until: 'end' });
  expect(timesOf({ ...NOW, ends: 'stop' }).until).toBe('');
});

it('sends moments in UTC, whatever the zone of the browser', () => {
  expect(isoOf(fieldOf(NOON))).toBe('2026-11-22T12:00:00Z');
  const times = { at: fieldOf(NOON), ends: 'time', until: fieldOf(NOON + 3_600_000_000) } as const;
  expect(timesOf(times)).toEqual({ at: '2026-11-22T12:00:00Z', until: '2026-11-22T13:00:00Z' });
  expect(timesOf({ at: null, ends: 'time', until: '' }).until).toBe('');
});

it('offers ten minutes before the game, never the past', () => {
  const minute = 60_000_000;
  expect(isoOf(beforeGame(NOON + 60 * minute, NOON))).toBe('2026-11-22T12:50:00Z');
  expect(isoOf(beforeGame(NOON - 60 * minute, NOON))).toBe('2026-11-22T12:01:00Z');
  expect(isoOf(beforeGame(null, NOON))).toBe('2026-11-22T13:00:00Z');
});

it('an emptied field is no time: neither now nor never', () => {
  expect(isSet(NOW)).toBe(true);
  expect(isSet({ at: '', ends: 'end', until: '' })).toBe(false);
  expect(isSet({ at: null, ends: 'time', until: '' })).toBe(false);
  expect(isSet({ at: fieldOf(NOON), ends: 'time', until: fieldOf(NOON) })).toBe(true);
});
