// Watching the moments of a pattern one after the other, across sessions.

import { go, query, room as roomAddress } from '../../app/router';
import { ask, ApiError } from '../../lib/api';
import {
  beside,
  momentsPath,
  placeQuery,
  readPlace,
  type ListPlace,
  type Moment,
  type Playlist,
} from './playbook';

/** What a room is told to do to show a moment of its own session. */
export interface Screen {
  readonly show: (moment: Moment) => void;
}

/** The list that a room's address names, and where in it one is. */
export class Watching {
  place = $state.raw<ListPlace | null>(readPlace(new URLSearchParams(location.search)));
  list = $state.raw<Playlist | null>(null);
  problem = $state<string | null>(null);

  constructor(private readonly slug: string) {}

  /** The number of the moment that is watched, from 0; -1 where it is none of the list (any more). */
  get at(): number {
    const { list, place } = this;
    if (list === null || place === null) return -1;
    return list.moments.findIndex(
      (one) => one.session === this.slug && one.order_id === place.order,
    );
  }

  get moment(): Moment | null {
    return this.list?.moments[this.at] ?? null;
  }

  async load(): Promise<void> {
    if (this.place === null) return;
    try {
      this.list = await ask<Playlist>('GET', momentsPath(this.place));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem = [error.message, error.wayOut].filter(Boolean).join(' ');
    }
  }

  /** Watch the moment before or after; whether there is one. */
  step(by: 1 | -1, screen: Screen): boolean {
    const { list, place } = this;
    if (list === null || place === null) return false;
    const next = beside(list, this.slug, place.order, by);
    if (next === null) return false;
    if (next.session !== this.slug) {
      go(roomAddress(next.session, placeQuery(next, place)));
      return true;
    }
    this.place = { ...place, order: next.order_id };
    query.set({ order: next.order_id });
    screen.show(next);
    return true;
  }

  /** Leave the list; the room stays where it is. */
  leave(): void {
    this.place = null;
    const none = { list: null, which: null, order: null };
    query.set({ ...none, sport: null, league: null, market_type: null });
  }
}
