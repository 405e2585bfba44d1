// Addresses: what each names, and that a session's address survives whatever its name holds.
import * as fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { go, parse, query, report, room } from './router';

it('names the pages', () => {
  expect(parse('/')).toEqual({ page: 'sessions' });
  expect(parse('/record')).toEqual({ page: 'record' });
  expect(parse('/playbook')).toEqual({ page: 'playbook' });
  expect(parse('/drill')).toEqual({ page: 'drill' });
  expect(parse('/settings/')).toEqual({ page: 'settings' });
  expect(parse('/s/hawks-bulls')).toEqual({ page: 'replay', slug: 'hawks-bulls' });
  expect(parse('/s/hawks-bulls/report')).toEqual({ page: 'report', slug: 'hawks-bulls' });
});

it('names nothing for anything else', () => {
  for (const path of ['/s', '/s/a/b', '/settings/x', '/x', '/s/%E0%A4%A']) {
    expect(parse(path)).toEqual({ page: 'lost', path });
  }
});

// A dot alone is no name of a folder either.
const slugs = fc.string({ minLength: 1, unit: 'grapheme' }).filter((one) => !/^\.\.?$/.test(one));

it('finds any slug back, and keeps what the query says', () => {
  fc.assert(
    fc.property(slugs, fc.string(), (slug, t) => {
      const address = new URL(room(slug, { t }), 'http://x');
      expect(parse(address.pathname)).toEqual({ page: 'replay', slug });
      expect(address.searchParams.get('t')).toBe(t);
      expect(parse(report(slug))).toEqual({ page: 'report', slug });
    }),
  );
});

it('writes nothing of a page that was left on the address of the next', () => {
  vi.useFakeTimers();
  const place = new URL('http://x/s/hawks?t=1');
  const move = (_: unknown, __: string, to: string | URL): void => {
    place.href = new URL(to, place).href;
  };
  vi.stubGlobal('location', place);
  vi.stubGlobal('history', { state: null, pushState: move, replaceState: move });
  vi.stubGlobal('scrollTo', () => undefined);
  query.set({ t: '2' }, '/s/hawks');
  go('/playbook');
  query.set({ t: '3' }, '/s/hawks'); // it plays on until the next page is there
  query.set({ sport: 'tennis' });
  vi.runAllTimers();
  expect(place.href).toBe('http://x/playbook?sport=tennis');
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
