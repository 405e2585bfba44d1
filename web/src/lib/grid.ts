// Price grids: every price of a venue is a whole cell number. The twin of Python's model/grid, odds.

export interface Grid {
  readonly name: string;
  readonly cells: number;
  /** Price of one share that pays 1, in micro-dollars. */
  micros(cell: number): number;
  /** The price as people of that venue say it, shortest form: "0.5", "1.8". */
  label(cell: number): string;
  /** The cell of the other outcome at the complementary price; null where there is no such cell. */
  mirror(cell: number): number | null;
}

const UNIFORM_CELLS = 10_001;

/** Cells of 1/10000 dollar, 0 to 1: Polymarket and Kalshi, whatever the tick of the day. */
export const UNIFORM: Grid = {
  name: 'uniform',
  cells: UNIFORM_CELLS,
  micros: (cell) => cell * 100,
  label(cell) {
    const whole = Math.trunc(cell / 10_000);
    const digits = String(cell % 10_000)
      .padStart(4, '0')
      .replace(/0+$/, '');
    return `${whole}.${digits === '' ? '0' : digits}`;
  },
  mirror: (cell) => UNIFORM_CELLS - 1 - cell,
};

// Hundredths of odds: first, end (excluded), step. Betfair's published CLASSIC ladder, 1.01 to 1000.
const BANDS: readonly (readonly [number, number, number])[] = [
  [101, 200, 1],
  [200, 300, 2],
  [300, 400, 5],
  [400, 600, 10],
  [600, 1_000, 20],
  [1_000, 2_000, 50],
  [2_000, 3_000, 100],
  [3_000, 5_000, 200],
  [5_000, 10_000, 500],
  [10_000, 100_001, 1_000],
];

const HUNDREDTHS: readonly number[] = BANDS.flatMap(([first, end, step]) =>
  Array.from({ length: Math.ceil((end - first) / step) }, (_, i) => first + i * step),
).reverse();

function hundredths(cell: number): number {
  const found = HUNDREDTHS[cell];
  if (found === undefined) throw new RangeError(`the odds ladder has no rung ${cell}`);
  return found;
}

/** The 350 rungs of decimal odds; a runner is a share that costs 1/odds and pays 1. */
export const ODDS: Grid = {
  name: 'odds',
  cells: HUNDREDTHS.length,
  micros(cell) {
    const cents = hundredths(cell);
    const floor = Math.trunc(100_000_000 / cents);
    const twice = 2 * (100_000_000 - floor * cents); // half to even, as Python rounds
    return twice > cents || (twice === cents && floor % 2 === 1) ? floor + 1 : floor;
  },
  label(cell) {
    const cents = hundredths(cell);
    const fraction = cents % 100;
    const whole = String(Math.trunc(cents / 100));
    return fraction === 0
      ? whole
      : `${whole}.${String(fraction).padStart(2, '0').replace(/0$/, '')}`;
  },
  mirror: () => null,
};

/** The grid of a name in a track's header; throws RangeError for one that this page does not know. */
export function gridOf(name: string): Grid {
  if (name === UNIFORM.name) return UNIFORM;
  if (name === ODDS.name) return ODDS;
  throw new RangeError(`this page knows no price grid named ${name}`);
}
