// Playing voice notes: one at a time, by hand or as the film passes them.

import type { Note } from '../notes/list';
import { soundOf } from './client';

/** The film moved on from one moment to another by itself if they are so near, in seconds of it. */
const NEAR_S = 1;

/** The voice note that the film passes between two pictures: none where it jumped or ran back. */
export function passed(
  notes: readonly Note[],
  fromUs: number,
  toUs: number,
  speed: number,
): Note | null {
  if (toUs <= fromUs || toUs - fromUs > NEAR_S * 1_000_000 * Math.max(1, speed)) return null;
  return notes.find((one) => one.voice && one.at_us > fromUs && one.at_us <= toUs) ?? null;
}

/** The last voice note at or before a moment: what a key without a choice plays. */
export function lastSpoken(notes: readonly Note[], atUs: number): Note | null {
  const before = notes.filter((one) => one.voice && one.at_us <= atUs);
  return before.reduce<Note | null>(
    (last, one) => (last === null || one.at_us >= last.at_us ? one : last),
    null,
  );
}

/** What plays now. */
export class VoicePlayer {
  playing = $state<Note['id'] | null>(null);
  problem = $state<string | null>(null);
  /** The film started it, so it ends when the film stands still. */
  byFilm = false;
  private sound: HTMLAudioElement | null = null;

  toggle(note: Note): void {
    if (this.playing === note.id) this.stop();
    else this.play(note, false);
  }

  play(note: Note, byFilm: boolean): void {
    const address = soundOf(note);
    this.stop();
    if (address === null) return;
    const sound = new Audio(address);
    this.sound = sound;
    this.playing = note.id;
    this.byFilm = byFilm;
    this.problem = null;
    sound.onended = () => {
      if (this.sound === sound) this.stop();
    };
    sound.play().catch((error: unknown) => {
      if (this.sound !== sound) return; // stopped before it began
      this.stop();
      this.problem =
        error instanceof DOMException && error.name === 'NotAllowedError'
          ? 'The browser plays no sound before something was pressed here.'
          : 'The voice note cannot be played: this browser cannot, or its file is gone.';
    });
  }

  stop(): void {
    this.sound?.pause();
    this.sound = null;
    this.playing = null;
  }
}
