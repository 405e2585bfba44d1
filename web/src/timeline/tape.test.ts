// The tape: what is drawn where, in holes, at the edges, and what the pointer finds.

import { describe, expect, it } from 'vitest';
import { NO, START_US, YES, made, sessionOf } from './made-session';
import { TapeModel } from './model';
import { PLAIN, keptSurface, recordedPen } from './recorded-pen';
import { Tape } from './tape';

const SECOND = 1_000_000;
const session = sessionOf(made(600, 5));
const { timeline } = session;
const [gap] = timeline.gaps;
if (!gap) throw new Error('the made session has holes');

function tapeOf(asset = YES, width = 1000) {
  const { pen, calls } = recordedPen();
  const model = new TapeModel(session, asset, 'UTC');
  const tape = new Tape({ width: 0, height: 0, getContext: () => pen }, model, PLAIN, keptSurface);
  tape.resize(width, 500, 2);
  const draw = (t: number, seconds: number, playing = false): string[] => {
    calls.length = 0;
    const from = t - seconds * SECOND * 0.78;
    tape.draw({ from, to: from + seconds * SECOND }, t, playing);
    return [...calls];
  };
  return { tape, model, draw };
}

/** Texts that were written, in order. */
const texts = (calls: readonly string[]): string[] =>
  calls
    .filter((call) => call.startsWith('fillText('))
    .map((call) => String(JSON.parse(`[${call.slice(9, -1)}]`)[0]));

describe('the tape', () => {
  it('tags the best prices of the fold, and none while there is no data', () => {
    const { tape, draw, model } = tapeOf();
    tape.options.trades = false;
    const t = gap.from_us - SECOND;
    const top = model.topAt(t);
    const tag = (cell: number): string => model.words.price(cell);
    expect(texts(draw(t, 30))).toEqual(expect.arrayContaining([tag(top.bid), tag(top.ask)]));
    const inside = draw(gap.from_us + SECOND, 5);
    expect(inside.filter((call) => call === 'fillStyle("#0000ff")')).toEqual([]);
    expect(texts(inside)).toContain('no data: connection down');
  });

  it('tells how long a hole was only when it is over', () => {
    const { draw } = tapeOf();
    const during = texts(draw(gap.to_us - 1, 20)).find((text) => text.startsWith('no data'));
    expect(during).toBe('no data: connection down');
    const after = texts(draw(gap.at_us + 2 * SECOND, 20)).find((text) =>
      text.startsWith('no data'),
    );
    expect(after).toMatch(/^no data \d/);
  });

  it('shows the other outcome upside down, with the same picture of sizes', () => {
    const t = START_US + 300 * SECOND;
    const [yes, no] = [tapeOf(YES), tapeOf(NO)];
    yes.draw(t, 60);
    const flipped = no.draw(t, 60);
    expect(flipped).toContain('scale(1,-1)');
    const [one, other] = [yes.model.topAt(t), no.model.topAt(t)];
    expect([other.bid, other.ask]).toEqual([10_000 - one.ask, 10_000 - one.bid]);
    const [a, b] = [yes.tape.priceRange, no.tape.priceRange];
    expect(b?.low).toBeCloseTo(10_000 - (a?.high ?? 0));
  });

  it('snaps when seeking, and eases while playing', () => {
    const { tape, draw } = tapeOf();
    const [early, late] = [START_US + 40 * SECOND, START_US + 560 * SECOND];
    draw(late, 60);
    const goal = tape.priceRange;
    draw(early, 60);
    const start = tape.priceRange;
    expect(start).not.toEqual(goal);
    draw(late, 60, true);
    expect(tape.priceRange).not.toEqual(goal);
    for (let i = 0; i < 80; i++) draw(late, 60, true);
    expect(tape.priceRange).toEqual(goal);
    draw(early, 60);
    expect(tape.priceRange).toEqual(start);
  });

  it('shows at least twenty cents, with air about the price', () => {
    const { tape, model, draw } = tapeOf();
    for (let t = START_US + 5 * SECOND; t < timeline.to_us; t += 30 * SECOND) {
      draw(t, 20);
      const range = tape.priceRange;
      if (!range) throw new Error('something was drawn');
      expect(range.high - range.low).toBeGreaterThanOrEqual(2000);
      const { bid, ask } = model.topAt(t);
      if (bid < 600 || ask > 9400) continue;
      expect(range.low).toBeLessThanOrEqual((bid + ask) / 2 - 450);
      expect(range.high).toBeGreaterThanOrEqual((bid + ask) / 2 + 450);
    }
  });

  it('finds what lies under the pointer: fills, events, nothing', () => {
    const { tape, model, draw } = tapeOf();
    const fill = model.fills(Infinity).find((one) => one.atUs > START_US + 60 * SECOND);
    if (!fill) throw new Error('the made session has fills');
    draw(fill.atUs + SECOND, 20);
    const hit = tape.hit(tape.xOf(fill.atUs) + 2, tape.yOf(fill.cell));
    expect(hit?.kind).toBe('fill');
    expect(hit?.text).toMatch(/^(Bought|Sold) \d+ sh( [AB])? at 0\.\d\d$/);
    draw(fill.atUs - 1, 20);
    expect(tape.hit(tape.xOf(fill.atUs) + 2, tape.yOf(fill.cell))).toBeNull();
    const { events } = model.games(START_US + 200 * SECOND);
    const event = events.at(-1);
    draw(START_US + 200 * SECOND, 100);
    expect(tape.hit(tape.xOf(event?.atUs ?? 0), tape.plotHeight - 9)).toMatchObject({
      ...{ kind: 'game', us: event?.atUs, text: event?.label },
    });
    expect(tape.hit(3, 3)).toBeNull();
  });

  it('reads time, prices and size under the crosshair, and nothing ahead of the playhead', () => {
    const { tape, model, draw } = tapeOf();
    const t = START_US + 250 * SECOND;
    draw(t, 60);
    const x = tape.xOf(t - 2 * SECOND);
    const us = tape.timeAt(x);
    const top = model.topAt(us);
    const read = tape.read(x, tape.yOf(top.bid));
    expect(read[0]).toContain(model.words.session(us, true));
    expect(read[1]).toBe(`bid ${model.words.price(top.bid)}  ask ${model.words.price(top.ask)}`);
    expect(read[2]).toBe(
      `${model.words.price(top.bid)}  ${model.words.shares(model.bookAt(us)?.sizeAt(0, top.bid) ?? 0)}`,
    );
    expect(tape.read(tape.xOf(t) + 20, tape.yOf(top.bid))).toEqual([model.words.price(top.bid)]);
  });

  it('draws in device pixels and never beyond the plot', () => {
    const { draw } = tapeOf();
    const calls = draw(START_US + 100 * SECOND, 600);
    expect(calls[0]).toBe('setTransform(2,0,0,2,0,0)');
    expect(calls).toContain('rect(0,0,942,466)');
  });

  it('draws nothing, and breaks nothing, before the first and after the last row', () => {
    const { draw } = tapeOf();
    for (const t of [START_US - 1e9, START_US, timeline.to_us, timeline.to_us + 1e10]) {
      expect(draw(t, 60).length).toBeGreaterThan(10);
    }
  });
});

describe('the overview', () => {
  it('grows with the playhead, and says nothing about the end', () => {
    const model = new TapeModel(session, YES, 'UTC');
    const longer = new TapeModel(sessionOf(made(1500, 6)), YES, 'UTC');
    const hour = 3600 * SECOND;
    let before = 0;
    for (let t = START_US; t < START_US + 9 * hour; t += 0.05 * hour) {
      const end = model.overviewEnd(t);
      expect(end).toBeGreaterThan(t);
      expect(end).toBeGreaterThanOrEqual(before);
      expect(longer.overviewEnd(t)).toBe(end);
      before = end;
    }
    model.hideFuture = false;
    expect(model.overviewEnd(START_US)).toBe(timeline.to_us);
  });
});
