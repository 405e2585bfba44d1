// The list of videos is one that was read: what is added before may not take the place of the others.
import { afterEach, expect, it, vi } from 'vitest';
import { Videos } from './videos.svelte';

const KEPT = { id: 'a', kind: 'youtube', ref: 'x', title: 'Kept', anchors: [] };

/** A server that answers the list when it is told to, and remembers what was written. */
function server() {
  const reads: ((ok: boolean) => void)[] = [];
  const written: unknown[] = [];
  vi.stubGlobal('fetch', (_: string, asked?: { method?: string; body?: string }) => {
    if (asked?.method === 'PUT') {
      written.push(JSON.parse(asked.body ?? ''));
      return Promise.resolve(new Response(asked.body));
    }
    return new Promise((resolve) =>
      reads.push((ok) =>
        resolve(
          ok
            ? new Response(JSON.stringify({ videos: [KEPT] }))
            : new Response(JSON.stringify({ error: 'Not now.', way_out: '' }), { status: 500 }),
        ),
      ),
    );
  });
  return { reads, written };
}

afterEach(() => vi.unstubAllGlobals());

it('adds to what the server has, though its list comes late', async () => {
  const { reads, written } = server();
  const videos = new Videos('game');
  const loaded = videos.load();
  const added = videos.add('file', 'own.mp4', 'own.mp4');
  expect(reads).toHaveLength(1);
  reads[0]?.(true);
  await loaded;
  const { id } = await added;
  expect(videos.all.map((video) => video.id)).toEqual(['a', id]);
  expect(written).toEqual([{ videos: [KEPT, expect.objectContaining({ id })] }]);
});

it('writes nothing over a list that could not be read, and does once it can', async () => {
  const { reads, written } = server();
  const videos = new Videos('game');
  const added = videos.add('file', 'own.mp4', 'own.mp4');
  reads[0]?.(false);
  await vi.waitFor(() => expect(reads).toHaveLength(2), { timeout: 30_000 });
  reads[1]?.(false);
  const { id } = await added;
  expect(written).toEqual([]);
  expect(videos.problem).toBe('Not now.');
  expect(videos.all.map((video) => video.id)).toEqual([id]);
  const saved = videos.save();
  reads[2]?.(true);
  await saved;
  expect(written).toEqual([{ videos: [KEPT, expect.objectContaining({ id })] }]);
});

it('says why a file was not kept when the server is away', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  const videos = new Videos('game');
  const video = { id: 'b', kind: 'file', ref: 'own.mp4', title: '', anchors: [] } as const;
  await videos.keep(video, new File([], 'own.mp4'));
  expect(videos.problem).toContain('does not answer');
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('<html>', { status: 502 })));
  await videos.keep(video, new File([], 'own.mp4'));
  expect(videos.problem).toContain('502');
});
