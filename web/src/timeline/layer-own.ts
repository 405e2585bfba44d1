// One's own orders and fills: what the trader did, on top of everything else.

import type { Frame } from './frame';
import { grouped, type Rect, type Taken } from './labels';
import { plate, plateWidth } from './layer-marks';
import type { FillMark } from './own-marks';
import { font } from './theme';

const SIZE = 6;
const LINE = 15;

/** Resting orders as dashed lines at their price, as long as they stood. */
export function drawOrders(frame: Frame): void {
  const { pen, theme, view, box } = frame;
  pen.save();
  pen.strokeStyle = theme.you;
  pen.lineWidth = 1;
  for (const line of frame.model.orderLines(view.from, view.to, frame.horizon)) {
    const y = Math.round(frame.y(line.cell)) + 0.5;
    if (y < 0 || y > box.height) continue;
    const from = Math.max(-10, frame.x(line.fromUs));
    const to = Math.min(box.width, frame.x(line.toUs));
    pen.setLineDash([5, 3]);
    pen.globalAlpha = line.resting ? 0.95 : 0.5;
    pen.beginPath();
    pen.moveTo(from, y);
    pen.lineTo(Math.max(to, from + 2), y);
    pen.stroke();
    pen.setLineDash([]);
    // A foot where it was placed says which way it faces.
    pen.beginPath();
    pen.moveTo(from, y);
    pen.lineTo(from, y + (line.up ? 4 : -4));
    pen.stroke();
  }
  pen.restore();
}

interface Placed {
  mark: FillMark;
  x: number;
  y: number;
}

/** Fills as triangles, up for buys and down for sells; crowds share one label. */
export function drawFills(frame: Frame, taken: Taken): void {
  const { pen, theme, box } = frame;
  const placed: Placed[] = frame.model
    .fills(frame.horizon)
    .map((mark) => ({ mark, x: frame.x(mark.atUs), y: frame.y(mark.cell) }))
    .filter(({ x }) => x > -60 && x < box.width + 60)
    .sort((a, b) => a.x - b.x);
  pen.save();
  pen.font = font(theme, 'mono');
  for (const { mark, x, y } of placed) {
    triangle(frame, x, y, mark.up);
    taken.hold({ x: x - SIZE, y: y - SIZE, width: 2 * SIZE, height: 2 * SIZE });
  }
  // Crowds are told by labels and triangles together: no label may cover another fill.
  for (const { members } of grouped(placed, (some) => area(frame, some))) {
    const free = placeFor(labelRect(frame, members), taken, box.height);
    if (free) plate(frame, labelOf(frame, members), free.x, free.y, theme.you);
  }
  pen.restore();
}

function triangle({ pen, theme }: Frame, x: number, y: number, up: boolean): void {
  const way = up ? 1 : -1;
  pen.beginPath();
  pen.moveTo(x, y - way * SIZE);
  pen.lineTo(x + SIZE, y + way * SIZE);
  pen.lineTo(x - SIZE, y + way * SIZE);
  pen.closePath();
  pen.strokeStyle = theme.ground;
  pen.lineWidth = 2.5;
  pen.stroke();
  pen.fillStyle = theme.you;
  pen.fill();
}

function labelOf({ model }: Frame, members: readonly Placed[]): string {
  const [first] = members;
  if (!first || members.length > 1) return `${members.length} fills`;
  const { letter, size, of } = first.mark;
  return `${letter} ${model.words.size(size)}${of === '' ? '' : ` ${of}`}`;
}

/** Below a buy, above a sale; a crowd's label stands over its highest. */
function labelRect(frame: Frame, members: readonly Placed[]): Rect {
  const [first] = members;
  const width = plateWidth(frame.pen, labelOf(frame, members)) + 4;
  const middle = members.reduce((sum, one) => sum + one.x, 0) / Math.max(1, members.length);
  const top = Math.min(...members.map((one) => one.y));
  const under = members.length === 1 && first?.mark.up === true;
  const y = under ? (first?.y ?? 0) + SIZE + 3 : top - SIZE - LINE - 3;
  const x = Math.max(0, Math.min(frame.box.width - width, middle - width / 2));
  return { x, y, width, height: LINE };
}

/** What a crowd covers, its label included. */
function area(frame: Frame, members: readonly Placed[]): Rect {
  const label = labelRect(frame, members);
  const [xs, ys] = [members.map((one) => one.x), members.map((one) => one.y)];
  const x = Math.min(label.x, ...xs.map((one) => one - SIZE));
  const y = Math.min(label.y, ...ys.map((one) => one - SIZE));
  const right = Math.max(label.x + label.width, ...xs.map((one) => one + SIZE));
  const foot = Math.max(label.y + label.height, ...ys.map((one) => one + SIZE));
  return { x, y, width: right - x, height: foot - y };
}

/** A label may move up or down a little, before it is left out. */
function placeFor(rect: Rect, taken: Taken, height: number): Rect | null {
  for (const by of [0, LINE + 2, -LINE - 2, 2 * (LINE + 2), -2 * (LINE + 2)]) {
    const y = Math.max(0, Math.min(height - LINE, rect.y + by));
    const moved = { ...rect, y };
    if (taken.take(moved)) return moved;
  }
  return null;
}
