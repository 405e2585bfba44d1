// The time grid of a track: cells of a quarter second, halved into a pyramid, refined from events.
// A cell holds rows with start < time <= end, so that at T = end it equals the fold at T.

import { keysOf } from '../state/columns';
import type { Track } from '../state/track';
import { CellFold } from './cell-fold';
import { halve, newLevel, putCell, withRoom, type LevelColumns } from './grid-level';
import { learn, newReference, referenceAt, type ReferenceSteps } from './reference';

const QUARTER_US = 250_000;
const SECOND_US = 1_000_000;
/** Levels of the pyramid, always as many: their number must not tell how long a session is. */
const LEVELS = 11;
/** More price rows than this are binned by seconds. */
const MANY_ROWS = 400;
/** Bytes of heat that the finest level may take; a session of days gets longer cells. */
const HEAT_BYTES = 96_000_000;

/** A grid as a worker hands it over. */
export interface GridColumns {
  fromUs: number;
  rowCells: number;
  levels: LevelColumns[];
  told: Uint32Array<ArrayBuffer>;
  reference: ReferenceSteps;
}

/** Grows by whole cells only; what lies behind the last one is drawn from events. */
export class Grid {
  readonly fromUs: number;
  readonly rowCells: number;
  /** Price rows of the heat. */
  readonly rows: number;
  readonly levels: LevelColumns[];
  /** All rows up to this time are at hand. */
  knownUs = -Infinity;
  private readonly fold: CellFold;
  private readonly reference: ReferenceSteps;

  /** A price row of the heat spans `rowCells` cells; `made` is a grid of the same track. */
  constructor(
    readonly track: Track,
    rowCells: number,
    made?: GridColumns,
  ) {
    this.rowCells = made?.rowCells ?? rowCells;
    this.rows = keysOf(track.cells, this.rowCells);
    this.fold = new CellFold(track, this.rowCells);
    const first = track.rows > 0 ? track.timeUs(0) : 0;
    this.fromUs = made?.fromUs ?? Math.floor(first / SECOND_US) * SECOND_US - SECOND_US;
    this.reference = made?.reference ?? newReference();
    this.levels = made?.levels ?? this.empty();
    if (!made) return;
    this.fold.told.set(made.told);
    this.fold.count = made.told.reduce((sum, one) => sum + one, 0);
  }

  /** Length of the finest cells kept, in microseconds. */
  get stepUs(): number {
    return this.levels[0]?.stepUs ?? QUARTER_US;
  }

  /** End of the last whole cell. */
  get toUs(): number {
    return this.fromUs + (this.levels[0]?.cells ?? 0) * this.stepUs;
  }

  /** The heat's reference (a code) as it was known at a time. */
  referenceAt(us: number): number {
    return referenceAt(this.reference, us);
  }

  /** The coarsest level whose cells are not longer than this, or -1 if all are longer. */
  levelFor(longestUs: number): number {
    let level = -1;
    while (level + 1 < LEVELS && (this.levels[level + 1]?.stepUs ?? Infinity) <= longestUs) {
      level += 1;
    }
    return level;
  }

  /** Add the whole cells that end at or before `us`, by which all rows must have arrived. */
  extend(us: number): void {
    const base = this.levels[0];
    this.knownUs = Math.max(this.knownUs, us);
    if (!base || this.track.rows === 0) return;
    const whole = Math.floor((us - this.fromUs) / base.stepUs);
    if (whole <= base.cells) return;
    const grown = withRoom(base, whole, this.rows);
    this.levels[0] = grown;
    if (this.fold.rows < 0) this.fold.start(this.track.rowAt(this.toUs));
    while (grown.cells < whole) {
      const end = this.fromUs + (grown.cells + 1) * grown.stepUs;
      this.fold.run(this.track.rowAt(end));
      putCell(grown, this.fold);
      learn(this.reference, this.fold.told, this.fold.count, end);
    }
    for (let level = 1; level < LEVELS; level++) this.halveInto(level);
  }

  columns(): GridColumns {
    const { fromUs, rowCells, levels, reference } = this;
    return { fromUs, rowCells, levels, reference, told: this.fold.told };
  }

  private halveInto(level: number): void {
    const [finer, coarser] = [this.levels[level - 1], this.levels[level]];
    if (!finer || !coarser) return;
    const grown = withRoom(coarser, Math.floor(finer.cells / 2), this.rows);
    halve(finer, grown, this.rows);
    this.levels[level] = grown;
  }

  private empty(): LevelColumns[] {
    const { track, rows } = this;
    const span = track.rows > 0 ? track.timeUs(track.rows - 1) - this.fromUs : 0;
    let step = rows > MANY_ROWS ? SECOND_US : QUARTER_US;
    while ((span / step) * rows > HEAT_BYTES) step *= 2;
    return Array.from({ length: LEVELS }, (_, level) => {
      const stepUs = step * 2 ** level;
      return newLevel(stepUs, Math.ceil(span / stepUs) + 64, rows);
    });
  }
}

const grids = new WeakMap<Track, Grid>();

/** The grid of a track, made once; `rowCells` only counts the first time. */
export function gridOf(track: Track, rowCells: number): Grid {
  const found = grids.get(track) ?? new Grid(track, rowCells);
  grids.set(track, found);
  return found;
}

/** Take over a grid that a worker made of the track. */
export function adoptGrid(track: Track, made: GridColumns): void {
  grids.set(track, new Grid(track, made.rowCells, made));
}
