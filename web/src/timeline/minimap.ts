// The overview of a session: where the price was, what happened, what is shown, where the playhead is.
// It knows no more than the tape does: neither the end nor the extremes of what is still to come.

import { NONE } from '../state/columns';
import type { Pen } from './frame';
import type { TapeModel } from './model';
import type { TapeCanvas } from './tape';
import { font, type TapeTheme } from './theme';
import type { View } from './viewport';

const PAD = 6;
const FOOT = 12;
/** Least height of the silhouette, in cells: 20 cents, or rungs of odds. */
const LEAST = { uniform: 2000, odds: 24 };

/** The overview under a tape. */
export class Minimap {
  private size = { width: 0, height: 0, ratio: 1 };
  private shown: View = { from: 0, to: 1 };

  constructor(
    private readonly canvas: TapeCanvas,
    private model: TapeModel,
    private theme: TapeTheme,
  ) {}

  resize(width: number, height: number, ratio: number): void {
    this.size = { width, height, ratio };
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
  }

  setTheme(theme: TapeTheme): void {
    this.theme = theme;
  }

  setModel(model: TapeModel): void {
    this.model = model;
  }

  /** The time at a place of the last picture. */
  timeAt(x: number): number {
    const { from, to } = this.shown;
    return from + (x / Math.max(1, this.size.width)) * (to - from);
  }

  /** Where a time lies in the last picture. */
  xOf(us: number): number {
    const { from, to } = this.shown;
    return ((us - from) / (to - from)) * this.size.width;
  }

  /** Draw what may be seen at `t`; `view` is what the tape shows. */
  draw(view: View, t: number): void {
    const pen = this.canvas.getContext('2d');
    if (!pen || this.size.width <= 0) return;
    const { model, theme, size } = this;
    const horizon = model.horizon(t);
    this.shown = { from: model.fromUs, to: model.overviewEnd(t) };
    pen.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    pen.fillStyle = theme.panel;
    pen.fillRect(0, 0, size.width, size.height);
    this.window(pen, view);
    this.silhouette(pen, horizon);
    this.holes(pen, horizon);
    this.marks(pen, horizon);
    this.playhead(pen, t);
  }

  private window(pen: Pen, view: View): void {
    const [from, to] = [this.xOf(view.from), this.xOf(view.to)];
    pen.fillStyle = this.theme.raised;
    pen.fillRect(from, 0, to - from, this.size.height);
    pen.strokeStyle = this.theme.lineStrong;
    pen.lineWidth = 1;
    pen.strokeRect(Math.round(from) + 0.5, 0.5, Math.round(to - from), this.size.height - 1);
  }

  private silhouette(pen: Pen, horizon: number): void {
    const { model, size, theme } = this;
    const { grid, levels } = model;
    if (!grid || !levels) return;
    const perPixel = (this.shown.to - this.shown.from) / size.width;
    const level = grid.levels[Math.max(0, grid.levelFor(perPixel))];
    if (!level) return;
    const end = Math.min(level.cells, Math.floor((horizon - grid.fromUs) / level.stepUs));
    let [low, high] = [Infinity, -Infinity];
    for (let at = 0; at < end; at++) {
      const least = level.low[at] ?? NONE;
      if (least === NONE) continue;
      low = Math.min(low, least);
      high = Math.max(high, level.high[at] ?? NONE);
    }
    if (low > high) return;
    const least = 2 * LEAST[model.gridName === 'uniform' ? 'uniform' : 'odds'];
    const grow = Math.max(0, least - (high - low)) / 2;
    const height = size.height - PAD - FOOT;
    const y = (twice: number): number => {
      const part = (twice - low + grow) / (high - low + 2 * grow);
      return PAD + height * (model.mirror ? part : 1 - part);
    };
    pen.fillStyle = theme.text2;
    pen.beginPath();
    for (let at = 0; at < end; at++) {
      const from = level.low[at] ?? NONE;
      if (from === NONE) continue;
      const [a, b] = [y(from), y(level.high[at] ?? from)];
      const x = this.xOf(grid.fromUs + at * level.stepUs);
      const width = this.xOf(grid.fromUs + (at + 1) * level.stepUs) - x;
      pen.rect(x, Math.min(a, b) - 0.6, width, Math.abs(a - b) + 1.2);
    }
    pen.fill();
  }

  private holes(pen: Pen, horizon: number): void {
    const { theme, size } = this;
    for (const hole of this.model.holes(horizon)) {
      const from = this.xOf(hole.fromUs);
      const width = Math.max(1, this.xOf(hole.toUs) - from);
      pen.fillStyle = theme.panel;
      pen.fillRect(from, 0, width, size.height - FOOT);
      pen.save();
      pen.beginPath();
      pen.rect(from, 0, width, size.height - FOOT);
      pen.clip();
      pen.strokeStyle = theme.lineStrong;
      pen.lineWidth = 1;
      pen.beginPath();
      for (let x = from - size.height; x < from + width; x += 5) {
        pen.moveTo(x, size.height);
        pen.lineTo(x + size.height, 0);
      }
      pen.stroke();
      pen.restore();
    }
  }

  private marks(pen: Pen, horizon: number): void {
    const { model, theme, size } = this;
    const { events, periods } = model.games(horizon);
    pen.font = font(theme, 'sans', 0.77);
    pen.textAlign = 'left';
    pen.textBaseline = 'alphabetic';
    let free = -Infinity;
    for (const { atUs, label } of periods) {
      const x = Math.round(this.xOf(atUs));
      pen.fillStyle = theme.lineStrong;
      pen.fillRect(x, 0, 1, size.height);
      if (x < free) continue;
      pen.fillStyle = theme.text2;
      pen.fillText(label, x + 3, 10);
      free = x + 8 + pen.measureText(label).width;
    }
    pen.fillStyle = theme.event;
    pen.beginPath();
    for (const { atUs } of events) pen.rect(this.xOf(atUs) - 0.5, size.height - 5, 1, 5);
    pen.fill();
    pen.fillStyle = theme.you;
    pen.beginPath();
    for (const { atUs, up } of model.fills(horizon)) {
      const x = this.xOf(atUs);
      const way = up ? 3 : -3;
      const y = size.height - FOOT + 1;
      pen.moveTo(x, y - way);
      pen.lineTo(x + 3, y + way);
      pen.lineTo(x - 3, y + way);
      pen.closePath();
    }
    pen.fill();
  }

  private playhead(pen: Pen, t: number): void {
    pen.fillStyle = this.theme.text;
    pen.fillRect(Math.round(this.xOf(t)) - 0.5, 0, 1.5, this.size.height);
  }
}
