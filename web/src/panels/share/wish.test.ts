// What the share dialog asks for, and what it says about fields that cannot be.
import { describe, expect, it } from 'vitest';
import { aroundHere, clipWish, exportAddress, queryOf, USUAL, type Wish } from './wish';

const MINUTE = 60_000_000;
const START = 1_790_000_000_000_000;
const clips = [{ id: 3, at_us: START + 5, to_us: START + 9 }];
const around = { startUs: START, atUs: START + 10 * MINUTE, clips };
const asked = (over: Partial<Wish>): string => String(queryOf({ ...USUAL, ...over }, around));

describe('a wish to share', () => {
  it('is for everything without money, opened at the playhead, unless one says otherwise', () => {
    expect(asked({})).toBe(`at_us=${START + 10 * MINUTE}`);
    expect(asked({ here: false, notes: false, money: true, wallet: true })).toBe(
      'with=money%2Cwallet&notes=false',
    );
  });

  it('is for a part between two moments as people write them', () => {
    expect(asked({ stretch: 'part', from: '9:00', to: '0:11:00' })).toBe(
      `from_us=${START + 9 * MINUTE}&to_us=${START + 11 * MINUTE}&at_us=${START + 10 * MINUTE}`,
    );
    expect(asked({ stretch: 'part', from: '11:00', to: '' })).toBe(
      `from_us=${START + 11 * MINUTE}`,
    );
    expect(aroundHere(around)).toEqual({ from: '0:09:00', to: '0:11:00' });
  });

  it('says what is wrong', () => {
    expect(asked({ stretch: 'part', from: 'x', to: '' })).toContain('“x” is no moment');
    expect(asked({ stretch: 'part', from: '', to: 'y' })).toContain('“y” is no moment');
    expect(asked({ stretch: 'part', from: '5:00', to: '4:00' })).toContain('end after');
    expect(asked({ stretch: 'clip', clip: '9' })).toBe('Choose a clip.');
  });

  it('is for a clip of the notes', () => {
    const [clip] = clips as [(typeof clips)[0]];
    expect(String(queryOf(clipWish(clip), around))).toBe(`from_us=${START + 5}&to_us=${START + 9}`);
  });
});

describe('an export', () => {
  it('is asked for by format and table', () => {
    expect(exportAddress('a b', 'archive', 'trades', false)).toBe(
      '/api/sessions/a%20b/export?format=archive',
    );
    expect(exportAddress('a', 'csv', 'trades', false)).toBe(
      '/api/sessions/a/export?format=csv&table=trades&own=false',
    );
  });
});
