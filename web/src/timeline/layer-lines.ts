// Best bid and best ask as steps, and what the mid did within a pixel.

import { NONE } from '../state/columns';
import type { Shown } from './columns';
import type { Frame } from './frame';

/** From this many grid cells a column on, the range within it is worth showing. */
const RANGE_FROM_US = 500_000;

/** Low-high bars of the mid, where a pixel spans enough time for there to be any. */
export function drawRanges(frame: Frame, { runs }: Shown): void {
  const { pen, theme, model } = frame;
  if ((frame.level?.stepUs ?? 0) < RANGE_FROM_US) return;
  pen.save();
  pen.globalAlpha = 0.35;
  pen.fillStyle = theme.text2;
  pen.beginPath();
  for (const { piece, stepUs, startUs, from, to } of runs) {
    const { low, high, bid, ask } = piece.columns;
    for (let at = from; at < to; at++) {
      const [a, b] = [low[at] ?? NONE, high[at] ?? NONE];
      // What stays between bid and ask shows nothing that the lines do not.
      if (a === NONE || (a >= 2 * (bid[at] ?? 0) && b <= 2 * (ask[at] ?? 0))) continue;
      const us = startUs + (at - from) * stepUs;
      if (within(frame, us, us + stepUs)) continue;
      const [one, other] = [frame.y(model.turned(a / 2)), frame.y(model.turned(b / 2))];
      const x = frame.x(us);
      pen.rect(x, Math.min(one, other), frame.x(us + stepUs) - x, Math.abs(one - other));
    }
  }
  pen.fill();
  pen.restore();
}

/** The two lines, each on a wider one in the colour of the ground. */
export function drawTops(frame: Frame, shown: Shown): void {
  const { pen, theme } = frame;
  pen.save();
  pen.lineJoin = 'round';
  for (const side of ['ask', 'bid'] as const) {
    trace(frame, shown, side);
    pen.strokeStyle = theme.ground;
    pen.lineWidth = 4;
    pen.stroke();
    pen.strokeStyle = theme[side];
    pen.lineWidth = 1.5;
    pen.stroke();
  }
  pen.restore();
}

/** One line as a path: broken where there is no price, and in holes. */
function trace(frame: Frame, { runs, endUs }: Shown, side: 'bid' | 'ask'): void {
  const { pen, model } = frame;
  const path = new StepPath(frame);
  // On the other outcome's tape the track's asks are the bids.
  const read = model.mirror ? (side === 'bid' ? 'ask' : 'bid') : side;
  let before: number | null = null;
  pen.beginPath();
  for (const { piece, stepUs, startUs, from, to } of runs) {
    const cells = piece.columns[read];
    for (let at = from; at < to; at++) {
      const cell = cells[at] ?? NONE;
      const us = startUs + (at - from) * stepUs;
      // Most columns change nothing; asking for no more than that keeps pictures cheap.
      if (cell === before && us < path.nextUs) continue;
      before = cell;
      path.to(us, model.turned(cell));
    }
  }
  const last = frame.end;
  if (endUs < last) path.to(endUs, model.topAt(last)[side]);
  path.end(last);
}

/** Builds a path of steps, out of a price at a time after a price at a time. */
class StepPath {
  private cell = NONE;
  private hole = 0;
  private drawn = false;

  constructor(private readonly frame: Frame) {}

  /** When a hole begins or ends next. */
  nextUs = -Infinity;

  /** From this time on the price is `cell`. */
  to(us: number, cell: number): void {
    this.breakAt(us);
    if (cell !== this.cell) this.step(us, cell);
    const hole = this.frame.holes[this.hole];
    this.nextUs = !hole ? Infinity : this.drawn ? hole.fromUs : hole.toUs;
  }

  private step(us: number, cell: number): void {
    const { pen } = this.frame;
    const x = this.frame.x(us);
    if (this.cell !== NONE && this.drawn) pen.lineTo(x, this.frame.y(this.cell));
    if (cell !== NONE && !this.inHole(us)) {
      if (this.cell !== NONE && this.drawn) pen.lineTo(x, this.frame.y(cell));
      else pen.moveTo(x, this.frame.y(cell));
      this.drawn = true;
    } else {
      this.drawn = false;
    }
    this.cell = cell;
  }

  end(us: number): void {
    this.breakAt(us);
    if (this.cell === NONE || !this.drawn) return;
    this.frame.pen.lineTo(this.frame.x(us), this.frame.y(this.cell));
  }

  /** Stop the line at each hole that began by now, and go on behind it. */
  private breakAt(us: number): void {
    const { holes, pen } = this.frame;
    for (; this.hole < holes.length; this.hole++) {
      const hole = holes[this.hole];
      if (!hole || hole.fromUs > us) return;
      if (this.drawn && this.cell !== NONE) {
        pen.lineTo(this.frame.x(hole.fromUs), this.frame.y(this.cell));
      }
      this.drawn = false;
      if (hole.toUs > us) return;
      if (this.cell !== NONE) {
        pen.moveTo(this.frame.x(hole.toUs), this.frame.y(this.cell));
        this.drawn = true;
      }
    }
  }

  private inHole(us: number): boolean {
    const hole = this.frame.holes[this.hole];
    return hole !== undefined && hole.fromUs <= us && us < hole.toUs;
  }
}

/** Whether a stretch touches a hole. */
export function within(frame: Frame, from: number, to: number): boolean {
  return frame.holes.some((hole) => hole.fromUs < to && from < hole.toUs);
}
