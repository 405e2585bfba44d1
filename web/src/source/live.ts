// A session that is being recorded: one WebSocket, first all of it and then what is new.

import { stepOfTrack } from '../state/price-step';
import type { Track } from '../state/track';
import { SourceError } from './errors';
import { API } from './fetching';
import { LiveReader, type Told } from './live-reader';
import { recorded } from './recorded';
import type { Increment, SessionSource } from './session';
import { TrackLoader } from './track-loader';
import type { Timeline } from './types';

const FIRST_MS = 250;
const LONGEST_MS = 10_000;
/** The server speaks every 5 s at least: one that is silent for so long hangs, or is out of reach. */
const SILENT_MS = 20_000;

/** Only what is needed of a WebSocket, so that a test can stand in for one. */
export interface Socket {
  binaryType: string;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { reason?: string }) => void) | null;
  send(text: string): void;
  close(): void;
}

/** The source of a running session; `open` makes its socket. */
export function live(
  slug: string,
  open: (address: string) => Socket = (address) => new WebSocket(address) as unknown as Socket,
): SessionSource {
  return new Live(slug, open);
}

class Live implements SessionSource {
  readonly live = true;
  private readonly loader = new TrackLoader();
  private readonly wanted = new Set<string>();
  private readonly pending = new Map<
    number,
    { resolve: (track: Track) => void; reject: (error: Error) => void }[]
  >();
  private listeners: ((what: Increment) => void)[] = [];
  private first: {
    resolve: (timeline: Timeline) => void;
    reject: (error: Error) => void;
  } | null = null;
  private known: Promise<Timeline> | null = null;
  /** Hears how much of a long recording has been read, before anything of it is here. */
  private onBuilding: ((done: number) => void) | undefined;
  private now: Timeline | null = null;
  private socket: Socket | null = null;
  private queue: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private wait = FIRST_MS;
  private closed = false;
  /** Whether something that arrived could not be read before. */
  private stumbled = false;
  /** Whether the server has said hello on this connection: before, it cannot be asked anything. */
  private greeted = false;
  /** The session as a recording, once it is none that runs. */
  private over: SessionSource | null = null;

  constructor(
    private readonly slug: string,
    private readonly open: (address: string) => Socket,
  ) {}

  timeline(onBuilding?: (done: number) => void): Promise<Timeline> {
    this.onBuilding = onBuilding ?? this.onBuilding;
    this.known ??= new Promise((resolve, reject) => {
      this.first = { resolve, reject };
      this.loader.warm();
      this.connect();
    });
    return this.known;
  }

  async track(index: number): Promise<Track> {
    await this.timeline();
    if (this.over) return this.over.track(index);
    const asset = this.now?.tracks[index]?.asset;
    if (asset === undefined) throw new SourceError(`The session has no track ${index}.`);
    return new Promise((resolve, reject) => {
      this.pending.set(index, [...(this.pending.get(index) ?? []), { resolve, reject }]);
      this.want(asset);
    });
  }

  follow(onChange: (what: Increment) => void): () => void {
    this.listeners.push(onChange);
    return () => {
      this.listeners = this.listeners.filter((one) => one !== onChange);
    };
  }

  retry(): void {
    if (this.closed || this.socket !== null || this.known === null) return;
    clearTimeout(this.timer);
    this.wait = FIRST_MS;
    this.connect();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.socket?.close();
    this.loader.close();
    this.over?.close();
    this.listeners = [];
  }

  private connect(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const path = `${API}/sessions/${encodeURIComponent(this.slug)}/live`;
    const socket = this.open(`${scheme}://${location.host}${path}`);
    const reader = new LiveReader();
    this.greeted = false;
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => {
      this.listen(socket);
      // In order, though a snapshot takes the worker a while.
      this.queue = this.queue
        .then(() => this.take(socket, reader, data))
        .catch((error: unknown) => this.unreadable(socket, error));
    };
    socket.onclose = ({ reason }) => {
      if (this.socket === socket) this.lost(reason ?? '');
    };
    this.socket = socket;
    this.listen(socket);
  }

  /** Give up a connection on which nothing is heard from now on. */
  private listen(socket: Socket): void {
    if (this.socket !== socket) return;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.drop(socket, 'nothing is heard of it'), SILENT_MS);
  }

  private async take(socket: Socket, reader: LiveReader, data: unknown): Promise<void> {
    if (this.socket !== socket) return;
    const told = reader.read(data);
    switch (told.type) {
      case 'hello':
        this.begin(told.timeline);
        return;
      case 'catching-up':
        this.onBuilding?.(told.done);
        return;
      case 'snapshot':
        this.snapshot(told.index, await this.load(told.index, told.bytes));
        return;
      case 'hole':
        // Something between two batches never arrived: only a fresh start is honest.
        this.drop(socket, 'something was missing');
        return;
      case 'ended':
        this.ended();
        return;
      case 'failed':
        this.failed(new SourceError(told.error, told.wayOut));
        return;
      case 'nothing':
        return;
      default:
        this.tell(told);
    }
  }

  /** The recording is over: what is not here yet comes from the recording. */
  private ended(): void {
    this.closed = true;
    const over = recorded(this.slug);
    this.over = over;
    const first = this.first;
    this.first = null;
    if (first) over.timeline().then(first.resolve, first.reject);
    for (const [index, waiting] of this.pending) {
      for (const one of waiting) over.track(index).then(one.resolve, one.reject);
    }
    this.pending.clear();
    this.tell({ type: 'ended' });
  }

  private failed(error: SourceError): void {
    this.closed = true;
    this.first?.reject(error);
    for (const waiting of this.pending.values()) for (const one of waiting) one.reject(error);
    this.pending.clear();
    this.tell({ type: 'failed', error });
  }

  /** A fresh start may mend it once; after that the same would come again for ever. */
  private unreadable(socket: Socket, error: unknown): void {
    if (this.socket !== socket || this.closed) return;
    if (this.stumbled) this.failed(unreadable(error));
    this.stumbled = true;
    this.drop(socket, 'something could not be read');
  }

  /** Hear no more of a connection, also not what has arrived already. */
  private drop(socket: Socket, cause: string): void {
    socket.close();
    if (this.socket === socket) this.lost(cause);
  }

  private begin(timeline: Timeline): void {
    this.greeted = true;
    this.wait = FIRST_MS;
    this.now = timeline;
    if (this.first) this.first.resolve(timeline);
    else this.tell({ type: 'begin', timeline });
    this.first = null;
    this.ask();
  }

  private snapshot(index: number, track: Track): void {
    const waiting = this.pending.get(index);
    this.pending.delete(index);
    if (waiting) for (const one of waiting) one.resolve(track);
    this.tell({ type: 'track', index, track });
  }

  private load(index: number, bytes: Uint8Array<ArrayBuffer>): Promise<Track> {
    return this.loader.load(bytes, this.now ? stepOfTrack(this.now, index) : 100);
  }

  private want(asset: string): void {
    this.wanted.add(asset);
    this.ask();
  }

  /** Ask for all that is wanted, in place of what was asked for before. */
  private ask(): void {
    if (!this.greeted || this.wanted.size === 0) return;
    this.socket?.send(JSON.stringify({ want: [...this.wanted] }));
  }

  private lost(cause: string): void {
    this.socket = null;
    this.greeted = false;
    clearTimeout(this.silence);
    if (this.closed) return;
    this.tell({ type: 'lost', cause, againMs: this.wait });
    this.timer = setTimeout(() => this.connect(), this.wait);
    this.wait = Math.min(LONGEST_MS, this.wait * 2);
  }

  private tell(what: Increment | Told): void {
    for (const listener of this.listeners) listener(what as Increment);
  }
}

function unreadable(error: unknown): SourceError {
  const why = error instanceof Error ? ` ${error.message}` : '';
  return new SourceError(
    `What the server sends of this recording cannot be read.${why}`,
    'It goes on being recorded. Try again; if it stays so, reload the page, then restart the server: gametape serve',
  );
}
