// A track comes first and its time grid after it, from a worker or, without one, from the page.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { YES, made, sessionOf } from '../timeline/made-session';
import { Minimap } from '../timeline/minimap';
import { TapeModel } from '../timeline/model';
import { gridComing } from '../timeline/grid';
import { PLAIN, keptSurface, recordedPen } from '../timeline/recorded-pen';
import { Session } from '../state/session';
import { Tape } from '../timeline/tape';
import { TrackLoader } from './track-loader';
import { makeTrack, type Answer } from './track-made';
import { encodeTrack } from './track-writer';

const evening = made(600, 5);
const { rows, timeline } = evening;
const T = timeline.from_us + 400_000_000;
const VIEW = { from: T - 300_000_000, to: T + 60_000_000 };
const file = () => encodeTrack({ asset: YES, market: 'market', rows });

/** A worker that answers when it is told to. */
class SlowWorker {
  static last: SlowWorker;
  onmessage: ((event: { data: Answer }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly answers: Answer[] = [];

  constructor() {
    SlowWorker.last = this;
  }

  postMessage({
    id,
    bytes,
    rowCells,
  }: {
    id: number;
    bytes: Uint8Array<ArrayBuffer>;
    rowCells: number;
  }): void {
    try {
      makeTrack(
        bytes,
        rowCells,
        (made) => this.answers.push({ id, made }),
        (grid) => this.answers.push({ id, grid }),
      );
    } catch (error) {
      this.answers.push({ id, error: String(error) });
    }
  }

  terminate(): void {
    this.onmessage = null;
  }

  answer(): void {
    const data = this.answers.shift();
    if (data) this.onmessage?.({ data });
  }
}

beforeEach(() => {
  vi.stubGlobal('Worker', SlowWorker);
  vi.stubGlobal('location', { protocol: 'http:' });
});

afterEach(() => vi.unstubAllGlobals());

/** All that is drawn of a session at T. */
function picture(session: Session): { model: TapeModel; calls: string[]; below: string[] } {
  const model = new TapeModel(session, YES, 'UTC');
  const [above, under] = [recordedPen(), recordedPen()];
  const tape = new Tape(
    { width: 0, height: 0, getContext: () => above.pen },
    model,
    PLAIN,
    keptSurface,
  );
  const minimap = new Minimap({ width: 0, height: 0, getContext: () => under.pen }, model, PLAIN);
  tape.resize(900, 400, 1);
  minimap.resize(900, 76, 1);
  tape.draw(VIEW, T);
  minimap.draw(VIEW, T);
  return { model, calls: above.calls, below: under.calls };
}

async function opened(): Promise<{ session: Session; worker: SlowWorker; loader: TrackLoader }> {
  const loader = new TrackLoader();
  const asked = loader.load(file(), 100);
  const worker = SlowWorker.last;
  worker.answer();
  const session = new Session(timeline);
  session.addTrack(0, await asked);
  return { session, worker, loader };
}

it('gives the book at any moment before there is anything to draw', async () => {
  const { session, worker } = await opened();
  const whole = sessionOf(evening);
  for (let second = 0; second < 600; second += 40) {
    const at = timeline.from_us + second * 1_000_000;
    expect(session.moment(YES, at)).toEqual(whole.moment(YES, at));
  }
  const { model, calls } = picture(session);
  expect(model.awaited).toBe(true);
  // No heat, no bubbles, and no line at what is known now over a past that is not drawn yet.
  expect(calls.filter((call) => /^(drawImage|arc)/.test(call))).toEqual([]);
  const lines = calls.slice(0, calls.indexOf('lineWidth(4)'));
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.slice(lines.lastIndexOf('beginPath()')).join()).not.toContain('lineTo');
  const track = session.sight(YES)?.track;
  if (!track) throw new Error('there is a track');
  worker.answer();
  await gridComing(track);
  const [late, usual] = [picture(session), picture(whole)];
  expect(late.model.awaited).toBe(false);
  expect(late.calls).toEqual(usual.calls);
  expect(late.below).toEqual(usual.below);
});

it('draws all the same when the worker fails after the track', async () => {
  const { session, loader } = await opened();
  const track = session.sight(YES)?.track;
  if (!track) throw new Error('there is a track');
  const coming = gridComing(track);
  loader.close();
  await coming;
  expect(picture(session).calls).toEqual(picture(sessionOf(evening)).calls);
});

it('says that bytes are no track', async () => {
  const loader = new TrackLoader();
  const asked = loader.load(new Uint8Array(8), 100);
  SlowWorker.last.answer();
  await expect(asked).rejects.toMatchObject({ name: 'TrackError' });
});
