// A recording in words: loud when something is being lost, quiet about what is over.
import { describe, expect, it } from 'vitest';
import type { Progress, Recording } from './wire';
import { elapsedUs, endWords, facts, links, mood, phaseWords, quietUs } from './words';

const SECOND = 1_000_000;
const NOW = 1_795_000_000 * SECOND;

const progress: Progress = {
  session: 'game',
  title: 'A v B',
  elapsed_us: 125 * SECOND,
  game: '8-2 Q1',
  frames: 12_345,
  books: 20,
  trades: 7,
  own_orders: 2,
  own_fills: 1,
  rate: 35.2,
  lag_ms: 12,
  last_message_age_us: SECOND,
  holes: 2,
  open_holes: 0,
  tape_bytes: 1_500_000,
  disk_free_bytes: 80_000_000_000,
  links: { 'polymarket.market#1': 'subscribed', 'polymarket.sports#1': 'up' },
  alarm: '',
  marks: [],
};
const one: Recording = {
  slug: 'game',
  title: 'A v B',
  phase: 'recording',
  runs: true,
  began_us: NOW - 125 * SECOND,
  told_us: NOW - 2 * SECOND,
  silent_us: 0,
  pid: 1,
  starts_us: null,
  until: 'end',
  own: true,
  league: 'nba',
  sport: 'basketball',
  tags: {},
  alarm: '',
  problem: '',
  way_out: '',
  verdict: null,
  coverage: null,
  warnings: [],
  progress,
};

function fact(
  of: Recording,
  name: string,
): { value: string; more?: string; mood?: string } | undefined {
  return facts(of, NOW).find((each) => each.name === name);
}

describe('a running recording', () => {
  it('counts on between two words of the recorder', () => {
    expect(elapsedUs(one, NOW)).toBe(127 * SECOND);
    expect(fact(one, 'Last message')?.value).toBe('3.0 s ago');
    expect(fact(one, 'Messages')).toEqual({ name: 'Messages', value: '12,345', more: '35/s' });
    expect(
      quietUs({ ...one, progress: { ...progress, last_message_age_us: null } }, NOW),
    ).toBeNull();
  });

  it('is calm, worth a look, or loud', () => {
    expect(mood(one)).toBe('calm');
    expect(mood({ ...one, progress: { ...progress, open_holes: 1 } })).toBe('watch');
    const minute = { ...progress, last_message_age_us: 60 * SECOND };
    const silent = { ...one, alarm: 'NOTHING ARRIVES', progress: minute };
    expect(mood(silent)).toBe('alarm');
    expect(fact(silent, 'Last message')?.mood).toBe('alarm');
    expect(fact({ ...one, alarm: 'LITTLE DISK' }, 'Last message')?.mood).toBeUndefined();
    const full = { ...one, progress: { ...progress, disk_free_bytes: 1_000_000_000 } };
    expect(fact(full, 'Tape')?.mood).toBe('watch');
  });

  it('says when own orders are not part of it', () => {
    expect(fact(one, 'Your orders')).toMatchObject({ value: '2', more: '1 fill' });
    expect(fact({ ...one, own: false }, 'Your orders')?.value).toBe('not recorded');
  });

  it('names its connections', () => {
    expect(links(one)).toEqual([
      { name: 'Market', words: 'connected', up: true },
      { name: 'Game', words: 'connecting', up: true },
    ]);
    const two = { 'polymarket.market#1': 'down', 'polymarket.market#2': 'subscribed' };
    const names = links({ ...one, progress: { ...progress, links: two } });
    expect(names.map((link) => [link.name, link.up])).toEqual([
      ['Market 1', false],
      ['Market 2', true],
    ]);
  });

  it('says when it ends', () => {
    expect(endWords(one, 'UTC')).toBe('until the game is over');
    expect(endWords({ ...one, until: '' }, 'UTC')).toBe('until you stop it');
    expect(endWords({ ...one, until: '90m' }, 'UTC')).toBe('until 90m');
    expect(endWords({ ...one, until: '2026-11-22T23:30:00Z' }, 'UTC')).toBe(
      'until 23:30, Sun 22 Nov 2026',
    );
  });
});

describe('one that is over', () => {
  const over: Recording = { ...one, phase: 'over', runs: false, verdict: 'holes', coverage: 0.9 };

  it('says nothing of what was true only while it ran', () => {
    const stale = { ...progress, open_holes: 1, disk_free_bytes: 1 };
    const names = facts({ ...over, progress: stale }, NOW).map((each) => each.name);
    expect(names).not.toContain('Last message');
    expect(names).not.toContain('Lag');
    expect(facts({ ...over, progress: stale }, NOW).some((each) => each.mood !== undefined)).toBe(
      false,
    );
    expect(links(over)).toEqual([]);
    expect(mood({ ...over, progress: stale })).toBe('calm');
    expect(fact(over, 'Recorded')?.value).toBe('0:02:05');
  });

  it('is loud when it holds nothing, broke off or never began', () => {
    expect(mood({ ...over, verdict: 'nothing recorded' })).toBe('alarm');
    expect(mood({ ...one, phase: 'died', runs: false })).toBe('alarm');
    expect(mood({ ...one, phase: 'failed', runs: false })).toBe('alarm');
    expect(phaseWords(over)).toBe('Ended, with holes');
    expect(phaseWords({ ...one, phase: 'died' })).toBe('Broke off');
  });
});
