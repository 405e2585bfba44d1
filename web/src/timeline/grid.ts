// The time grid of a track: cells of a quarter second, halved into a pyramid, refined from events.
// A cell holds rows with start < time <= end, so that at T = end it equals the fold at T.

import { NONE, keysOf } from '../state/columns';
import type { Track } from '../state/track';
import { CellFold } from './cell-fold';
import { halve, newLevel, putCell, withRoom, type LevelColumns } from './grid-level';
import { codeOf } from './heat';
import { learn, newReference, referenceAt, see, type ReferenceSteps } from './reference';

const QUARTER_US = 250_000;
const SECOND_US = 1_000_000;
/** Levels of the pyramid, always as many: their number must not tell how long a session is. */
const LEVELS = 11;
/** Of more price rows than this heat is kept by seconds only; prices always by quarters. */
const MANY_ROWS = 400;
/** Bytes of heat that the finest level may take; a session of days gets longer cells. */
const HEAT_BYTES = 96_000_000;

/** How far from the price resting sizes count: 12 cents, or rungs of odds. */
const NEAR_CELLS = 1200;
const NEAR_RUNGS = 12;
/** Parts of all sizes that lie under what is called large. */
const LARGE_RESTING = 0.97;
const LARGE_TRADE = 0.95;
/** Codes of about 2,000 and 100 shares, before anything is known. */
const USUAL_RESTING = 144;
const USUAL_TRADE = 109;

/** A grid as a worker hands it over. */
export interface GridColumns {
  /** Null as long as there is no row. */
  fromUs: number | null;
  rowCells: number;
  levels: LevelColumns[];
  /** What counts as a large resting size near the price, and as a large trade. */
  resting: ReferenceSteps;
  traded: ReferenceSteps;
}

/** Grows by whole cells only; what lies behind the last one is drawn from events. */
export class Grid {
  readonly rowCells: number;
  /** Price rows of the heat. */
  readonly rows: number;
  readonly levels: LevelColumns[];
  /** All rows up to this time are at hand. */
  knownUs = -Infinity;
  private begin: number | null;
  private readonly fold: CellFold;
  private readonly resting: ReferenceSteps;
  private readonly traded: ReferenceSteps;

  /** A price row of the heat spans `rowCells` cells; `made` is a grid of the same track. */
  constructor(
    readonly track: Track,
    rowCells: number,
    made?: GridColumns,
  ) {
    this.rowCells = made?.rowCells ?? rowCells;
    this.rows = keysOf(track.cells, this.rowCells);
    this.fold = new CellFold(track, this.rowCells);
    this.begin = made?.fromUs ?? null;
    this.resting = made?.resting ?? newReference();
    this.traded = made?.traded ?? newReference();
    this.levels = made?.levels ?? this.empty();
  }

  /** Where the first cell begins: a whole second before the first row. */
  get fromUs(): number {
    return this.begin ?? this.firstUs();
  }

  /** Length of the finest cells kept, in microseconds. */
  get stepUs(): number {
    return this.levels[0]?.stepUs ?? QUARTER_US;
  }

  /** End of the last whole cell. */
  get toUs(): number {
    return this.fromUs + (this.levels[0]?.cells ?? 0) * this.stepUs;
  }

  /** The finest level that has heat. */
  get heatLevel(): number {
    return Math.max(
      0,
      this.levels.findIndex((level) => level.heat.length > 0),
    );
  }

  /** The heat's reference (a code) as it was known at a time. */
  restingAt(us: number): number {
    return referenceAt(this.resting, us, USUAL_RESTING);
  }

  /** What counted as a large trade (a code) at a time. */
  tradedAt(us: number): number {
    return referenceAt(this.traded, us, USUAL_TRADE);
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
    this.begin ??= this.firstUs();
    const whole = Math.floor((us - this.fromUs) / base.stepUs);
    if (whole <= base.cells) return;
    for (let level = 0; level < LEVELS; level++) this.makeRoom(level, whole >> level);
    const grown = this.levels[0] ?? base;
    const heatLevel = this.heatLevel;
    const heat = this.levels[heatLevel]?.heat;
    if (this.fold.rows < 0) this.fold.start(this.track.rowAt(this.toUs));
    while (grown.cells < whole) {
      const end = this.fromUs + (grown.cells + 1) * grown.stepUs;
      this.fold.run(this.track.rowAt(end));
      putCell(grown, this.fold);
      const { cells } = grown;
      if (heatLevel > 0 && cells % 2 ** heatLevel === 0) {
        heat?.set(this.fold.codes, ((cells >> heatLevel) - 1) * this.rows);
      }
      this.learn(end);
    }
    this.levels.forEach((coarser, level) => {
      const finer = this.levels[level - 1];
      if (finer) halve(finer, coarser, this.rows);
    });
  }

  columns(): GridColumns {
    const { begin, rowCells, levels, resting, traded } = this;
    return { fromUs: begin, rowCells, levels, resting, traded };
  }

  /** Take the cell that the fold holds into the references. */
  private learn(us: number): void {
    const { fold, rows } = this;
    if (fold.buy + fold.sell > 0) see(this.traded, codeOf(fold.buy + fold.sell));
    learn(this.traded, LARGE_TRADE, us);
    if (us % SECOND_US === 0 && fold.low !== NONE) {
      // Near the price, where one looks; far levels are a crowd of their own.
      const reach = this.track.grid === 'uniform' ? NEAR_CELLS / this.rowCells : NEAR_RUNGS;
      const middle = Math.round((fold.low + fold.high) / 4 / this.rowCells);
      const to = Math.min(rows, middle + reach + 1);
      for (let row = Math.max(0, middle - reach); row < to; row++) {
        see(this.resting, fold.codes[row] ?? 0);
      }
    }
    learn(this.resting, LARGE_RESTING, us);
  }

  private firstUs(): number {
    const first = this.track.rows > 0 ? this.track.timeUs(0) : 0;
    return Math.floor(first / SECOND_US) * SECOND_US - SECOND_US;
  }

  private makeRoom(level: number, cells: number): void {
    const columns = this.levels[level];
    if (columns) this.levels[level] = withRoom(columns, cells, this.rows);
  }

  private empty(): LevelColumns[] {
    const { track, rows } = this;
    const span = track.rows > 0 ? track.timeUs(track.rows - 1) - this.fromUs : 0;
    let step = QUARTER_US;
    while ((span / step) * rows > (rows > MANY_ROWS ? 4 : 1) * HEAT_BYTES) step *= 2;
    const heatFrom = rows > MANY_ROWS ? Math.log2(SECOND_US / QUARTER_US) : 0;
    return Array.from({ length: LEVELS }, (_, level) => {
      const stepUs = step * 2 ** level;
      const room = Math.ceil(span / stepUs) + 64;
      return newLevel(stepUs, room, level < heatFrom ? 0 : rows);
    });
  }
}

const grids = new WeakMap<Track, Grid>();
const coming = new WeakMap<Track, Promise<void>>();

/** The grid of a track, made once (`rowCells` only counts then); null while a worker makes it. */
export function gridOf(track: Track, rowCells: number): Grid | null {
  if (coming.has(track)) return null;
  const found = grids.get(track) ?? new Grid(track, rowCells);
  grids.set(track, found);
  return found;
}

/** A worker makes the grid of the track. Should it fail, `gridOf` makes one. */
export function gridIsMade(track: Track, made: Promise<GridColumns>): void {
  const here = made
    .then((columns) => void grids.set(track, new Grid(track, columns.rowCells, columns)))
    .catch(() => undefined)
    .finally(() => coming.delete(track));
  coming.set(track, here);
}

/** Resolves once the grid that a worker makes of a track is here; null if none is awaited. */
export function gridComing(track: Track): Promise<void> | null {
  return coming.get(track) ?? null;
}
