// Comments in a shared file: kept where a browser allows it, and never lost to what it holds.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  commentFile,
  keepComments,
  keptAuthor,
  keptComments,
  newComment,
  type Comment,
  type Keep,
} from './comments';

function store(): Keep & { all: Map<string, string> } {
  const all = new Map<string, string>();
  return {
    all,
    getItem: (key) => all.get(key) ?? null,
    setItem: (key, text) => all.set(key, text),
  };
}

const refusing: Keep = {
  getItem: () => {
    throw new Error('no');
  },
  setItem: () => {
    throw new Error('no');
  },
};

describe('comments', () => {
  it('come back as they were kept, for their own file alone', () => {
    const words = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(
        words,
        fc.string(),
        fc.nat(),
        fc.uint8Array({ minLength: 6, maxLength: 6 }),
        (text, by, at, bytes) => {
          const keep = store();
          const made = newComment(at, by, text, bytes) as Comment;
          expect(keepComments(keep, 'one', [made])).toBe(true);
          expect(keptComments(keep, 'one')).toEqual([made]);
          expect(keptComments(keep, 'two')).toEqual([]);
          const sent = JSON.parse(commentFile({ session: 's', file: 'one' }, [made])) as object;
          expect(sent).toEqual({
            gametape: 'comments 1',
            session: 's',
            file: 'one',
            comments: [made],
          });
        },
      ),
    );
  });

  it('need words', () => {
    expect(newComment(1, 'A', '  \n')).toBeNull();
  });

  it('are read past anything that is none', () => {
    const keep = store();
    keep.all.set(
      'gametape.comments.f',
      '[1, null, {"id": "zz"}, {"id": "0011223344ff", "at_us": 5, "author": "", "text": "x"}]',
    );
    expect(keptComments(keep, 'f').map((one) => one.text)).toEqual(['x']);
    keep.all.set('gametape.comments.f', 'no json');
    expect(keptComments(keep, 'f')).toEqual([]);
  });

  it('stay in memory where a browser keeps nothing', () => {
    expect(keptComments(refusing, 'f')).toEqual([]);
    expect(keepComments(refusing, 'f', [])).toBe(false);
    expect(keepComments(null, 'f', [])).toBe(false);
    expect(keptAuthor(refusing)).toBe('');
  });
});
