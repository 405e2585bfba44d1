// Public trades as bubbles: area by volume, colour by the taker's side, gathered where they crowd.

import type { Frame } from './frame';
import { sizeOf } from './heat';
import type { Shown } from './columns';

/** Width of the columns in which trades become one bubble, in pixels. */
const GATHER = 7;
const LARGEST = 14;
/** Radius of a trade that counts as large. */
const USUAL = 6.5;
const SMALLEST = 1.6;
/** Columns up to this long are drawn at full size. */
const CROWD_US = 2_000_000;

interface Bubble {
  bought: number;
  sold: number;
  moved: number;
}

/** Draws what was traded up to the horizon. */
export function drawTrades(frame: Frame, shown: Shown): void {
  const { pen, theme, model, usPerPixel } = frame;
  const grid = model.grid;
  if (!grid) return;
  // Gathered by absolute time, so that bubbles do not flicker while the picture moves.
  const width = gatherUs(usPerPixel);
  // A wider column gathers more; its bubbles do not grow as fast as that.
  const crowd = Math.sqrt(Math.max(1, width / CROWD_US));
  const reference = sizeOf(grid.tradedAt(frame.horizon)) * crowd;
  pen.save();
  for (const [slot, bubble] of gathered(frame, shown, width)) {
    const volume = bubble.bought + bubble.sold;
    const radius = Math.min(LARGEST, USUAL * Math.sqrt(volume / reference));
    if (!(volume > 0)) continue;
    const buys = bubble.bought >= bubble.sold !== model.mirror;
    const cell = model.turned(bubble.moved / volume);
    pen.beginPath();
    pen.arc(
      frame.x((slot + 0.5) * width),
      frame.y(cell),
      Math.max(SMALLEST, radius),
      0,
      2 * Math.PI,
    );
    pen.globalAlpha = 0.38;
    pen.fillStyle = buys ? theme.bid : theme.ask;
    pen.fill();
    if (radius < 3) continue;
    pen.globalAlpha = 0.9;
    pen.strokeStyle = buys ? theme.bid : theme.ask;
    pen.lineWidth = 1;
    pen.stroke();
  }
  pen.restore();
}

/** A round length of time that spans about GATHER pixels. */
function gatherUs(usPerPixel: number): number {
  return 2 ** Math.ceil(Math.log2(usPerPixel * GATHER));
}

function gathered(frame: Frame, { runs, endUs }: Shown, width: number): Map<number, Bubble> {
  const bubbles = new Map<number, Bubble>();
  const add = (us: number, bought: number, sold: number, moved: number): void => {
    const slot = Math.floor(us / width);
    const bubble = bubbles.get(slot);
    if (!bubble) bubbles.set(slot, { bought, sold, moved });
    else {
      bubble.bought += bought;
      bubble.sold += sold;
      bubble.moved += moved;
    }
  };
  for (const { piece, stepUs, startUs, from, to } of runs) {
    const { buy, sell, moved } = piece.columns;
    for (let at = from; at < to; at++) {
      const [bought, sold] = [buy[at] ?? 0, sell[at] ?? 0];
      if (bought + sold === 0) continue;
      add(startUs + (at - from + 0.5) * stepUs, bought, sold, moved[at] ?? 0);
    }
  }
  addRest(frame, endUs, add);
  return bubbles;
}

/** Trades behind the last whole column. */
function addRest(
  frame: Frame,
  endUs: number,
  add: (us: number, bought: number, sold: number, moved: number) => void,
): void {
  const { track } = frame.model;
  if (!track || endUs >= frame.end) return;
  const end = track.tradesBefore(track.rowAt(frame.end));
  for (let i = track.tradesBefore(track.rowAt(endUs)); i < end; i++) {
    const { atUs, size, side, cell } = track.trade(i);
    const bought = side === 'BUY' ? size : side === 'SELL' ? 0 : size / 2;
    add(atUs, bought, size - bought, size * cell);
  }
}
