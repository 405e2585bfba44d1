// The messages of a live session's WebSocket: what each says, and whether one is missing.

import type { TrackColumns } from '../state/columns';
import { TrackError } from './errors';
import { decodeTrack } from './track-file';
import type { Timeline, TimelineDelta } from './types';

const SNAPSHOT = 1;
const ROWS = 2;

export type Told =
  | { type: 'hello'; timeline: Timeline }
  | { type: 'catching-up'; done: number }
  | { type: 'snapshot'; index: number; bytes: Uint8Array<ArrayBuffer> }
  | { type: 'rows'; index: number; rows: TrackColumns }
  | { type: 'events'; delta: TimelineDelta }
  | { type: 'hole' }
  | { type: 'ended' }
  | { type: 'failed'; error: string; wayOut: string }
  | { type: 'nothing' };

/** Reads the messages of one connection in order. */
export class LiveReader {
  private number: number | null = null;
  private readonly whole = new Set<number>();

  /** What a message says. Throws TrackError or SyntaxError for bytes of another form. */
  read(data: unknown): Told {
    if (typeof data === 'string') return this.readText(JSON.parse(data) as Record<string, unknown>);
    if (data instanceof ArrayBuffer) return this.readBytes(data);
    return { type: 'nothing' };
  }

  private readText(told: Record<string, unknown>): Told {
    switch (told['type']) {
      case 'hello':
        this.number = Number(told['number']);
        this.whole.clear();
        return { type: 'hello', timeline: told['timeline'] as Timeline };
      case 'catching_up':
        return { type: 'catching-up', done: Number(told['done']) };
      case 'events': {
        const delta = told as unknown as TimelineDelta;
        const hole = this.number !== null && delta.number !== this.number + 1;
        this.number = delta.number;
        return hole ? { type: 'hole' } : { type: 'events', delta };
      }
      case 'ended':
        return { type: 'ended' };
      case 'failed':
        return { type: 'failed', error: String(told['error']), wayOut: String(told['way_out']) };
      default:
        return { type: 'nothing' };
    }
  }

  private readBytes(buffer: ArrayBuffer): Told {
    if (buffer.byteLength < 5) throw new TrackError('A live message is cut off.');
    const view = new DataView(buffer);
    const index = view.getUint32(1, true);
    const bytes = new Uint8Array(buffer.slice(5));
    switch (view.getUint8(0)) {
      case SNAPSHOT:
        this.whole.add(index);
        return { type: 'snapshot', index, bytes };
      case ROWS:
        // Rows before a track's snapshot have nothing to be added to.
        return this.whole.has(index)
          ? { type: 'rows', index, rows: decodeTrack(bytes) }
          : { type: 'nothing' };
      default:
        return { type: 'nothing' };
    }
  }
}
