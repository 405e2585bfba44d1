// What is measured of the engine: frames, seeks, memory. Times in milliseconds, seeks in microseconds.

import type { Track } from '../src/state/track';
import { Clock } from '../src/timeline/clock';
import { Stage, type Loaded } from './stage';

export interface Spread {
  p50: number;
  p95: number;
  p99: number;
  worst: number;
  n: number;
}

export function spread(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  return {
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    worst: sorted.at(-1) ?? 0,
    n: sorted.length,
  };
}

export type Mode = 'follow' | 'full' | 'scrub';

/** Script time of each picture while a real clock plays for some seconds. */
export function frames(
  loaded: Loaded,
  place: HTMLElement,
  mode: Mode,
  ratio: number,
  forMs: number,
): Promise<Spread & { pictures: number }> {
  const stage = new Stage(loaded, place, { width: 1280, height: 644, ratio });
  const { from_us, to_us } = loaded.session.timeline;
  const span = to_us - from_us;
  const clock = new Clock();
  clock.limits(from_us, to_us);
  clock.setSpeed(10);
  clock.seek(from_us + span * 0.4);
  const samples: number[] = [];
  const begin = performance.now();
  return new Promise((resolve) => {
    clock.onFrame((now) => {
      const start = performance.now();
      const since = start - begin;
      if (since > forMs) {
        clock.close();
        resolve({ ...spread(samples), pictures: samples.length });
        return;
      }
      const swing = from_us + span * (0.5 - 0.48 * Math.cos((since / 2900) * Math.PI * 2));
      const seconds = mode === 'full' ? span / 1e6 : 600;
      stage.draw(mode === 'scrub' ? swing : now, seconds, mode !== 'scrub');
      samples.push(performance.now() - start);
      if (mode === 'scrub') clock.changed();
    });
    clock.play();
  });
}

/** Seeks at random times: the whole book is there afterwards, and its best prices are read. */
export function seeks(
  track: Track,
  count: number,
): { ours: Spread; plain: Spread; equal: boolean } {
  const snapshots = snapshotsOf(track);
  const from = track.timeUs(0);
  const span = track.timeUs(track.rows - 1) - from;
  const times = Array.from({ length: count }, () => from + Math.floor(Math.random() * span));
  let equal = true;
  for (const t of times.slice(0, 100)) {
    const book = track.seek(t);
    const plain = plainSeek(track, snapshots, t);
    equal &&= book.bids().length === plain.bids.size && book.asks().length === plain.asks.size;
    for (const [cell, size] of [...book.bids(), ...book.asks()]) {
      equal &&= (plain.bids.get(cell) ?? plain.asks.get(cell)) === size;
    }
  }
  const ours = times.map((t) => {
    const start = performance.now();
    const book = track.seek(t);
    sink += book.bestBid + book.bestAsk;
    return (performance.now() - start) * 1000;
  });
  const plain = times.slice(0, Math.ceil(count / 4)).map((t) => {
    const start = performance.now();
    sink += plainSeek(track, snapshots, t).bids.size;
    return (performance.now() - start) * 1000;
  });
  return { ours: spread(ours), plain: spread(plain), equal };
}

/** Keeps the work above from being thought useless. */
export let sink = 0;

const SNAPSHOT_ROWS = 16_384;

interface Plain {
  bids: Map<number, number>;
  asks: Map<number, number>;
}

/** What one would write first: two Maps, copied from the last snapshot and moved row by row. */
function plainSeek(track: Track, snapshots: readonly Plain[], t: number): Plain {
  const end = track.rowAt(t);
  const at = Math.floor(end / SNAPSHOT_ROWS);
  const kept = snapshots[at];
  const plain = { bids: new Map(kept?.bids), asks: new Map(kept?.asks) };
  for (let row = at * SNAPSHOT_ROWS; row < end; row++) move(track, plain, row);
  return plain;
}

function snapshotsOf(track: Track): Plain[] {
  const plain: Plain = { bids: new Map(), asks: new Map() };
  const out: Plain[] = [];
  for (let row = 0; row < track.rows; row++) {
    if (row % SNAPSHOT_ROWS === 0)
      out.push({ bids: new Map(plain.bids), asks: new Map(plain.asks) });
    move(track, plain, row);
  }
  return out;
}

function move(track: Track, { bids, asks }: Plain, row: number): void {
  const kind = track.kindOf(row);
  if (kind > 1) return;
  const side = kind === 0 ? bids : asks;
  const size = track.sizeOf(row);
  if (size > 0) side.set(track.cellOf(row), size);
  else side.delete(track.cellOf(row));
}

/** Megabytes of the page, by the browser's own account; null where it does not tell. */
export async function memory(): Promise<number | null> {
  const measure = (
    performance as { measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }> }
  ).measureUserAgentSpecificMemory;
  if (!measure) return null;
  return (await measure.call(performance)).bytes / 1e6;
}
