// The film of a drill's question: up to the moment before the answer, with what came after it.

import { API, get, wholeBody } from '../../source/fetching';
import type { SessionSource } from '../../source/session';
import { TrackLoader } from '../../source/track-loader';
import type { Timeline } from '../../source/types';
import { stepOfTrack } from '../../state/price-step';
import type { Origin } from '../room/opening';

/** Where a room gets a question's clip from; `after` is refused by the server before the answer. */
export function clipOf(round: string, number: number, after: boolean): Origin {
  return {
    about: () =>
      Promise.resolve({ row: { title: 'Drill', live: false, venue: '' }, certificate: null }),
    source: () => Promise.resolve(new ClipSource(addressOf(round, number, after))),
  };
}

/** The address of a clip; it names nothing but the round and the question's number. */
export function addressOf(round: string, number: number, after: boolean): string {
  return `${API}/drills/${encodeURIComponent(round)}/${number}${after ? '/after' : ''}`;
}

class ClipSource implements SessionSource {
  readonly live = false;
  private readonly loader = new TrackLoader();
  private readonly left = new AbortController();
  private known: Timeline | null = null;

  constructor(private readonly address: string) {}

  async timeline(): Promise<Timeline> {
    this.loader.warm();
    const response = await get(`${this.address}/timeline`, this.left.signal);
    this.known = (await response.json()) as Timeline;
    return this.known;
  }

  async track(index: number) {
    const timeline = this.known ?? (await this.timeline());
    const response = await get(`${this.address}/tracks/${index}`, this.left.signal);
    return this.loader.load(await wholeBody(response), stepOfTrack(timeline, index));
  }

  close(): void {
    this.left.abort();
    this.loader.close();
  }
}
