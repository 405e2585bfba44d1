// Own fills on the tape: each has a mark, also where its price lies between two cells.
import { describe, expect, it } from 'vitest';
import { Session } from '../state/session';
import { made, NO, YES } from './made-session';
import { fillMarks, settledFrom } from './own-marks';

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

describe('settledFrom', () => {
  const { timeline } = made(60, 5);
  const [winner, stated] = [timeline.from_us + 10, timeline.from_us + 20];
  const named = { seq: 1, at_us: winner, market: 'market', winner: NO };
  const rules = {
    ...{ seq: 2, at_us: stated, market: 'market', neg_risk: false, tick: '0.01', min_size: null },
    ...{ taker_delay_us: null, game_start_us: null, fees: null, closed: true },
    ...{ resolution: 'B', payouts: ['0', '1'] },
  };
  const at = (some: Partial<typeof timeline>, asset: string, us: number): unknown => {
    const session = new Session({ ...timeline, ...some });
    return settledFrom(session, session.marketOf(asset), asset, us, CELLS);
  };

  it('is known as soon as the venue names the winner, and stays so', () => {
    const both = { resolved: [named], rules: [rules] };
    expect(at(both, YES, winner - 1)).toBeNull();
    for (const us of [winner, stated, Infinity]) {
      expect(at(both, YES, us)).toEqual({ fromUs: winner, cell: 0, payout: '0' });
      expect(at(both, NO, us)).toEqual({ fromUs: winner, cell: CELLS - 1, payout: '1' });
    }
    expect(at({ rules: [rules] }, NO, Infinity)).toMatchObject({ fromUs: stated, payout: '1' });
  });
});
