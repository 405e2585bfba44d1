// Voice in the film room: record at the playhead, play by key, play as the film passes. On demand.

import { sessionClock } from '../../lib/times';
import { settings } from '../../lib/settings.svelte';
import type { Note } from '../notes/list';
import type { Notebook } from '../notes/notebook.svelte';
import type { Room } from '../room/room.svelte';
import { VoiceDesk } from './desk.svelte';
import { lastSpoken, passed, VoicePlayer } from './player.svelte';

/** The voice notes of one room. */
export class RoomVoice {
  readonly desk: VoiceDesk;
  readonly player = new VoicePlayer();
  private readonly off: () => void;
  private before: number;

  constructor(
    private readonly room: Room,
    private readonly notebook: Notebook,
  ) {
    this.desk = new VoiceDesk((note) => {
      notebook.added(note);
      room.say(`Voice note at ${sessionClock(note.at_us - room.startUs)}.`);
    });
    this.before = room.clock.t;
    this.off = room.clock.onText((t) => this.film(t));
  }

  /** Start recording here, or stop and keep. The film goes on or stands as it did. */
  speak(): void {
    this.player.stop();
    this.desk.toggle(this.room.slug, () => this.room.clock.t);
  }

  /** Play a voice note, or stop it; without one the last before the playhead. */
  hear(note?: Note): void {
    const { room, player } = this;
    const chosen = note ?? lastSpoken(this.notebook.all, room.t);
    if (chosen !== null) player.toggle(chosen);
    else room.say('No voice note before this moment.');
  }

  close(): void {
    this.off();
    this.player.stop();
    this.desk.close();
  }

  private film(t: number): void {
    const { before } = this;
    const { clock } = this.room;
    this.before = t;
    if (this.player.byFilm && !clock.playing) this.player.stop();
    if (!settings.doc.room.play_voice || !clock.playing || clock.reverse) return;
    if (this.player.playing !== null || this.desk.phase !== 'idle') return;
    const note = passed(this.notebook.all, before, t, clock.speed);
    if (note !== null) this.player.play(note, true);
  }
}
