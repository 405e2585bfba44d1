// Which voice note the film passes, which one a key plays, and one sound at a time.
import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import type { Note } from '../notes/list';
import { lastSpoken, passed, VoicePlayer } from './player.svelte';

const S = 1_000_000;

function note(id: number, at_us: number, voice: string | null = `${id}.webm`): Note {
  return {
    ...{ id, session: 'a game', kind: 'note', at_us, to_us: null, title: '', text: '', tags: [] },
    ...{ created_us: 0, edited_us: null, voice, voice_us: voice === null ? null : S },
  };
}

afterEach(() => vi.unstubAllGlobals());

it('only what was passed by playing counts, and nothing that was not spoken', () => {
  const notes = [note(1, 10 * S), note(2, 10 * S, null), note(3, 40 * S)];
  expect(passed(notes, 9.95 * S, 10 * S, 1)?.id).toBe(1);
  expect(passed(notes, 10 * S, 10.05 * S, 1)).toBeNull(); // it began before
  expect(passed(notes, 5 * S, 11 * S, 1)).toBeNull(); // a jump
  expect(passed(notes, 5 * S, 11 * S, 10)?.id).toBe(1);
  expect(passed(notes, 11 * S, 9 * S, 10)).toBeNull(); // back
  expect(passed([note(2, 10 * S, null)], 9.95 * S, 10 * S, 1)).toBeNull();
});

it('each is passed once, however the film is cut into pictures', () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 30, maxLength: 90 });
  fc.assert(
    fc.property(cuts, fc.integer({ min: 1, max: 20 * 100_000 }), (steps, at) => {
      let [t, heard] = [0, 0];
      for (const step of steps) {
        if (passed([note(1, at)], t, t + step, 1) !== null) heard += 1;
        t += step;
      }
      expect(heard).toBe(at <= t ? 1 : 0);
    }),
  );
});

it('the last before a moment is chosen', () => {
  const notes = [note(1, 30), note(2, 10), note(3, 20, null)];
  expect(lastSpoken(notes, 29)?.id).toBe(2);
  expect(lastSpoken(notes, 30)?.id).toBe(1);
  expect(lastSpoken(notes, 9)).toBeNull();
});

it('one sound plays at a time, and one that cannot be played is told', async () => {
  const made: { address: string; paused: boolean }[] = [];
  let fails = false;
  class Sound {
    onended: (() => void) | null = null;
    paused = false;
    constructor(readonly address: string) {
      made.push(this);
    }
    pause(): void {
      this.paused = true;
    }
    play(): Promise<void> {
      return fails ? Promise.reject(new Error('no such file')) : Promise.resolve();
    }
  }
  vi.stubGlobal('Audio', Sound);
  const player = new VoicePlayer();
  player.toggle(note(1, 1));
  player.toggle(note(2, 2));
  expect(made.map((one) => [one.address, one.paused])).toEqual([
    ['/api/sessions/a%20game/voice/1.webm', true],
    ['/api/sessions/a%20game/voice/2.webm', false],
  ]);
  expect(player.playing).toBe(2);
  player.toggle(note(2, 2));
  expect([player.playing, made[1]?.paused]).toEqual([null, true]);
  fails = true;
  player.toggle(note(1, 1));
  await vi.waitFor(() => expect(player.problem).toContain('cannot be played'), { timeout: 30_000 });
  expect(player.playing).toBeNull();
});
