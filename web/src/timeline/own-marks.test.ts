// Own fills on the tape: each has a mark, also where its price lies between two cells.
import { describe, expect, it } from 'vitest';
import { Session } from '../state/session';
import { made, NO, YES } from './made-session';
import { fillMarks } from './own-marks';

const CELLS = 10_001;

describe('fillMarks', () => {
  const { timeline } = made(120, 5);
  const [first] = timeline.fills;
  if (first === undefined) throw new Error('the made session has fills');
  const averaged = { ...first, price: '0.47337', cell: null };
  const session = new Session({ ...timeline, fills: [averaged] });
  const market = session.marketOf(YES);
  const marks = (asset: string, cells: number | null): ReturnType<typeof fillMarks> =>
    fillMarks(
      session,
      market,
      asset,
      Infinity,
      (of, cell) => (of === asset ? cell : CELLS - 1 - cell),
      cells,
    );

  it('puts a price between two cells at the nearer one, and keeps the price', () => {
    const other = averaged.asset === YES ? NO : YES;
    expect(marks(averaged.asset, CELLS)).toMatchObject([
      { cell: 4734, off: true, price: '0.47337' },
    ]);
    expect(marks(other, CELLS)).toMatchObject([{ cell: 5266, off: true, price: '0.47337' }]);
  });

  it('has no place for it where the grid is not uniform', () => {
    expect(marks(averaged.asset, null)).toEqual([]);
  });
});
