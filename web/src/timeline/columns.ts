// The columns that a picture shows: whole ones that end by the horizon, finer ones behind them.

import type { Frame } from './frame';
import { PIECE, type Level, type Piece } from './pieces';

/** Columns of one piece that are to be drawn: places [from, to) of its arrays. */
export interface Run {
  piece: Piece;
  stepUs: number;
  /** Time at which the first of them begins. */
  startUs: number;
  from: number;
  to: number;
}

/** Runs of columns in view, in order, and the time up to which they reach. */
export interface Shown {
  runs: Run[];
  endUs: number;
}

/**
 * The last column must not hold what comes after the horizon (8.3): whole columns of the chosen level
 * that end by it, then whole ones of ever finer levels; the rest is for the fold.
 */
export function shownColumns(frame: Frame, heat = false): Shown {
  const { model, view } = frame;
  const { grid, levels } = model;
  const runs: Run[] = [];
  const level = heat ? levels?.forHeat(frame.usPerPixel) : frame.level;
  // While the grid is being made there are neither columns nor a rest behind them.
  if (!level || !grid || !levels) return { runs, endUs: Infinity };
  if (grid.track.rows === 0) return { runs, endUs: view.from };
  let endUs = Math.max(view.from, grid.fromUs);
  const chosen = [level, ...levels.below(level.stepUs, heat)];
  for (const one of chosen) {
    endUs = addRuns(runs, one, grid.fromUs, runs.length === 0 ? view.from : endUs, frame.end);
  }
  return { runs, endUs: Math.max(endUs, view.from) };
}

/** Add a level's whole columns in [from, until]; returns where they end. */
function addRuns(runs: Run[], level: Level, origin: number, from: number, until: number): number {
  const { stepUs } = level;
  const first = Math.max(0, Math.floor((from - origin) / stepUs));
  const last = Math.floor((until - origin) / stepUs);
  let column = first;
  while (column < last) {
    const piece = level.piece(Math.floor(column / PIECE));
    if (!piece) break;
    const to = Math.min(last, piece.first + piece.count);
    if (to <= column) break;
    runs.push({
      ...{ piece, stepUs, startUs: origin + column * stepUs },
      from: piece.offset + column - piece.first,
      to: piece.offset + to - piece.first,
    });
    column = to;
  }
  return column > first ? origin + column * stepUs : Math.max(from, origin);
}
