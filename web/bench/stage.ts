// A tape and a minimap on a bare page: loads a session from beside it and draws what it is told.

import { TrackLoader } from '../src/source/track-loader';
import type { Timeline } from '../src/source/types';
import { stepOfTrack } from '../src/state/price-step';
import { Session } from '../src/state/session';
import type { Track } from '../src/state/track';
import { gridComing } from '../src/timeline/grid';
import { Minimap } from '../src/timeline/minimap';
import { TapeModel } from '../src/timeline/model';
import { Tape } from '../src/timeline/tape';
import { DARK, LIGHT } from './themes';

export interface Loaded {
  session: Session;
  track: Track;
  asset: string;
  bytes: number;
  /** Milliseconds: fetched, then to a track that can be sought in. */
  fetchMs: number;
  usableMs: number;
  /** To prices and heat that can be drawn. */
  drawnMs: number;
}

/** Load the first track of a session in a folder beside the page. */
export async function load(folder: string): Promise<Loaded> {
  const start = performance.now();
  const loader = new TrackLoader();
  loader.warm();
  const timeline = (await (await fetch(`${folder}/timeline.json`)).json()) as Timeline;
  const body = new Uint8Array(await (await fetch(`${folder}/0.track`)).arrayBuffer());
  const fetched = performance.now();
  const bytes = body.length;
  const track = await loader.load(body, stepOfTrack(timeline, 0));
  const session = new Session(timeline);
  session.addTrack(0, track);
  const asset = timeline.tracks[0]?.asset ?? '';
  session.book(asset, timeline.to_us);
  const usableMs = performance.now() - start;
  await gridComing(track);
  const drawnMs = performance.now() - start;
  loader.close();
  return { session, track, asset, bytes, fetchMs: fetched - start, usableMs, drawnMs };
}

export class Stage {
  readonly model: TapeModel;
  readonly tape: Tape;
  readonly minimap: Minimap;
  readonly canvas: HTMLCanvasElement;

  constructor(
    loaded: Loaded,
    place: HTMLElement,
    { width = 1100, height = 620, ratio = 1, dark = true, asset = loaded.asset } = {},
  ) {
    const theme = dark ? DARK : LIGHT;
    place.replaceChildren();
    document.body.style.background = theme.ground;
    this.canvas = canvasIn(place, width, height);
    const below = canvasIn(place, width, 76);
    this.model = new TapeModel(loaded.session, asset, 'UTC');
    this.tape = new Tape(this.canvas as never, this.model, theme);
    this.tape.resize(width, height, ratio);
    this.minimap = new Minimap(below as never, this.model, theme);
    this.minimap.resize(width, 76, ratio);
  }

  /** Draw a window of so many seconds with the playhead at 78 %. */
  draw(t: number, seconds: number, playing = false): void {
    const from = t - seconds * 1e6 * 0.78;
    const view = { from, to: from + seconds * 1e6 };
    this.tape.draw(view, t, playing);
    this.minimap.draw(view, t);
  }
}

function canvasIn(place: HTMLElement, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.style.cssText = `display:block;width:${width}px;height:${height}px`;
  place.append(canvas);
  return canvas;
}
