// Notes written before the list is here are not lost to the older answer.
import { afterEach, expect, it, vi } from 'vitest';
import { Notebook } from './notebook.svelte';

afterEach(() => vi.unstubAllGlobals());

it('keeps what was written while the list was on its way', async () => {
  const notes: { id: number }[] = [{ id: 1 }];
  const answers: (() => void)[] = [];
  vi.stubGlobal('fetch', (_: string, asked?: { method?: string }) => {
    if (asked?.method === 'POST') {
      notes.push({ id: 2 });
      return Promise.resolve(new Response(JSON.stringify({ id: 2 })));
    }
    const said = JSON.stringify({ notes });
    return new Promise((resolve) => answers.push(() => resolve(new Response(said))));
  });
  const told: number[] = [];
  const book = new Notebook('game', (all) => told.push(all.length));
  const loaded = book.load();
  const draft = { kind: 'note', at_us: 1, to_us: null, title: '', text: 'a', tags: [] } as const;
  await book.add({ ...draft, tags: [] });
  answers.shift()?.();
  await vi.waitFor(() => expect(answers).toHaveLength(1), { timeout: 30_000 });
  answers.shift()?.();
  await loaded;
  expect(book.all.map((note) => note.id)).toEqual([1, 2]);
  expect(told.at(-1)).toBe(2);
});

it('brings a note back once, however often undo is asked for', async () => {
  const answers: (() => void)[] = [];
  let restored = 0;
  vi.stubGlobal('fetch', (path: string) => {
    if (!path.endsWith('/undelete')) return Promise.resolve(new Response(null, { status: 204 }));
    restored += 1;
    const ok = restored < 3;
    return new Promise((resolve) =>
      answers.push(() =>
        resolve(new Response(ok ? '{"id": 1}' : '{}', { status: ok ? 200 : 503 })),
      ),
    );
  });
  const book = new Notebook('game', () => undefined);
  const note = { id: 1 } as Parameters<Notebook['remove']>[0];
  book.added(note);
  await book.remove(note);
  expect(book.all).toEqual([]);
  const both = Promise.all([book.undo(), book.undo()]);
  for (const answer of answers) answer();
  await both;
  expect(book.all.map((one) => one.id)).toEqual([1]);
  // One that the library refuses can be asked for again.
  restored = 2;
  await book.remove(note);
  const refused = book.undo();
  answers.at(-1)?.();
  await refused;
  expect(book.deleted).toBe(note);
});
