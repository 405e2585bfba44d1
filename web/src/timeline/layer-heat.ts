// The heat behind the prices: resting size by time and price.

import type { BookView } from '../state/book';
import type { Shown } from './columns';
import type { Frame, Pen } from './frame';
import { codeOf } from './heat';
import type { MakeSurface, Surface } from './surfaces';
import type { Tiles } from './tiles';

/** Image rows [top, foot), and where their edges lie on the tape. */
interface Band {
  top: number;
  foot: number;
  upper: number;
  lower: number;
}

function put(
  pen: Pen,
  image: CanvasImageSource,
  column: number,
  columns: number,
  x: number,
  width: number,
  { top, foot, upper, lower }: Band,
  imageTop: number,
): void {
  const [y, height] = [top - imageTop, lower - upper];
  pen.drawImage(image, column, y, columns, foot - top, x, upper, width, height);
}

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
    const band = this.band(frame);
    if (band.foot <= band.top) return;
    const { pen } = frame;
    pen.save();
    pen.imageSmoothingEnabled = false;
    if (frame.model.mirror) {
      // Turned upside down: the other outcome's price is one less this one's.
      pen.translate(0, band.upper + band.lower);
      pen.scale(1, -1);
    }
    for (const { piece, stepUs, startUs, from, to } of runs) {
      const { surface, top } = this.tiles.tile(piece, colours, band.top, band.foot);
      const x = frame.x(startUs);
      const width = frame.x(startUs + (to - from) * stepUs) - x;
      put(pen, surface.image, from - piece.offset, to - from, x, width, band, top);
    }
    const last = frame.end;
    if (endUs < last) {
      const book = frame.model.bookAt(last);
      if (book) this.fill(frame, book, colours);
      put(pen, this.rest.image, 0, 1, frame.x(endUs), frame.x(last) - frame.x(endUs), band, 0);
    }
    pen.restore();
  }

  /** Rows of the images that lie in the prices shown, and where these begin and end. */
  private band(frame: Frame): Band {
    const { prices, model } = frame;
    const { rows, rowCells } = this;
    const low = Math.max(0, Math.floor(prices.low / rowCells) - 1);
    const high = Math.min(rows, Math.ceil(prices.high / rowCells) + 2);
    return {
      ...(model.mirror ? { top: low, foot: high } : { top: rows - high, foot: rows - low }),
      upper: frame.y((high - 0.5) * rowCells),
      lower: frame.y((low - 0.5) * rowCells),
    };
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
    this.rest.put(this.pixels, 0, 0, 1, rows);
  }
}
