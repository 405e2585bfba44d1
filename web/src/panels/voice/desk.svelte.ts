// Recording one voice note: the microphone is asked for, heard, let go, and the sound is kept.

import { ApiError } from '../../lib/api';
import type { Note } from '../notes/list';
import { sendVoice } from './client';
import { hindrance, LIMIT_MS, loudness, refusalWords, typeOf } from './words';

/** `unsent`: it was recorded, but the library did not take it. */
export type Phase = 'idle' | 'asking' | 'recording' | 'keeping' | 'unsent';

const LOOK_MS = 100;

/** One recording at a time. It stands at the moment where it began, and is kept when it ends. */
export class VoiceDesk {
  phase = $state<Phase>('idle');
  /** What went wrong, and the way out; null when all is well. */
  problem = $state<string | null>(null);
  elapsedMs = $state(0);
  /** Loudness now, 0 to 1. */
  level = $state(0);

  private recorder: MediaRecorder | null = null;
  private ears: AudioContext | null = null;
  private beat = 0;
  private began = 0;
  private unsent: (() => Promise<Note>) | null = null;
  /** Grows with each start and end: what was asked for an earlier one does not count. */
  private turn = 0;

  constructor(private readonly kept: (note: Note) => void) {}

  /** Start, or stop and keep: one key for both. */
  toggle(slug: string, now: () => number): void {
    if (this.phase === 'idle') void this.start(slug, now);
    else if (this.phase === 'recording') this.stop();
  }

  /** Ask for the microphone and record from when it is given; `now` is the moment then. */
  async start(slug: string, now: () => number): Promise<void> {
    if (this.phase !== 'idle') return;
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    const told = hindrance(isSecureContext, devices !== undefined, 'MediaRecorder' in window);
    this.problem = told;
    if (told !== null || devices === undefined) return;
    this.phase = 'asking';
    const turn = ++this.turn;
    try {
      const stream = await devices.getUserMedia({ audio: true });
      if (turn !== this.turn) return letGo(stream);
      try {
        this.listen(stream, slug, now);
      } catch (error) {
        letGo(stream);
        this.hush();
        throw error;
      }
    } catch (error) {
      if (turn !== this.turn) return;
      this.phase = 'idle';
      this.problem = refusalWords(error instanceof DOMException ? error.name : String(error));
    }
  }

  /** End the recording and keep it. */
  stop(): void {
    if (this.recorder?.state === 'recording') this.recorder.stop();
  }

  /** Throw away what is being recorded, or could not be kept. */
  discard(): void {
    this.turn += 1;
    this.stop();
    this.unsent = null;
    this.phase = 'idle';
    this.problem = null;
  }

  /** Keep what could not be kept before. */
  again(): void {
    if (this.unsent !== null) void this.keep(this.unsent);
  }

  /** The page is left: what was said until now is kept. */
  close(): void {
    if (this.phase === 'asking') this.discard();
    this.stop();
  }

  private listen(stream: MediaStream, slug: string, now: () => number): void {
    const turn = this.turn;
    const type = typeOf((one) => MediaRecorder.isTypeSupported(one));
    const recorder = new MediaRecorder(stream, type === '' ? {} : { mimeType: type });
    const pieces: Blob[] = [];
    let atUs = now();
    recorder.ondataavailable = (event) => pieces.push(event.data);
    recorder.onstart = () => {
      if (turn !== this.turn) return;
      atUs = now();
      this.began = performance.now();
      this.phase = 'recording';
    };
    recorder.onstop = () => {
      const lengthUs = (performance.now() - this.began) * 1000;
      letGo(stream);
      this.hush();
      if (turn !== this.turn) return; // discarded
      const sound = new Blob(pieces, { type: recorder.mimeType });
      if (sound.size > 0) void this.keep(() => sendVoice(slug, sound, atUs, lengthUs));
      else {
        this.phase = 'idle';
        this.problem = 'Nothing was recorded. Try it once more.';
      }
    };
    this.recorder = recorder;
    this.elapsedMs = 0;
    this.watch(stream);
    addEventListener('beforeunload', warn);
    recorder.start(1000);
  }

  /** Show that it hears: time and loudness, and the end at the limit. */
  private watch(stream: MediaStream): void {
    this.ears = new AudioContext();
    const analyser = this.ears.createAnalyser();
    this.ears.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.beat = window.setInterval(() => {
      if (this.phase !== 'recording') return;
      analyser.getFloatTimeDomainData(samples);
      this.level = loudness(samples);
      this.elapsedMs = performance.now() - this.began;
      if (this.elapsedMs >= LIMIT_MS) this.stop();
    }, LOOK_MS);
  }

  private hush(): void {
    clearInterval(this.beat);
    removeEventListener('beforeunload', warn);
    void this.ears?.close();
    this.ears = null;
    this.recorder = null;
    this.level = 0;
  }

  private async keep(send: () => Promise<Note>): Promise<void> {
    const turn = this.turn;
    this.phase = 'keeping';
    this.problem = null;
    this.unsent = send;
    try {
      const note = await send();
      this.kept(note);
      if (turn !== this.turn) return;
      this.unsent = null;
      this.phase = 'idle';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (turn !== this.turn) return;
      this.problem = [error.message, error.wayOut].filter(Boolean).join(' ');
      this.phase = 'unsent';
    }
  }
}

function letGo(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Closing the window now would lose what is being said: the browser asks first. */
function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
