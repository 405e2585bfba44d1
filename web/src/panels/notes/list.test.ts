// Notes: in order, found by their words, and silent about what has not happened yet.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipRange, headline, shownNotes, tagsFrom, type Note } from './list';

function note(id: number, at: number, over: Partial<Note> = {}): Note {
  return {
    id,
    session: 's',
    kind: 'note',
    at_us: at,
    to_us: null,
    title: '',
    text: '',
    tags: [],
    created_us: 0,
    edited_us: null,
    ...over,
  };
}

describe('shownNotes', () => {
  const notes = [
    note(1, 30, { text: 'Sold too early' }),
    note(2, 10, { title: 'Timeout', tags: ['Patience'] }),
    note(3, 5, { kind: 'clip', to_us: 40, title: 'The comeback' }),
  ];

  it('goes by the moment, and by words in any order and case', () => {
    expect(shownNotes(notes, '', null).map((n) => n.id)).toEqual([3, 2, 1]);
    expect(shownNotes(notes, 'EARLY sold', null).map((n) => n.id)).toEqual([1]);
    expect(shownNotes(notes, 'patience', null).map((n) => n.id)).toEqual([2]);
    expect(shownNotes(notes, 'nothing', null)).toEqual([]);
  });

  it('hides a clip until its end, as its title may tell it', () => {
    expect(shownNotes(notes, '', 39).map((n) => n.id)).toEqual([2, 1]);
    expect(shownNotes(notes, '', 40).map((n) => n.id)).toEqual([3, 2, 1]);
  });

  it('keeps the order of writing at one and the same microsecond', () => {
    const ids = [10, 9, 2, 100];
    const shown = shownNotes(
      ids.map((id) => note(id, 5)),
      '',
      null,
    );
    expect(shown.map((one) => one.id)).toEqual([2, 9, 10, 100]);
  });

  it('is the same whatever is noted about later moments', () => {
    const some = fc.array(fc.record({ at: fc.nat(100), length: fc.option(fc.nat(50)) }));
    fc.assert(
      fc.property(some, fc.nat(100), (made, until) => {
        const all = made.map((m, i) =>
          note(i, m.at, { to_us: m.length === null ? null : m.at + m.length }),
        );
        const past = all.filter((n) => (n.to_us ?? n.at_us) <= until);
        expect(shownNotes(all, '', until)).toEqual(shownNotes(past, '', until));
      }),
    );
  });
});

describe('words of a note', () => {
  it('has a headline always', () => {
    expect(headline(note(1, 0, { text: 'first\nsecond' }))).toBe('first');
    expect(headline(note(1, 0, { kind: 'bookmark', text: '  ' }))).toBe('Bookmark');
    expect(headline(note(1, 0, { title: 'A', text: 'b' }))).toBe('A');
  });

  it('reads tags with and without hash', () => {
    expect(tagsFrom('#tilt, patience  tilt ##x')).toEqual(['tilt', 'patience', 'x']);
    expect(tagsFrom('  ')).toEqual([]);
  });

  it('orders the ends of a clip', () => {
    expect(clipRange(9, 4)).toEqual({ at_us: 4, to_us: 9 });
    expect(clipRange(4, 4)).toBeNull();
  });
});
