// A live session's new entries, put behind those at hand.

import { LISTS, type Timeline, type TimelineDelta } from '../source/types';

/** Add a delta's entries to a timeline, in place. */
export function grow(timeline: Timeline, delta: TimelineDelta): void {
  for (const name of LISTS) {
    const list: unknown[] = timeline[name];
    for (const entry of delta[name]) list.push(entry);
  }
  for (const [asset, entries] of Object.entries(delta.validity)) {
    (timeline.validity[asset] ??= []).push(...entries);
  }
  timeline.markets = delta.markets ?? timeline.markets;
  timeline.tracks = delta.tracks ?? timeline.tracks;
  timeline.assets = delta.assets ?? timeline.assets;
  timeline.to_us = Math.max(timeline.to_us, delta.to_us);
}
