// The book at the playhead, drawn where the future is not: bars of size and the depth they add up to.

import type { LadderBook, Level } from './rows';
import { roundUp } from './scale';

/** Where it is drawn, in CSS pixels, and how prices lie there. */
export interface ProfilePlace {
  readonly left: number;
  readonly right: number;
  readonly height: number;
  yOf(cell: number): number;
  /** Cells of one price step. */
  readonly step: number;
}

/** One bar and the depth up to it; `size` and `depth` in micro-shares. */
export interface ProfileBar {
  readonly cell: number;
  readonly size: number;
  readonly depth: number;
}

export interface ProfileColours {
  readonly bid: string;
  readonly ask: string;
  readonly text2: string;
}

/** Levels best first to bars with what they add up to. */
export function profileBars(levels: readonly Level[]): ProfileBar[] {
  let depth = 0;
  return levels.map(([cell, size]) => {
    depth += size;
    return { cell, size, depth };
  });
}

/** Only what it draws with, so that tests can stand in for a canvas. */
export type ProfilePen = Pick<
  CanvasRenderingContext2D,
  | 'save'
  | 'restore'
  | 'beginPath'
  | 'rect'
  | 'clip'
  | 'fillRect'
  | 'moveTo'
  | 'lineTo'
  | 'stroke'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'globalAlpha'
>;

const NARROWEST = 48;
const LONGEST_BAR = 0.55;

/**
 * Draw both sides from the playhead to the right. A full bar is the largest size in view rounded
 * up; the line is the depth from the best price on, on a scale of its own that it fills.
 */
export function drawProfile(
  pen: ProfilePen,
  place: ProfilePlace,
  book: LadderBook,
  colours: ProfileColours,
): void {
  const width = place.right - place.left;
  if (width < NARROWEST) return;
  const inView = ({ cell }: ProfileBar): boolean => {
    const y = place.yOf(cell);
    return y >= 0 && y <= place.height;
  };
  const sides = [
    { bars: profileBars(book.bids).filter(inView), colour: colours.bid },
    { bars: profileBars(book.asks).filter(inView), colour: colours.ask },
  ];
  const all = sides.flatMap(({ bars }) => bars);
  const full = roundUp(Math.max(0, ...all.map((bar) => bar.size)));
  const deepest = Math.max(1, ...all.map((bar) => bar.depth));
  const row = Math.max(1, Math.abs(place.yOf(0) - place.yOf(place.step)) - 1);
  pen.save();
  pen.beginPath();
  pen.rect(place.left + 2, 0, width - 2, place.height);
  pen.clip();
  for (const { bars, colour } of sides) {
    pen.fillStyle = colour;
    pen.globalAlpha = 0.2;
    for (const { cell, size } of bars) {
      const length = (width * LONGEST_BAR * size) / full;
      pen.fillRect(place.left + 2, place.yOf(cell) - row / 2, length, row);
    }
    pen.globalAlpha = 0.65;
    pen.strokeStyle = colour;
    pen.lineWidth = 1;
    pen.beginPath();
    let before = place.left + 2;
    for (const { cell, depth } of bars) {
      const x = place.left + 2 + ((width - 8) * depth) / deepest;
      const y = place.yOf(cell);
      pen.moveTo(before, y);
      pen.lineTo(x, y);
      before = x;
    }
    for (let i = 1; i < bars.length; i += 1) {
      const [last, next] = [bars[i - 1], bars[i]];
      if (last === undefined || next === undefined) continue;
      const x = place.left + 2 + ((width - 8) * last.depth) / deepest;
      pen.moveTo(x, place.yOf(last.cell));
      pen.lineTo(x, place.yOf(next.cell));
    }
    pen.stroke();
  }
  pen.restore();
}
