// The settings document: anything may be handed in, and only what is understood is taken.
import * as fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { DEFAULTS, readSettings } from './settings';
import { settings } from './settings.svelte';
import { wallClock } from './times';

afterEach(() => vi.unstubAllGlobals());

it('comes back as it went out', () => {
  const doc = {
    ...DEFAULTS,
    theme: 'light' as const,
    keys: { 'room.note': ['X'] },
    room: { ...DEFAULTS.room, speed: '10', lead_s: 0 },
  };
  expect(readSettings(JSON.parse(JSON.stringify(doc)))).toEqual({ doc, wrong: [] });
});

it('keeps the default for what is wrong, and names it', () => {
  const { doc, wrong } = readSettings({
    theme: 'mauve',
    zone: 'UTC',
    room: { speed: '3', depth: false, wings: true },
    keys: { 'room.note': 'N' },
    colour: 1,
  });
  expect(doc).toEqual({ ...DEFAULTS, zone: 'UTC', room: { ...DEFAULTS.room, depth: false } });
  expect([...wrong].sort()).toEqual(['colour', 'keys', 'speed', 'theme', 'wings']);
});

it('takes no zone that this browser does not know: every time on the page is written in it', () => {
  for (const zone of ['Mars/Phobos', '', 'local', 'America/New_York']) {
    const known = zone === 'local' || zone === 'America/New_York';
    const { doc, wrong } = readSettings({ zone });
    expect([doc.zone, wrong]).toEqual(known ? [zone, []] : ['local', ['zone']]);
    expect(() => wallClock(0, doc.zone)).not.toThrow();
  }
});

it('takes no name that only every object has', () => {
  const given: unknown = JSON.parse('{"room":{"__proto__":{}},"constructor":1}');
  expect(readSettings(given).wrong).toEqual(['__proto__', 'constructor']);
});

it('survives any JSON, and what it gives can be read again', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (given) => {
      const { doc } = readSettings(given);
      expect(readSettings(doc)).toEqual({ doc, wrong: [] });
    }),
  );
  const near = fc.record(
    { theme: fc.jsonValue(), room: fc.jsonValue(), keys: fc.jsonValue(), zone: fc.jsonValue() },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(near, (given) => {
      const { doc } = readSettings(given);
      expect(readSettings(doc)).toEqual({ doc, wrong: [] });
      expect(typeof doc.zone).toBe('string');
    }),
  );
});

it('a change is not undone by what the server had before it, however late that comes', async () => {
  let answer = (): void => undefined;
  vi.stubGlobal('fetch', (_: string, asked?: { method?: string; body?: string }) => {
    if (asked?.method === 'PUT') return Promise.resolve(new Response(asked.body));
    return new Promise((resolve) => {
      answer = () => resolve(new Response(JSON.stringify(DEFAULTS)));
    });
  });
  const loaded = settings.load();
  settings.change({ theme: 'light' });
  await settings.save();
  answer();
  await loaded;
  expect(settings.doc.theme).toBe('light');
});
