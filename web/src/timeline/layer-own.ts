// One's own orders and fills: what the trader did, on top of everything else.

import { ownShort } from '../lib/own';
import type { Frame } from './frame';
import { crowded, type Crowd, type Rect, type Taken } from './labels';
import { plate, plateWidth } from './layer-marks';
import type { OrderLine } from './order-lines';
import type { FillMark } from './own-marks';
import { font } from './theme';

const SIZE = 6;
const LINE = 15;
/** More triangles than this are drawn at once, without a rim around each. */
const MANY = 150;

/** Resting orders as dashed lines at their price, as long as they stood. */
export function drawOrders(frame: Frame): void {
  const { pen, theme, view } = frame;
  const lines = frame.model.orderLines(view.from, view.to, frame.horizon);
  if (lines.length === 0) return;
  pen.save();
  pen.strokeStyle = theme.you;
  pen.lineWidth = 1;
  for (const resting of [false, true]) {
    const some = lines.filter((line) => line.resting === resting);
    pen.globalAlpha = resting ? 0.95 : 0.5;
    pen.setLineDash([5, 3]);
    strokeOrders(frame, some, false);
    pen.setLineDash([]);
    strokeOrders(frame, some, true);
  }
  pen.restore();
}

/** The lines, or the foot of each where it was placed, which says which way it faces. */
function strokeOrders(frame: Frame, lines: readonly OrderLine[], feet: boolean): void {
  const { pen, box } = frame;
  pen.beginPath();
  for (const line of lines) {
    const y = Math.round(frame.y(line.cell)) + 0.5;
    if (y < 0 || y > box.height) continue;
    const from = Math.max(-10, frame.x(line.fromUs));
    pen.moveTo(from, y);
    if (feet) pen.lineTo(from, y + (line.up ? 4 : -4));
    else pen.lineTo(Math.max(Math.min(box.width, frame.x(line.toUs)), from + 2), y);
  }
  pen.stroke();
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
    .filter(({ x }) => x > -SIZE && x < box.width + SIZE)
    .sort((a, b) => a.x - b.x);
  if (placed.length === 0) return;
  pen.save();
  pen.font = font(theme, 'mono');
  drawTriangles(frame, placed);
  // No label covers another fill: what crowds is told by labels and triangles together.
  const crowds = crowded(
    placed,
    (one) => one,
    (crowd) => area(frame, crowd),
  );
  for (const { left, top, right, foot } of crowds) {
    const [width, height] = [right - left + 2 * SIZE, foot - top + 2 * SIZE];
    taken.hold({ x: left - SIZE, y: top - SIZE, width, height });
  }
  for (const crowd of crowds) {
    const free = placeFor(labelRect(frame, crowd), taken, box.height);
    if (free) plate(frame, labelOf(crowd), free.x, free.y, theme.you);
  }
  pen.restore();
}

function drawTriangles(frame: Frame, placed: readonly Placed[]): void {
  const { pen, theme } = frame;
  pen.strokeStyle = theme.ground;
  pen.lineWidth = 2.5;
  pen.fillStyle = theme.you;
  const each = placed.length <= MANY;
  pen.beginPath();
  for (const { x, y, mark } of placed) {
    const way = mark.up ? SIZE : -SIZE;
    if (each) pen.beginPath();
    pen.moveTo(x, y - way);
    pen.lineTo(x + SIZE, y + way);
    pen.lineTo(x - SIZE, y + way);
    pen.closePath();
    if (!each) continue;
    pen.stroke();
    pen.fill();
  }
  if (each) return;
  pen.stroke();
  pen.fill();
}

function labelOf({ first, count }: Crowd<Placed>): string {
  if (count > 1) return `${count} fills`;
  const { letter, size, of, off, price } = first.mark;
  const where = off ? ` @ ${price}` : '';
  return `${letter} ${ownShort(size)}${of === '' ? '' : ` ${of}`}${where}`;
}

/** Below a buy, above a sale; a crowd's label stands over its highest. */
function labelRect(frame: Frame, crowd: Crowd<Placed>): Rect {
  const width = plateWidth(frame.pen, labelOf(crowd)) + 4;
  const under = crowd.count === 1 && crowd.first.mark.up;
  const y = under ? crowd.foot + SIZE + 3 : crowd.top - SIZE - LINE - 3;
  const middle = (crowd.left + crowd.right) / 2;
  const x = Math.max(0, Math.min(frame.box.width - width, middle - width / 2));
  return { x, y, width, height: LINE };
}

/** What a crowd covers, its label included. */
function area(frame: Frame, crowd: Crowd<Placed>): Rect {
  const label = labelRect(frame, crowd);
  const x = Math.min(label.x, crowd.left - SIZE);
  const y = Math.min(label.y, crowd.top - SIZE);
  const right = Math.max(label.x + label.width, crowd.right + SIZE);
  const foot = Math.max(label.y + label.height, crowd.foot + SIZE);
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
