// The tape: a market's evening on one linear time axis, drawn on a Canvas 2D.

import { ownSize } from '../lib/own';
import { shownColumns, type Shown } from './columns';
import { Frame, type Pen, type PriceRange } from './frame';
import { USUAL_CONTRAST, colours, type Contrast } from './heat';
import { Taken } from './labels';
import {
  AXIS,
  drawCrosshair,
  drawGrid,
  drawPlayhead,
  drawPrices,
  drawTimes,
  readOut,
} from './layer-axes';
import { HeatLayer } from './layer-heat';
import { drawRanges, drawTops } from './layer-lines';
import { drawGame, drawHoles, drawPeriods, drawSettled } from './layer-marks';
import { drawFills, drawOrders } from './layer-own';
import { drawTrades } from './layer-trades';
import type { TapeModel } from './model';
import { approached, band, fitted } from './price-fit';
import { browserSurface, type MakeSurface } from './surfaces';
import type { TapeTheme } from './theme';
import { Tiles } from './tiles';
import type { View } from './viewport';

/** What is drawn beside the prices; all may be switched. */
export interface TapeOptions {
  heat: boolean;
  trades: boolean;
  contrast: Contrast;
  /** How much levels far from the prices fade, 0 to 1. */
  fade: number;
}

/** Something of the tape under the pointer. */
export interface Hit {
  kind: 'fill' | 'game';
  us: number;
  text: string;
}

/** Of a canvas only what is needed, so that tests can stand in for one. */
export interface TapeCanvas {
  width: number;
  height: number;
  getContext(kind: '2d'): Pen | null;
}

const NEAR = 9;

export class Tape {
  readonly options: TapeOptions = {
    ...{ heat: true, trades: true },
    ...{ contrast: USUAL_CONTRAST, fade: 0.6 },
  };
  /** The pointer's place in CSS pixels, or null. */
  hover: { x: number; y: number } | null = null;
  private size = { width: 0, height: 0, ratio: 1 };
  private prices: PriceRange | null = null;
  private frame: Frame | null = null;
  private layer: { of: TapeModel['grid']; heat: HeatLayer } | null = null;
  private shades: { key: string; table: Uint32Array } | null = null;
  private past: PriceRange | null = null;

  constructor(
    private readonly canvas: TapeCanvas,
    private model: TapeModel,
    private theme: TapeTheme,
    private readonly make: MakeSurface = browserSurface,
  ) {}

  /** Width and height in CSS pixels, and device pixels in one of them. */
  resize(width: number, height: number, ratio: number): void {
    this.size = { width, height, ratio };
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
  }

  setTheme(theme: TapeTheme): void {
    this.theme = theme;
  }

  /** Show another outcome or market. */
  setModel(model: TapeModel): void {
    this.model = model;
    this.prices = null;
    this.frame = null;
  }

  /** Width of the plot without the price axis, in CSS pixels. */
  get plotWidth(): number {
    return Math.max(1, this.size.width - AXIS.right);
  }

  /** Height of the plot without the time axis, in CSS pixels. */
  get plotHeight(): number {
    return Math.max(1, this.size.height - AXIS.foot);
  }

  /** Prices shown in the last picture, in cells. */
  get priceRange(): PriceRange | null {
    return this.prices;
  }

  /** Where a price lies in the last picture, in CSS pixels; for what is laid over the tape. */
  yOf(cell: number): number {
    return this.frame?.y(cell) ?? 0;
  }

  /** Where a time lies in the last picture. */
  xOf(us: number): number {
    return this.frame?.x(us) ?? 0;
  }

  /** The time at a place of the last picture. */
  timeAt(x: number): number {
    return this.frame?.timeAt(x) ?? 0;
  }

  /** Draw what may be seen at `t`. While playing the prices ease to where they belong. */
  draw(view: View, t: number, playing = false): void {
    const pen = this.canvas.getContext('2d');
    if (!pen || this.size.width <= 0) return;
    const box = { width: this.plotWidth, height: this.plotHeight };
    const start = this.prices ?? { low: 0, high: 1 };
    const frame = new Frame(pen, this.model, this.theme, box, view, t, start);
    const shown = shownColumns(frame);
    const found = band(frame, shown);
    const goal = fitted(found, this.model.cells, this.model.gridName);
    this.prices = approached(this.prices, goal, playing);
    this.past = found;
    frame.prices = this.prices;
    this.frame = frame;
    pen.setTransform(this.size.ratio, 0, 0, this.size.ratio, 0, 0);
    pen.fillStyle = this.theme.ground;
    pen.fillRect(0, 0, this.size.width, this.size.height);
    pen.save();
    pen.beginPath();
    pen.rect(0, 0, box.width, box.height);
    pen.clip();
    this.plot(frame, shown);
    pen.restore();
    this.axes(frame);
  }

  /** What lies under a place, or null: own fills first. */
  hit(x: number, y: number): Hit | null {
    const frame = this.frame;
    if (!frame) return null;
    for (const fill of this.model.fills(frame.horizon)) {
      if (Math.hypot(frame.x(fill.atUs) - x, frame.y(fill.cell) - y) > NEAR) continue;
      const { words } = this.model;
      const done = fill.letter === 'B' ? 'Bought' : 'Sold';
      const of = fill.of === '' ? '' : ` ${fill.of}`;
      const at = fill.off || of !== '' ? fill.price : words.price(fill.cell);
      const text = `${done} ${ownSize(fill.size)}${of} at ${at}`;
      return { kind: 'fill', us: fill.atUs, text };
    }
    if (y < frame.box.height - 18 || y > frame.box.height) return null;
    const near = this.model
      .games(frame.horizon)
      .events.find((event) => Math.abs(frame.x(event.atUs) - x) <= NEAR);
    return near ? { kind: 'game', us: near.atUs, text: near.label } : null;
  }

  /** What the crosshair says at a place, for those who cannot see it. */
  read(x: number, y: number): string[] {
    return this.frame ? readOut(this.frame, { x, y }) : [];
  }

  private plot(frame: Frame, shown: Shown): void {
    const taken = new Taken();
    if (this.options.heat) this.heat(frame);
    drawGrid(frame);
    drawHoles(frame, taken);
    drawPeriods(frame, taken);
    drawRanges(frame, shown);
    if (this.options.trades) drawTrades(frame, shown);
    drawTops(frame, shown);
    drawOrders(frame);
    drawSettled(frame, taken);
    drawFills(frame, taken);
    drawGame(frame, taken);
    drawPlayhead(frame);
  }

  private axes(frame: Frame): void {
    const { pen, box, theme } = frame;
    pen.fillStyle = theme.line;
    pen.fillRect(0, box.height, this.size.width, 1);
    pen.fillRect(box.width, 0, 1, box.height);
    drawPrices(frame);
    drawTimes(frame);
    if (this.hover) drawCrosshair(frame, this.hover);
  }

  private heat(frame: Frame): void {
    const grid = this.model.grid;
    if (!grid) return;
    if (this.layer?.of !== grid) {
      const tiles = new Tiles(grid.rows, this.make);
      this.layer = { of: grid, heat: new HeatLayer(tiles, grid.rows, grid.rowCells, this.make) };
    }
    const table = this.shade(grid.restingAt(frame.horizon));
    this.layer.heat.draw(frame, shownColumns(frame, true), table);
    this.fadeFar(frame);
  }

  /** Colours of the codes; a new table, and so new images, only when something about them changed. */
  private shade(reference: number): Uint32Array {
    const { contrast } = this.options;
    const key = [reference, contrast.low, contrast.high, ...this.theme.heat.flat()].join();
    if (this.shades?.key !== key) {
      this.shades = { key, table: colours(reference, this.theme.heat, contrast) };
    }
    return this.shades.table;
  }

  /** Levels far from where the price was are seldom what one looks for: they step back. */
  private fadeFar(frame: Frame): void {
    const { pen, box, theme, model } = frame;
    const end = Math.min(box.width, frame.x(frame.end));
    if (!this.past || this.options.fade <= 0 || end <= 0) return;
    const unit = model.gridName === 'uniform' ? 100 : 1;
    const sides = [
      [frame.y(this.past.high + 4 * unit), frame.y(this.past.high + 14 * unit), 0],
      [frame.y(this.past.low - 4 * unit), frame.y(this.past.low - 14 * unit), box.height],
    ] as const;
    pen.save();
    pen.globalAlpha = this.options.fade;
    for (const [near, far, edge] of sides) {
      const fade = pen.createLinearGradient(0, near, 0, far);
      fade.addColorStop(0, `${theme.ground}00`);
      fade.addColorStop(1, theme.ground);
      pen.fillStyle = fade;
      pen.fillRect(0, Math.min(near, edge), end, Math.abs(near - edge));
    }
    pen.restore();
  }
}
