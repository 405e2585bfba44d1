// Columns to draw at any zoom, in pieces of 512: out of the grid, or made from events where a pixel is
// shorter than the grid's cells.

import { CellFold } from './cell-fold';
import type { Grid } from './grid';
import { newLevel, putCell, type LevelColumns } from './grid-level';

export const PIECE = 512;

const KEPT = 24;
/** Below the cells that halving gives, in microseconds. */
const FINEST = [3125, 625];
const LAST_HALF = 15_625;

/** Some columns of one zoom level: `columns` hold them from place `offset` on. */
export interface Piece {
  columns: LevelColumns;
  offset: number;
  /** Number of its first column, counted from the grid's start. */
  first: number;
  count: number;
}

/** All columns of one length. */
export interface Level {
  readonly stepUs: number;
  /** Piece `index`, or null where there is nothing yet. */
  piece(index: number): Piece | null;
}

/** The levels of a grid, and finer ones below it. */
export class Levels {
  private readonly finer: readonly number[];
  private readonly made = new Map<string, LevelColumns>();
  private fold: CellFold;

  constructor(private readonly grid: Grid) {
    const steps: number[] = [];
    for (let step = grid.stepUs / 2; step >= LAST_HALF; step /= 2) steps.push(Math.round(step));
    this.finer = [...steps, ...FINEST];
    this.fold = new CellFold(grid.track, grid.rowCells);
  }

  /** The coarsest level whose columns are not longer than this. */
  for(longestUs: number): Level {
    const kept = this.grid.levelFor(longestUs);
    if (kept >= 0) return this.kept(kept);
    const step = this.finer.find((one) => one <= longestUs) ?? this.finer.at(-1) ?? 625;
    return { stepUs: step, piece: (index) => this.fine(step, index) };
  }

  /**
   * The level whose heat to draw: as for prices, but where heat is kept by seconds only, columns may be
   * a few pixels wide before heat is made from events.
   */
  forHeat(longestUs: number): Level {
    const { grid } = this;
    if (longestUs < grid.stepUs) return this.for(longestUs);
    return this.kept(Math.max(grid.heatLevel, grid.levelFor(longestUs)));
  }

  /** Levels of the grid that are finer than a length, coarsest first; for heat those that have any. */
  below(stepUs: number, heat = false): Level[] {
    const finer: Level[] = [];
    const last = heat ? this.grid.heatLevel : 0;
    for (let i = this.grid.levels.length - 1; i >= last; i--) {
      if ((this.grid.levels[i]?.stepUs ?? 0) < stepUs) finer.push(this.kept(i));
    }
    return finer;
  }

  private kept(level: number): Level {
    const { grid } = this;
    return {
      stepUs: grid.levels[level]?.stepUs ?? 0,
      piece(index) {
        const columns = grid.levels[level];
        const first = index * PIECE;
        const count = Math.min(PIECE, (columns?.cells ?? 0) - first);
        return columns && first >= 0 && count > 0 ? { columns, offset: first, first, count } : null;
      },
    };
  }

  private fine(stepUs: number, index: number): Piece | null {
    const first = index * PIECE;
    const known = Math.floor((this.grid.knownUs - this.grid.fromUs) / stepUs);
    const count = Math.min(PIECE, known - first);
    if (first < 0 || count <= 0) return null;
    const key = `${stepUs}:${index}`;
    let columns = this.made.get(key);
    if (columns) this.made.delete(key);
    if (!columns || columns.cells < count) columns = this.make(stepUs, first, count);
    this.made.set(key, columns);
    // A Map keeps its order: the one not looked at for longest is the first.
    for (const old of this.made.keys()) {
      if (this.made.size <= KEPT) break;
      this.made.delete(old);
    }
    return { columns, offset: 0, first, count };
  }

  private make(stepUs: number, first: number, count: number): LevelColumns {
    const { fromUs, rows, track } = this.grid;
    const columns = newLevel(stepUs, count, rows);
    this.fold.start(track.rowAt(fromUs + first * stepUs));
    for (let i = 1; i <= count; i++) {
      this.fold.run(track.rowAt(fromUs + (first + i) * stepUs));
      putCell(columns, this.fold);
    }
    return columns;
  }
}
