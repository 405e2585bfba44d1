// The heat behind the prices: resting size by time and price.

import type { BookView } from '../state/book';
import type { Shown } from './columns';
import type { Frame } from './frame';
import { codeOf } from './heat';
import type { MakeSurface, Surface } from './surfaces';
import type { Tiles } from './tiles';

/** Draws heat up to the horizon; the rest behind the last whole column comes from the fold. */
export class HeatLayer {
  private readonly rest: Surface;
  private readonly pixels: Uint32Array<ArrayBuffer>;

  constructor(
    private readonly tiles: Tiles,
    private readonly rows: number,
    private readonly rowCells: number,
    make: MakeSurface,
  ) {
    this.rest = make(1, rows);
    this.pixels = new Uint32Array(rows);
  }

  draw(frame: Frame, { runs, endUs }: Shown, colours: Uint32Array): void {
    const { pen } = frame;
    pen.save();
    pen.imageSmoothingEnabled = false;
    for (const { piece, stepUs, startUs, from, to } of runs) {
      const image = this.tiles.tile(piece, colours);
      const end = startUs + (to - from) * stepUs;
      this.put(frame, image, from - piece.offset, to - from, startUs, end);
    }
    const last = frame.end;
    if (endUs < last) {
      const book = frame.model.bookAt(last);
      if (book) this.fill(frame, book, colours);
      this.put(frame, this.rest.image, 0, 1, endUs, last);
    }
    pen.restore();
  }

  private put(
    frame: Frame,
    image: CanvasImageSource,
    column: number,
    width: number,
    from: number,
    to: number,
  ): void {
    const { pen, prices, model } = frame;
    const { rows, rowCells } = this;
    // Rows of the image that lie in the prices shown, and half a row around each price.
    const low = Math.max(0, Math.floor(prices.low / rowCells) - 1);
    const high = Math.min(rows, Math.ceil(prices.high / rowCells) + 2);
    const [bottom, top] = model.mirror ? [rows - high, rows - low] : [low, high];
    if (top <= bottom) return;
    const upper = frame.y((high - 0.5) * rowCells);
    const lower = frame.y((low - 0.5) * rowCells);
    const x = frame.x(from);
    if (model.mirror) {
      // Turned upside down: the other outcome's price is one less this one's.
      pen.save();
      pen.translate(0, upper + lower);
      pen.scale(1, -1);
    }
    pen.drawImage(
      image,
      column,
      rows - top,
      width,
      top - bottom,
      x,
      upper,
      frame.x(to) - x,
      lower - upper,
    );
    if (model.mirror) pen.restore();
  }

  private fill(frame: Frame, book: BookView, colours: Uint32Array): void {
    const sizes = new Float64Array(this.rows);
    const { rowCells, rows } = this;
    const { model } = frame;
    const add = (cell: number, size: number, up: boolean): void => {
      const own = model.turned(cell);
      const row = up === model.mirror ? Math.floor(own / rowCells) : Math.ceil(own / rowCells);
      sizes[row] = (sizes[row] ?? 0) + size;
    };
    for (const [cell, size] of book.bids()) add(cell, size, false);
    for (const [cell, size] of book.asks()) add(cell, size, true);
    for (let row = 0; row < rows; row++) {
      this.pixels[rows - 1 - row] = colours[codeOf(sizes[row] ?? 0)] ?? 0;
    }
    this.rest.put(this.pixels, 0, 1);
  }
}
