// Images of heat, a piece of a level each, in a bounded cache; painted again when colours change.

import { PIECE, type Piece } from './pieces';
import type { MakeSurface, Surface } from './surfaces';

/** Pixels that all images together may have: four bytes each. */
const MOST_PIXELS = 20_000_000;

/** An image covers a multiple of so many price rows, for the axis to move without new images. */
const BAND = 64;

/** Columns of a piece, painted up to `painted`, of the image rows [top, foot). */
export interface Tile {
  surface: Surface;
  painted: number;
  top: number;
  foot: number;
  colours: Uint32Array;
}

/** The images of one grid. Image row 0 is the highest price. */
export class Tiles {
  private readonly kept = new Map<string, Tile>();
  private readonly pixels: Uint32Array<ArrayBuffer>;
  private total = 0;

  /** `rows` price rows there are. */
  constructor(
    private readonly rows: number,
    private readonly make: MakeSurface,
  ) {
    this.pixels = new Uint32Array(PIECE * rows);
  }

  /** The image of a piece in these colours, with the image rows [top, foot) at least. */
  tile(piece: Piece, colours: Uint32Array, top: number, foot: number): Tile {
    const key = `${piece.columns.stepUs}:${piece.first}`;
    let tile = this.kept.get(key);
    if (tile) this.kept.delete(key);
    if (!tile || top < tile.top || foot > tile.foot) tile = this.fresh(tile, colours, top, foot);
    this.kept.set(key, tile);
    this.forget();
    if (tile.colours !== colours) [tile.colours, tile.painted] = [colours, 0];
    if (tile.painted < piece.count) this.paint(tile, piece);
    return tile;
  }

  /** An empty image of these rows, and of those that an image in its place had. */
  private fresh(
    before: Tile | undefined,
    colours: Uint32Array,
    wantedTop: number,
    wantedFoot: number,
  ): Tile {
    const top = Math.min(before?.top ?? this.rows, Math.floor(wantedTop / BAND) * BAND);
    const end = Math.min(this.rows, Math.ceil(wantedFoot / BAND) * BAND);
    const foot = Math.max(before?.foot ?? 0, end);
    if (before) this.total -= PIECE * (before.foot - before.top);
    this.total += PIECE * (foot - top);
    return { surface: this.make(PIECE, foot - top), painted: 0, top, foot, colours };
  }

  /** Let go of the images that were not drawn for longest: a Map keeps its order. */
  private forget(): void {
    for (const [key, { top, foot }] of this.kept) {
      if (this.total <= MOST_PIXELS || this.kept.size <= 2) return;
      this.kept.delete(key);
      this.total -= PIECE * (foot - top);
    }
  }

  private paint(tile: Tile, { columns: { heat }, offset, count }: Piece): void {
    const { rows, pixels } = this;
    const { painted: from, top, foot, colours } = tile;
    const width = count - from;
    const end = (foot - top) * width;
    for (let column = 0; column < width; column++) {
      // The image has the highest price on top, a column of heat the lowest first.
      let code = (offset + from + column) * rows + (rows - 1 - top);
      for (let at = column; at < end; at += width) {
        pixels[at] = colours[heat[code--] as number] as number;
      }
    }
    tile.surface.put(pixels, from, 0, width, foot - top);
    tile.painted = count;
  }
}
