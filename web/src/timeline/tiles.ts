// Images of heat, a piece of a level each, in a bounded cache; painted again when colours change.

import { PIECE, type Piece } from './pieces';
import type { MakeSurface, Surface } from './surfaces';

/** Pixels that all images together may have. */
const MOST_PIXELS = 20_000_000;

interface Tile {
  surface: Surface;
  painted: number;
  colours: Uint32Array;
}

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

  /** The image of a piece in these colours; painted as far as the piece goes. */
  tile(piece: Piece, colours: Uint32Array): CanvasImageSource {
    const key = `${piece.columns.stepUs}:${piece.first}`;
    let tile = this.kept.get(key);
    if (tile) this.kept.delete(key);
    else tile = { surface: this.make(PIECE, this.rows), painted: 0, colours };
    this.kept.set(key, tile);
    for (const old of this.kept.keys()) {
      if (this.kept.size <= this.most) break;
      this.kept.delete(old);
    }
    if (tile.colours !== colours) [tile.painted, tile.colours] = [0, colours];
    if (tile.painted < piece.count) this.paint(tile, piece);
    return tile.surface.image;
  }

  private paint(tile: Tile, { columns: { heat }, offset, count }: Piece): void {
    const { rows, pixels } = this;
    const from = tile.painted;
    const width = count - from;
    for (let column = 0; column < width; column++) {
      const at = (offset + from + column) * rows;
      for (let row = 0; row < rows; row++) {
        pixels[(rows - 1 - row) * width + column] = tile.colours[heat[at + row] ?? 0] ?? 0;
      }
    }
    tile.surface.put(pixels, from, width);
    tile.painted = count;
  }
}
