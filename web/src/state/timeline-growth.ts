// A live session's new entries, put behind those at hand.

import type { Timeline, TimelineDelta, TimelineLists } from '../source/types';

const LISTS = [
  'rules',
  'gaps',
  'links',
  'game',
  'orders',
  'fills',
  'odd_trades',
  'notes_on_tape',
  'clock',
  'resolved',
] as const satisfies readonly (keyof TimelineLists)[];

/** Add a delta's entries to a timeline, in place. */
export function grow(timeline: Timeline, delta: TimelineDelta): void {
  for (const name of LISTS) extend(timeline, delta, name);
  for (const [asset, entries] of Object.entries(delta.validity ?? {})) {
    (timeline.validity[asset] ??= []).push(...entries);
  }
  if (delta.markets && delta.markets.length > 0) timeline.markets = delta.markets;
  if (delta.tracks && delta.tracks.length > 0) timeline.tracks = delta.tracks;
  if (delta.assets) Object.assign(timeline.assets, delta.assets);
  timeline.to_us = Math.max(timeline.to_us, delta.to_us);
}

function extend<K extends keyof TimelineLists>(
  to: TimelineLists,
  from: Partial<TimelineLists>,
  name: K,
) {
  const list: unknown[] = to[name];
  for (const entry of from[name] ?? []) list.push(entry);
}
