// A recorded session from the page's server: one timeline, and a track for each asset looked at.

import { stepOfTrack } from '../state/price-step';
import type { Track } from '../state/track';
import { SourceError } from './errors';
import { API, get, wholeBody } from './fetching';
import type { Progress, SessionSource } from './session';
import { TrackLoader } from './track-loader';
import type { Timeline } from './types';

const AGAIN_MS = 500;
/** Of a track, unpacked, more or less: time, number, kind, place and size. */
const BYTES_A_ROW = 8;

/** The source of a recorded session. */
export function recorded(slug: string): SessionSource {
  return new Recorded(`${API}/sessions/${encodeURIComponent(slug)}`);
}

class Recorded implements SessionSource {
  readonly live = false;
  private readonly loader = new TrackLoader();
  private readonly left = new AbortController();
  private known: Promise<Timeline> | null = null;

  constructor(private readonly address: string) {}

  async timeline(onBuilding?: (done: number) => void): Promise<Timeline> {
    this.loader.warm();
    for (;;) {
      const response = await get(`${this.address}/timeline`, this.left.signal);
      const found = (await response.json()) as Timeline | { building: true; done: number };
      if (!('building' in found)) {
        this.known = Promise.resolve(found);
        return found;
      }
      onBuilding?.(found.done);
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      if (this.left.signal.aborted) throw new SourceError('The page was left.');
    }
  }

  async track(index: number, onProgress?: Progress): Promise<Track> {
    this.known ??= this.timeline();
    const timeline = await this.known;
    const address = `${this.address}/tracks/${index}?v=${encodeURIComponent(timeline.version)}`;
    const about = (timeline.tracks[index]?.rows ?? 0) * BYTES_A_ROW;
    const response = await get(address, this.left.signal);
    const body = await wholeBody(response, onProgress, about);
    return this.loader.load(body, stepOfTrack(timeline, index));
  }

  close(): void {
    this.left.abort();
    this.loader.close();
  }
}
