// Writing at the playhead: a note, a bookmark, the two ends of a clip.

import { sessionClock } from '../../lib/times';
import type { Room } from '../room/room.svelte';
import { settings } from '../../lib/settings.svelte';
import type { RoomVoice } from '../voice/room-voice.svelte';
import { clipRange, type Note } from './list';
import type { Notebook } from './notebook.svelte';
import type { Writing } from './NotesPanel.svelte';

/** What is being written, and the acts that begin it. */
export class Writer {
  writing = $state.raw<Writing | null>(null);
  /** Where a clip was begun; null when none is. */
  clipFromUs = $state<number | null>(null);
  /** Recording and playing of voice notes; null until somebody does either. */
  voice = $state.raw<RoomVoice | null>(null);
  private closed = false;

  constructor(
    private readonly room: Room,
    private readonly notebook: Notebook,
    /** Show the notes, as something is to be written there. */
    private readonly show: () => void,
  ) {
    if (settings.doc.room.play_voice) void this.voices();
  }

  /** A note at the playhead. A replay stands still while one writes; a live one runs on. */
  readonly note = (): void => {
    if (!this.ready) return;
    if (!this.room.pinned) this.room.clock.pause();
    this.begin('note', this.room.t, null);
  };

  /** Mark this moment at once, without a word. */
  readonly bookmark = (): void => {
    if (!this.ready) return;
    const { room } = this;
    const at = Math.round(room.t);
    const draft = {
      kind: 'bookmark',
      at_us: at,
      to_us: null,
      title: '',
      text: '',
      tags: [],
    } as const;
    void this.notebook.add(draft).then((kept) => {
      if (kept !== null) room.say(`Bookmark at ${sessionClock(at - room.startUs)}.`);
      else this.show(); // where the reason is told
    });
  };

  /** Start a voice note here, or keep the one that is being said. */
  readonly speak = (): void => {
    if (!this.ready) return;
    this.show();
    void this.voices().then((voice) => voice?.speak());
  };

  /** Play a voice note, or stop it; without one the last before the playhead. */
  readonly hear = (note?: Note): void => {
    void this.voices().then((voice) => voice?.hear(note));
  };

  /** Play voice notes as the film passes them, or not; for this and later rooms. */
  readonly passing = (on: boolean): void => {
    settings.change({ room: { ...settings.doc.room, play_voice: on } });
    if (on) void this.voices();
  };

  close(): void {
    this.closed = true;
    this.voice?.close();
  }

  readonly clipIn = (): void => {
    if (!this.ready) return;
    this.clipFromUs = Math.round(this.room.t);
    this.room.say(`A clip begins at ${sessionClock(this.clipFromUs - this.room.startUs)}.`);
  };

  readonly clipOut = (): void => {
    const { room } = this;
    const range = this.clipFromUs === null ? null : clipRange(this.clipFromUs, Math.round(room.t));
    if (range === null) {
      room.say('Mark where the clip begins first, at another moment.');
      return;
    }
    if (!room.pinned) room.clock.pause();
    this.clipFromUs = null;
    this.begin('clip', range.at_us, range.to_us);
  };

  /** Before the session is there, the playhead is at no moment of it. */
  private get ready(): boolean {
    return this.room.phase.kind === 'ready';
  }

  private async voices(): Promise<RoomVoice | null> {
    const { RoomVoice } = await import('../voice/room-voice.svelte');
    if (this.closed) return null;
    return (this.voice ??= new RoomVoice(this.room, this.notebook));
  }

  private begin(kind: 'note' | 'clip', atUs: number, toUs: number | null): void {
    this.writing = { kind, at_us: Math.round(atUs), to_us: toUs };
    this.show();
  }
}
