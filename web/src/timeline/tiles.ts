// Images of heat, a piece of a level each, in a bounded cache; painted again when colours change.

import { PIECE, type Piece } from './pieces';
import type { MakeSurface, Surface } from './surfaces';

/** Pixels that all images together may have. */
const MOST_PIXELS = 20_000_000;

interface Tile {
  surface: Surface;
  /** Columns and image rows [top, foot) that are painted. */
  painted: number;
  top: number;
  foot: number;
  colours: Uint32Array;
}

/** Image rows are painted so many at a time, for the axis to move without new images. */
const BAND = 64;

/** The images of one grid. */
export class Tiles {
  private readonly kept = new Map<string, Tile>();
  private readonly most: number;
  private readonly pixels: Uint32Array<ArrayBuffer>;

  /** `rows` price rows an image. */
  constructor(
    private readonly rows: number,
    private readonly make: MakeSurface,
  ) {
    this.most = Math.max(8, Math.floor(MOST_PIXELS / (PIECE * rows)));
    this.pixels = new Uint32Array(PIECE * rows);
  }

  /** The image of a piece in these colours, painted in image rows [top, foot) at least. */
  tile(piece: Piece, colours: Uint32Array, top: number, foot: number): CanvasImageSource {
    const key = `${piece.columns.stepUs}:${piece.first}`;
    let tile = this.kept.get(key);
    if (tile) this.kept.delete(key);
    else tile = { surface: this.make(PIECE, this.rows), painted: 0, top: 0, foot: 0, colours };
    this.kept.set(key, tile);
    for (const old of this.kept.keys()) {
      if (this.kept.size <= this.most) break;
      this.kept.delete(old);
    }
    this.prepare(tile, colours, top, foot);
    if (tile.painted < piece.count) this.paint(tile, piece);
    return tile.surface.image;
  }

  /** Forget what is painted if it is in other colours or of other rows. */
  private prepare(tile: Tile, colours: Uint32Array, top: number, foot: number): void {
    if (tile.colours !== colours) Object.assign(tile, { colours, painted: 0, top: 0, foot: 0 });
    if (tile.painted > 0 && tile.top <= top && foot <= tile.foot) return;
    const [from, to] = tile.painted > 0 ? [tile.top, tile.foot] : [top, foot];
    tile.top = Math.max(0, Math.floor(Math.min(from, top) / BAND) * BAND);
    tile.foot = Math.min(this.rows, Math.ceil(Math.max(to, foot) / BAND) * BAND);
    tile.painted = 0;
  }

  private paint(tile: Tile, { columns: { heat }, offset, count }: Piece): void {
    const { rows, pixels } = this;
    const { painted: from, top, foot, colours } = tile;
    const width = count - from;
    for (let column = 0; column < width; column++) {
      // The image has the highest price on top, a column of heat the lowest first.
      let code = (offset + from + column) * rows + (rows - 1 - top);
      for (let at = column; at < (foot - top) * width; at += width) {
        pixels[at] = colours[heat[code--] as number] as number;
      }
    }
    tile.surface.put(pixels, from, top, width, foot - top);
    tile.painted = count;
  }
}
