// One picture of a tape: where times and prices lie, and what its layers draw with.

import type { Hole } from '../state/gaps';
import type { TapeModel } from './model';
import type { Level } from './pieces';
import type { TapeTheme } from './theme';
import type { View } from './viewport';

export type Pen = CanvasRenderingContext2D;

/** The plot without its axes, in CSS pixels. */
export interface Box {
  width: number;
  height: number;
}

/** Prices shown, in cells; `low` at the foot. */
export interface PriceRange {
  low: number;
  high: number;
}

export class Frame {
  /** Microseconds a CSS pixel spans. */
  readonly usPerPixel: number;
  /** Nothing later than this may be drawn. */
  readonly horizon: number;
  /** Holes known by the horizon, clipped at it. */
  readonly holes: readonly Hole[];
  readonly level: Level | null;

  constructor(
    readonly pen: Pen,
    readonly model: TapeModel,
    readonly theme: TapeTheme,
    readonly box: Box,
    readonly view: View,
    readonly t: number,
    public prices: PriceRange,
  ) {
    this.usPerPixel = (view.to - view.from) / box.width;
    this.horizon = model.horizon(t);
    this.holes = model.holes(this.horizon);
    this.level = model.levels?.for(this.usPerPixel) ?? null;
  }

  /** Where a time lies. */
  x(us: number): number {
    return (us - this.view.from) / this.usPerPixel;
  }

  /** Where the middle of a price lies. */
  y(cell: number): number {
    const { low, high } = this.prices;
    return this.box.height * (1 - (cell - low) / (high - low));
  }

  /** The time at a place. */
  timeAt(x: number): number {
    return this.view.from + x * this.usPerPixel;
  }

  /** The price at a place, in cells with a fraction. */
  cellAt(y: number): number {
    const { low, high } = this.prices;
    return low + (1 - y / this.box.height) * (high - low);
  }

  /** The end of what is shown and may be: the horizon, or the right edge. */
  get end(): number {
    return Math.min(this.view.to, this.horizon);
  }
}
