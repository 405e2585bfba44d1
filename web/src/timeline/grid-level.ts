// One level of the time grid: cells of equal length with their prices, volumes and heat.

import { NONE } from '../state/columns';
import type { CellFold } from './cell-fold';
import { poolTable } from './heat';

/**
 * Columns by cell of time; see CellValues for what they hold. `heat` has `rows` codes a cell, or is
 * empty where there is none at this level.
 */
export interface LevelColumns {
  stepUs: number;
  cells: number;
  bid: Int16Array<ArrayBuffer>;
  ask: Int16Array<ArrayBuffer>;
  low: Int16Array<ArrayBuffer>;
  high: Int16Array<ArrayBuffer>;
  buy: Float32Array<ArrayBuffer>;
  sell: Float32Array<ArrayBuffer>;
  moved: Float64Array<ArrayBuffer>;
  heat: Uint8Array<ArrayBuffer>;
}

/** An empty level with room for so many cells of `rows` price rows. */
export function newLevel(stepUs: number, room: number, rows: number): LevelColumns {
  return {
    ...{ stepUs, cells: 0 },
    ...{ bid: new Int16Array(room), ask: new Int16Array(room) },
    ...{ low: new Int16Array(room), high: new Int16Array(room) },
    ...{ buy: new Float32Array(room), sell: new Float32Array(room) },
    ...{ moved: new Float64Array(room), heat: new Uint8Array(room * rows) },
  };
}

/** The level with room for at least so many cells. */
export function withRoom(level: LevelColumns, cells: number, rows: number): LevelColumns {
  if (cells <= level.bid.length) return level;
  const room = Math.max(cells, Math.ceil(level.bid.length * 1.5));
  const grown = newLevel(level.stepUs, room, level.heat.length > 0 ? rows : 0);
  grown.cells = level.cells;
  for (const name of ['bid', 'ask', 'low', 'high'] as const) grown[name].set(level[name]);
  for (const name of ['buy', 'sell', 'moved', 'heat'] as const) grown[name].set(level[name]);
  return grown;
}

/** Put the cell that a fold holds behind the last one; there must be room. */
export function putCell(level: LevelColumns, fold: CellFold): void {
  const at = level.cells++;
  level.bid[at] = fold.bid;
  level.ask[at] = fold.ask;
  level.low[at] = fold.low;
  level.high[at] = fold.high;
  level.buy[at] = fold.buy;
  level.sell[at] = fold.sell;
  level.moved[at] = fold.moved;
  if (level.heat.length > 0) level.heat.set(fold.codes, at * fold.codes.length);
}

/** Fill a level whose cells are twice as long with what it lacks of the finer one. */
export function halve(finer: LevelColumns, into: LevelColumns, rows: number): void {
  const end = Math.floor(finer.cells / 2);
  if (finer.heat.length > 0) halveHeat(finer.heat, into.heat, into.cells, end, rows);
  for (let at = into.cells; at < end; at++) {
    const [a, b] = [2 * at, 2 * at + 1];
    into.bid[at] = finer.bid[b] ?? NONE;
    into.ask[at] = finer.ask[b] ?? NONE;
    const [lowA, lowB] = [finer.low[a] ?? NONE, finer.low[b] ?? NONE];
    into.low[at] = lowA === NONE ? lowB : lowB === NONE ? lowA : Math.min(lowA, lowB);
    into.high[at] = Math.max(finer.high[a] ?? NONE, finer.high[b] ?? NONE);
    into.buy[at] = (finer.buy[a] ?? 0) + (finer.buy[b] ?? 0);
    into.sell[at] = (finer.sell[a] ?? 0) + (finer.sell[b] ?? 0);
    into.moved[at] = (finer.moved[a] ?? 0) + (finer.moved[b] ?? 0);
  }
  into.cells = Math.max(into.cells, end);
}

/** The mean of two columns of heat; most codes do not change from one to the next. */
function halveHeat(
  finer: Uint8Array,
  into: Uint8Array,
  from: number,
  end: number,
  rows: number,
): void {
  const pool = poolTable();
  for (let at = from; at < end; at++) {
    const one = 2 * at * rows;
    const to = at * rows;
    for (let row = 0; row < rows; row++) {
      const a = finer[one + row] as number;
      const b = finer[one + rows + row] as number;
      into[to + row] = a === b ? a : (pool[(a << 8) | b] as number);
    }
  }
}
