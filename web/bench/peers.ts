// The same two step lines of some thousand points, drawn by the tape and by two chart libraries.

import {
  LineSeries,
  LineType,
  createChart,
  type IChartApi,
  type UTCTimestamp,
} from 'lightweight-charts';
import uPlot from 'uplot';
import type { Timeline } from '../src/source/types';
import { encodeTrack } from '../src/source/track-writer';
import { decodeTrack } from '../src/source/track-file';
import { Session } from '../src/state/session';
import { Track } from '../src/state/track';
import { spread, type Spread } from './measures';
import { Stage } from './stage';
import { DARK } from './themes';

const WIDTH = 1280;
const HEIGHT = 644;
const START_US = 1_700_000_000_000_000;
const FRAMES = 150;

interface Lines {
  /** Seconds, and prices in cells. */
  at: number[];
  bid: number[];
  ask: number[];
}

/** One point a second, so that lightweight-charts' whole seconds are no handicap. */
function linesOf(points: number): Lines {
  const lines: Lines = { at: [], bid: [], ask: [] };
  let mid = 50;
  for (let i = 0; i < points; i++) {
    if (Math.random() < 0.5) mid = Math.max(10, Math.min(90, mid + (Math.random() < 0.5 ? -1 : 1)));
    lines.at.push(START_US / 1e6 + i);
    lines.bid.push((mid - 1) * 100);
    lines.ask.push((mid + 1) * 100);
  }
  return lines;
}

/** Script time of a picture of each: the window moves a little every time. */
export async function draws(place: HTMLElement, points: number): Promise<Record<string, Spread>> {
  const lines = linesOf(points);
  const works: Record<string, (by: number) => Promise<number> | number> = {
    tape: tape(lines, place),
    uPlot: plot(lines, place),
    'lightweight-charts': chart(lines, place),
  };
  const samples: Record<string, number[]> = {};
  for (let i = 0; i < FRAMES + 20; i++) {
    for (const [name, draw] of Object.entries(works)) {
      const took = await draw(1 + (i % 50) / 1000);
      if (i >= 20) (samples[name] ??= []).push(took);
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, spread(all)]));
}

function box(place: HTMLElement): HTMLElement {
  const element = document.createElement('div');
  element.style.cssText = `width:${WIDTH}px;height:${HEIGHT}px`;
  place.append(element);
  return element;
}

function tape(lines: Lines, place: HTMLElement): (by: number) => number {
  const session = sessionOf(lines);
  const loaded = {
    session,
    track: null as never,
    asset: 'yes',
    bytes: 0,
    fetchMs: 0,
    usableMs: 0,
    drawnMs: 0,
  };
  const stage = new Stage(loaded, box(place), { width: WIDTH, height: HEIGHT });
  stage.tape.options.heat = false;
  const end = START_US + lines.at.length * 1e6;
  return (by) => {
    const start = performance.now();
    stage.tape.draw({ from: end - lines.at.length * 1e6 * by, to: end }, end);
    return performance.now() - start;
  };
}

function sessionOf({ bid, ask }: Lines): Session {
  const rows = bid.flatMap((cell, i) => {
    const [us, size] = [START_US + i * 1e6, 1_000_000];
    const old = bid[i - 1];
    const gone = [
      { us, seq: i, kind: 0, cell: old ?? 0, size: 0 },
      { us, seq: i, kind: 1, cell: ask[i - 1] ?? 0, size: 0 },
    ];
    return [
      ...(old === undefined || old === cell ? [] : gone),
      { us, seq: i, kind: 0, cell, size },
      { us, seq: i, kind: 1, cell: ask[i] ?? 0, size },
    ];
  });
  const end = START_US + bid.length * 1e6;
  const session = new Session(bareTimeline(START_US, end, rows.length));
  session.addTrack(0, new Track(decodeTrack(encodeTrack({ asset: 'yes', market: 'm', rows }))));
  return session;
}

/** A session of one market in which nothing happens but its book. */
export function bareTimeline(from_us: number, to_us: number, rows: number): Timeline {
  const outcomes = [{ asset: 'yes', label: 'Yes' }];
  const facts = { neg_risk: null, tick: '0.01', min_size: null, taker_delay_us: null };
  const names = { market: 'm', question: '', slug: '', event_slug: '', type: '', line: '' };
  return {
    ...{
      session: 's',
      title: '',
      venue: '',
      version: '1',
      live: false,
      clock: 'receiver' as const,
    },
    ...{ from_us, to_us, assets: { yes: { track: 0, mirror: false } } },
    markets: [{ ...names, ...facts, game_start_us: null, fees: null, outcomes }],
    tracks: [
      { index: 0, asset: 'yes', market: 'm', label: 'Yes', grid: 'uniform', rows, bytes: 0 },
    ],
    validity: { yes: [{ seq: 0, at_us: from_us, valid: true, reason: '' }] },
    ...{
      rules: [],
      gaps: [],
      links: [],
      game: [],
      orders: [],
      fills: [],
      odd_trades: [],
      changes: [],
    },
    ...{ notes_on_tape: [], clock_readings: [], resolved: [] },
  };
}

function plot({ at, bid, ask }: Lines, place: HTMLElement): (by: number) => Promise<number> {
  const { stepped } = uPlot.paths;
  const paths = stepped?.({ align: 1 });
  const line = (stroke: string) => ({
    stroke,
    width: 1.5,
    ...(paths ? { paths } : {}),
    points: { show: false },
  });
  const chart = new uPlot(
    {
      ...{ width: WIDTH, height: HEIGHT, pxAlign: 0, legend: { show: false } },
      scales: { x: { time: true } },
      series: [{}, line(DARK.bid), line(DARK.ask)],
    },
    [at, bid, ask],
    box(place),
  );
  const end = at.at(-1) ?? 0;
  return async (by) => {
    const start = performance.now();
    chart.setScale('x', { min: end - at.length * by, max: end });
    await Promise.resolve(); // it draws in a microtask
    return performance.now() - start;
  };
}

function chart({ at, bid, ask }: Lines, place: HTMLElement): (by: number) => Promise<number> {
  const api: IChartApi = createChart(box(place), { width: WIDTH, height: HEIGHT });
  for (const [values, color] of [
    [bid, DARK.bid],
    [ask, DARK.ask],
  ] as const) {
    const series = api.addSeries(LineSeries, { color, lineType: LineType.WithSteps });
    series.setData(at.map((time, i) => ({ time: time as UTCTimestamp, value: values[i] ?? 0 })));
  }
  return async (by) => {
    const before = inFrames;
    const start = performance.now();
    api.timeScale().setVisibleLogicalRange({ from: at.length * (1 - by), to: at.length });
    const asked = performance.now() - start;
    await new Promise((resolve) => asBefore(() => asBefore(resolve)));
    return asked + inFrames - before;
  };
}

/** Milliseconds spent in other people's animation frames: lightweight-charts draws there. */
let inFrames = 0;
const asBefore = requestAnimationFrame.bind(window);
window.requestAnimationFrame = (run) =>
  asBefore((now) => {
    const start = performance.now();
    run(now);
    inFrames += performance.now() - start;
  });
