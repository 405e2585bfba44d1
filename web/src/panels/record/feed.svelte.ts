// All recordings, once a second, from the server; and whether the server is there at all.
import { onMount } from 'svelte';
import type { Recording, RecordingList } from './wire';

const AGAIN_MS = [500, 1000, 2000, 4000];
/** The server speaks once a second: after so long without a word the connection is dead. */
const SILENT_MS = 6000;

export class Feed {
  list = $state.raw<readonly Recording[]>([]);
  credentials = $state(false);
  /** False until the first answer. */
  known = $state(false);
  /** The server does not answer now; recordings go on without it. */
  away = $state(false);
  /** The server's clock now, moved on four times a second between its words. */
  nowUs = $state(Date.now() * 1000);
  #toldMs = 0;
  #toldUs = 0;
  #tries = 0;
  #socket: WebSocket | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;

  start(): void {
    this.#connect();
    this.#tick = setInterval(() => this.#beat(), 250);
  }

  stop(): void {
    clearTimeout(this.#again);
    clearInterval(this.#tick);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  /** Connect at once instead of after the pause. */
  hurry(): void {
    if (!this.away) return;
    this.#tries = 0;
    this.#connect();
  }

  #connect(): void {
    clearTimeout(this.#again);
    const address = new URL('/api/recordings/live', location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address);
    this.#socket?.close();
    this.#socket = socket;
    this.#toldMs = performance.now();
    socket.onmessage = (event: MessageEvent<string>) => {
      if (socket === this.#socket) this.#hear(JSON.parse(event.data) as RecordingList);
    };
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.away = true;
      const pause = AGAIN_MS[Math.min(this.#tries++, AGAIN_MS.length - 1)];
      this.#again = setTimeout(() => this.#connect(), pause);
    };
  }

  #hear(said: RecordingList): void {
    this.list = said.recordings;
    this.credentials = said.credentials;
    this.#toldMs = performance.now();
    this.#toldUs = said.now_us;
    this.nowUs = said.now_us;
    this.known = true;
    this.away = false;
    this.#tries = 0;
  }

  #beat(): void {
    const since = performance.now() - this.#toldMs;
    if (this.#toldUs > 0 && !this.away) this.nowUs = this.#toldUs + Math.round(since * 1000);
    if (since > SILENT_MS && !document.hidden) this.#socket?.close();
  }
}

/** The recordings while a component lives. Call in its initialisation. */
export function feed(): Feed {
  const made = new Feed();
  onMount(() => {
    made.start();
    return () => made.stop();
  });
  return made;
}
