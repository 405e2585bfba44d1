// Names of the event keys: one's own over the shipped ones.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventKeys, KEYS, renamed, sportKey } from './labels';

const shipped = Object.fromEntries(KEYS.map((key) => [key, `Shipped ${key}`]));

it('are the shipped ones until somebody names them', () => {
  expect(eventKeys(shipped, undefined).map((one) => one.label)).toEqual(Object.values(shipped));
  expect(eventKeys(shipped, ['', ' Dunk ', ''])[1]).toEqual({ key: '2', label: 'Dunk' });
  expect(eventKeys({}, [])[8]).toEqual({ key: '9', label: 'Event 9' });
  expect(sportKey('')).toBe('other');
});

it('come back as they were written, and only differences are kept', () => {
  const names = fc.array(fc.string({ maxLength: 60 }), { minLength: 9, maxLength: 9 });
  fc.assert(
    fc.property(names, (wanted) => {
      let own: readonly string[] | null = null;
      wanted.forEach((name, index) => {
        own = renamed(shipped, own ?? undefined, index, name);
      });
      const seen = eventKeys(shipped, own ?? undefined).map((one) => one.label);
      expect(seen).toEqual(
        wanted.map((name, index) => name.trim() || (shipped[String(index + 1)] ?? '')),
      );
    }),
  );
});

it('are forgotten when the last one is the shipped one again', () => {
  const own = renamed(shipped, undefined, 4, 'Dunk');
  expect(own?.[4]).toBe('Dunk');
  expect(renamed(shipped, own ?? undefined, 4, 'Shipped 5')).toBeNull();
  expect(renamed(shipped, own ?? undefined, 4, '  ')).toBeNull();
});
