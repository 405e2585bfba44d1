// What happened: periods, game events, the settled value, and holes in the recording.

import type { Frame, Pen } from './frame';
import type { GameMark } from './game-marks';
import type { Taken } from './labels';
import type { TapeModel } from './model';
import type { Settled } from './own-marks';
import { font } from './theme';

const PLATE = 4;
const LINE = 15;
const LONGEST_LABEL = 34;
const HATCH = 7;

/** Text on a plate of the ground, so that heat takes no letter away. `x` is the plate's left edge. */
export function plate(frame: Frame, text: string, x: number, y: number, colour: string): void {
  const { pen, theme } = frame;
  const width = pen.measureText(text).width + 2 * PLATE;
  pen.fillStyle = theme.panel;
  pen.globalAlpha = 0.86;
  pen.fillRect(x, y, width, LINE);
  pen.globalAlpha = 1;
  pen.fillStyle = colour;
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  pen.fillText(text, x + PLATE, y + LINE / 2 + 0.5);
}

/** Width of a plate with this text. */
export function plateWidth(pen: Pen, text: string): number {
  return pen.measureText(text).width + 2 * PLATE;
}

/** Holes: the ground and a hatch over everything that is not known. */
export function drawHoles(frame: Frame, taken: Taken): void {
  const { pen, theme, box } = frame;
  pen.save();
  for (const hole of frame.holes) {
    const from = Math.max(0, frame.x(hole.fromUs));
    const to = Math.min(box.width, frame.x(hole.toUs));
    if (to <= from) continue;
    pen.fillStyle = theme.ground;
    pen.fillRect(from, 0, to - from, box.height);
    hatch(frame, from, to);
    // How long it lasted is known only once it is over.
    const length = hole.open ? '' : ` ${frame.model.words.span(hole.toUs - hole.fromUs)}`;
    pen.font = font(theme, 'sans');
    const words = [`no data${length}: ${hole.cause}`, `no data${length}`, 'no data'];
    for (const text of words) {
      const width = plateWidth(pen, text);
      if (width > to - from - 8) continue;
      const rect = { x: (from + to - width) / 2, y: box.height / 2, width, height: LINE };
      if (taken.take(rect)) plate(frame, text, rect.x, rect.y, theme.text2);
      break;
    }
  }
  pen.restore();
}

function hatch({ pen, theme, box }: Frame, from: number, to: number): void {
  pen.save();
  pen.beginPath();
  pen.rect(from, 0, to - from, box.height);
  pen.clip();
  pen.strokeStyle = theme.lineStrong;
  pen.lineWidth = 1;
  pen.beginPath();
  const first = Math.floor((from - box.height) / HATCH) * HATCH;
  for (let x = first; x < to; x += HATCH) {
    pen.moveTo(x, box.height);
    pen.lineTo(x + box.height, 0);
  }
  pen.stroke();
  pen.restore();
}

/** Lines where a period began, with its name at the top. */
export function drawPeriods(frame: Frame, taken: Taken): void {
  const { pen, theme, box } = frame;
  pen.save();
  pen.font = font(theme, 'sans');
  pen.lineWidth = 1;
  for (const { atUs, label } of frame.model.games(frame.horizon).periods) {
    const x = Math.round(frame.x(atUs)) + 0.5;
    if (x < -80 || x > box.width) continue;
    pen.strokeStyle = theme.lineStrong;
    pen.beginPath();
    pen.moveTo(x, 0);
    pen.lineTo(x, box.height);
    pen.stroke();
    const rect = { x: x + 3, y: 3, width: plateWidth(pen, label), height: LINE };
    if (taken.take(rect)) plate(frame, label, rect.x, rect.y, theme.text2);
  }
  pen.restore();
}

/** Diamonds at the foot, labelled from the latest back as far as there is room. */
export function drawGame(frame: Frame, taken: Taken): void {
  const { pen, theme, box } = frame;
  const { events } = frame.model.games(frame.horizon);
  const shown: { x: number; event: GameMark }[] = [];
  for (let i = events.length - 1; i >= 0; i--) {
    const event = events[i];
    const x = event ? frame.x(event.atUs) : 0;
    if (x < -160) break;
    if (event && x <= box.width) shown.push({ x, event });
  }
  pen.save();
  diamonds(
    frame,
    shown.filter(({ event }) => !event.tag).map(({ x }) => x),
    false,
  );
  diamonds(
    frame,
    shown.filter(({ event }) => event.tag).map(({ x }) => x),
    true,
  );
  pen.font = font(theme, 'sans');
  // A narrow tape has room for one row of labels, a low one for none.
  const rows = box.height < 220 ? [] : box.width < 560 ? [0] : [0, 1];
  const free = rows.map(() => Infinity);
  for (const { x, event } of shown) {
    if (free.every((end) => end < x)) continue;
    const text = shortened(event.label);
    const width = plateWidth(pen, text) + 3;
    const left = Math.min(x - 6, box.width - width);
    const row = rows.find((one) => left + width <= (free[one] ?? 0));
    if (row === undefined) continue;
    const rect = { x: left, y: box.height - 32 - row * (LINE + 2), width, height: LINE };
    if (!taken.take(rect)) continue;
    free[row] = left;
    plate(frame, text, rect.x, rect.y, theme.event);
  }
  pen.restore();
}

function diamonds({ pen, theme, box }: Frame, places: readonly number[], hollow: boolean): void {
  if (places.length === 0) return;
  const y = box.height - 9;
  pen.beginPath();
  for (const x of places) {
    pen.moveTo(x, y - 5);
    pen.lineTo(x + 5, y);
    pen.lineTo(x, y + 5);
    pen.lineTo(x - 5, y);
    pen.closePath();
  }
  pen.fillStyle = hollow ? theme.ground : theme.event;
  pen.fill();
  pen.strokeStyle = hollow ? theme.event : theme.ground;
  pen.lineWidth = hollow ? 1.5 : 1;
  pen.stroke();
}

function shortened(text: string): string {
  return text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1).trimEnd()}…` : text;
}

/** No odds pay what a bet paid in the end: there a winner has won. */
function settledWords({ cell, payout }: Settled, model: TapeModel): string {
  if (model.gridName === 'uniform') return `settled at ${model.words.price(cell)}`;
  const paid = Number(payout);
  return paid === 1 ? 'won' : paid === 0 ? 'lost' : `paid ${payout}`;
}

/** What a share was worth in the end, once that was told. */
export function drawSettled(frame: Frame, taken: Taken): void {
  const settled = frame.model.settled(frame.horizon);
  if (!settled) return;
  const { pen, theme, model } = frame;
  const [from, to] = [frame.x(settled.fromUs), frame.x(frame.end)];
  const y = frame.y(settled.cell);
  pen.save();
  pen.strokeStyle = theme.text;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(from, y);
  pen.lineTo(to, y);
  pen.stroke();
  pen.font = font(theme, 'sans');
  const text = settledWords(settled, model);
  const width = plateWidth(pen, text);
  const rect = { x: Math.max(0, Math.min(from, to - width)), y: y + 4, width, height: LINE };
  if (rect.y + LINE > frame.box.height) rect.y = y - LINE - 4;
  if (taken.take(rect)) plate(frame, text, rect.x, rect.y, theme.text);
  pen.restore();
}
