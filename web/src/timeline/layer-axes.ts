// Price and time axes, the tags of the best prices, the playhead and the crosshair.

import type { BookView } from '../state/book';
import { ASK, BID, NONE } from '../state/columns';
import type { Frame } from './frame';
import { plateWidth } from './layer-marks';
import { font } from './theme';

/** Room for the axes, in CSS pixels. */
export const AXIS = { right: 58, foot: 34 } as const;

const TAG = 17;
const STEPS_US = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200,
].map((seconds) => seconds * 1_000_000);
const FINE_US = [1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000];
const CELLS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];

/** Lines behind everything, at the prices that the axis names. */
export function drawGrid(frame: Frame): void {
  const { pen, theme, box } = frame;
  pen.save();
  pen.strokeStyle = theme.line;
  pen.globalAlpha = 0.7;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const cell of priceTicks(frame)) {
    const y = Math.round(frame.y(cell)) + 0.5;
    pen.moveTo(0, y);
    pen.lineTo(box.width, y);
  }
  pen.stroke();
  pen.restore();
}

/** Prices the axis names: round ones, far enough apart to read. */
export function priceTicks({ prices, box, model }: Frame): number[] {
  const least = ((prices.high - prices.low) * 30) / box.height;
  const step = CELLS.find((one) => one >= least) ?? 2000;
  const ticks: number[] = [];
  for (let cell = Math.ceil(prices.low / step) * step; cell <= prices.high; cell += step) {
    if (cell >= 0 && cell < model.cells) ticks.push(cell);
  }
  return ticks;
}

/** The right axis, with tags at the best prices: from the fold, and none in a hole. */
export function drawPrices(frame: Frame): void {
  const { pen, theme, box, model } = frame;
  const top = model.topAt(frame.horizon);
  pen.save();
  pen.font = font(theme, 'mono');
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  const tags = top.valid ? tagPlaces(frame, top.bid, top.ask) : [];
  for (const cell of priceTicks(frame)) {
    const y = frame.y(cell);
    if (y < 7 || y > box.height - 7 || tags.some((tag) => Math.abs(tag.y - y) < TAG)) continue;
    pen.fillStyle = theme.text2;
    pen.fillText(model.words.price(cell), box.width + 8, y);
  }
  for (const { y, cell, side } of tags) {
    pen.fillStyle = theme[side];
    pen.fillRect(box.width + 1, y - TAG / 2, AXIS.right - 2, TAG);
    pen.fillStyle = theme.ground;
    pen.fillText(model.words.price(cell), box.width + 8, y + 0.5);
  }
  pen.restore();
}

interface Tag {
  y: number;
  cell: number;
  side: 'bid' | 'ask';
}

/** The two tags, moved apart where they would cover one another. */
function tagPlaces(frame: Frame, bid: number, ask: number): Tag[] {
  const tags: Tag[] = [];
  if (ask !== NONE) tags.push({ y: frame.y(ask), cell: ask, side: 'ask' });
  if (bid !== NONE) tags.push({ y: frame.y(bid), cell: bid, side: 'bid' });
  const [upper, lower] = tags.sort((a, b) => a.y - b.y);
  if (upper && lower) {
    const short = TAG - (lower.y - upper.y);
    if (short > 0) {
      upper.y -= short / 2;
      lower.y += short / 2;
    }
  }
  return tags.filter(({ y }) => y > -TAG && y < frame.box.height + TAG);
}

/** The foot: wall clock above, the session's clock below. Named only as far as time is shown. */
export function drawTimes(frame: Frame): void {
  const { pen, theme, box, view, model } = frame;
  const step = timeStep(frame.usPerPixel);
  pen.save();
  pen.font = font(theme, 'mono');
  pen.textAlign = 'center';
  pen.textBaseline = 'alphabetic';
  const origin = model.fromUs;
  const first = origin + Math.ceil((view.from - origin) / step) * step;
  for (let us = Math.max(first, origin); us <= view.to; us += step) {
    const x = frame.x(us);
    if (x < 26 || x > box.width - 26) continue;
    pen.fillStyle = theme.text2;
    pen.fillRect(Math.round(x), box.height, 1, 4);
    pen.fillStyle = theme.text;
    pen.fillText(model.words.wall(us, step < 60_000_000), x, box.height + 16);
    pen.fillStyle = theme.text2;
    pen.fillText(model.words.session(us, step < 1_000_000), x, box.height + 30);
  }
  pen.restore();
}

function timeStep(usPerPixel: number): number {
  const least = usPerPixel * 92;
  return [...FINE_US, ...STEPS_US].find((one) => one >= least) ?? 86_400_000_000;
}

/** The line of now. */
export function drawPlayhead(frame: Frame): void {
  const { pen, theme, box } = frame;
  const x = Math.round(frame.x(frame.t)) + 0.5;
  if (x < 0 || x > box.width) return;
  pen.save();
  pen.strokeStyle = theme.text;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(x, 0);
  pen.lineTo(x, box.height);
  pen.stroke();
  pen.fillStyle = theme.text;
  pen.beginPath();
  pen.moveTo(x - 5, 0);
  pen.lineTo(x + 5, 0);
  pen.lineTo(x, 7);
  pen.closePath();
  pen.fill();
  pen.restore();
}

/** Two lines at the pointer, and what was there: time, best prices, size at that price. */
export function drawCrosshair(frame: Frame, at: { x: number; y: number }): void {
  const { pen, theme, box } = frame;
  if (at.x < 0 || at.x > box.width || at.y < 0 || at.y > box.height) return;
  pen.save();
  pen.strokeStyle = theme.text2;
  pen.setLineDash([3, 3]);
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(Math.round(at.x) + 0.5, 0);
  pen.lineTo(Math.round(at.x) + 0.5, box.height);
  pen.moveTo(0, Math.round(at.y) + 0.5);
  pen.lineTo(box.width, Math.round(at.y) + 0.5);
  pen.stroke();
  pen.setLineDash([]);
  pen.font = font(theme, 'mono');
  const lines = readOut(frame, at);
  const width = Math.max(...lines.map((line) => plateWidth(pen, line))) + 6;
  const height = lines.length * 15 + 8;
  const x = at.x + 14 + width > box.width ? at.x - 14 - width : at.x + 14;
  const y = Math.max(2, Math.min(box.height - height - 2, at.y - height - 8));
  pen.fillStyle = theme.raised;
  pen.fillRect(x, y, width, height);
  pen.strokeStyle = theme.lineStrong;
  pen.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  lines.forEach((line, i) => {
    pen.fillStyle = i === 0 ? theme.text : theme.text2;
    pen.fillText(line, x + 7, y + 12 + i * 15);
  });
  pen.restore();
}

/** What the crosshair says; nothing but the price where the future is hidden. */
export function readOut(frame: Frame, at: { x: number; y: number }): string[] {
  const { model } = frame;
  const us = frame.timeAt(at.x);
  const cell = nearestCell(frame, at.y);
  const price = model.words.price(cell);
  if (us < model.fromUs || us > frame.horizon) return [price];
  const lines = [`${model.words.wall(us, true)}  ${model.words.session(us, true)}`];
  const top = model.topAt(us);
  const hole = frame.holes.find((one) => one.fromUs <= us && us < one.toUs);
  if (hole || !top.valid) return [...lines, `${price}  no data`];
  const say = (one: number) => (one === NONE ? '–' : model.words.price(one));
  lines.push(`bid ${say(top.bid)}  ask ${say(top.ask)}`);
  const size = sizeInRow(model.bookAt(us), cell, model.grid?.rowCells ?? model.tick);
  return [...lines, `${price}  ${size > 0 ? model.words.shares(size) : 'nothing'}`];
}

/** What rests at the prices of one row of the heat: bids up from its price, asks down. */
function sizeInRow(book: BookView | null, cell: number, rowCells: number): number {
  let size = 0;
  for (let i = 0; i < rowCells && book; i++) {
    size += book.sizeAt(BID, cell + i) + book.sizeAt(ASK, cell - i);
  }
  return size;
}

/** The price step of the market nearest to a place. */
function nearestCell(frame: Frame, y: number): number {
  const step = frame.model.grid?.rowCells ?? frame.model.tick;
  const cell = Math.round(frame.cellAt(y) / step) * step;
  return Math.max(0, Math.min(frame.model.cells - 1, cell));
}
