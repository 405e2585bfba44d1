// Times for people: zones, the session's own clock, lengths in the units that matter.
import { describe, expect, it } from 'vitest';
import { ago, day, isZone, iso, sessionClock, span, wallClock, zoneName } from './times';

const S = 1_000_000;
const NIGHT = Date.UTC(2026, 8, 22, 1, 30, 5) * 1000; // 21 September in America

describe('wall clock', () => {
  it('is that of the zone, and so is the day', () => {
    expect(wallClock(NIGHT, 'America/New_York')).toBe('21:30:05');
    expect(wallClock(NIGHT, 'Asia/Tokyo', false)).toBe('10:30');
    expect(day(NIGHT, 'America/New_York')).toBe('Mon 21 Sep 2026');
    expect(day(NIGHT, 'UTC')).toBe('Tue 22 Sep 2026');
    expect(wallClock(Date.UTC(2026, 0, 1) * 1000, 'UTC')).toBe('00:00:00');
  });

  it('names the zone as it is called that day', () => {
    expect(zoneName(NIGHT, 'America/New_York')).toBe('EDT');
    expect(zoneName(Date.UTC(2026, 0, 5) * 1000, 'America/New_York')).toBe('EST');
    expect(zoneName(NIGHT, 'UTC')).toBe('UTC');
    expect([isZone('Europe/Paris'), isZone('local'), isZone('Mars/Base')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(iso(NIGHT)).toBe('2026-09-22T01:30:05.000Z');
  });
});

it('shows the session clock, cut and never early', () => {
  expect(sessionClock(0)).toBe('0:00:00');
  expect(sessionClock(5_640 * S)).toBe('1:34:00');
  expect(sessionClock(5_640 * S + 999_999, true)).toBe('1:34:00.9');
  expect(sessionClock(-90 * S)).toBe('\u22120:01:30');
  expect(sessionClock(36_000 * S)).toBe('10:00:00');
});

it('says lengths in the units that matter', () => {
  const spans = [
    250_000,
    8.4 * S,
    47 * S,
    90 * S,
    120 * S,
    47 * 60 * S,
    11_520 * S,
    7_200 * S,
    3 * 86_400 * S,
  ];
  expect(spans.map((one) => span(one))).toEqual([
    '250 ms',
    '8.4 s',
    '47 s',
    '1 min 30 s',
    '2 min',
    '47 min',
    '3 h 12 min',
    '2 h',
    '3 days',
  ]);
});

it('says how long ago', () => {
  expect([0, 12, 200, 7_300, 200_000].map((age) => ago(NIGHT - age * S, NIGHT))).toEqual([
    'now',
    '12 s ago',
    '3 min ago',
    '2 h ago',
    '2 days ago',
  ]);
});
