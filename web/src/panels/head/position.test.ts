// Money at the playhead: what is not known is said to be unknown, never a number.
import { describe, expect, it } from 'vitest';
import { positionWords } from './position';

const name = (asset: string): string => ({ a: 'LAL', b: 'BOS' })[asset] ?? asset;
const pnl = {
  ...{ cash: -10_500_000, value: 12_000_000, total: 1_500_000, fees: 0, why: '' },
  settled: false,
};

describe('positionWords', () => {
  it('says what is held at which price, and the gain', () => {
    const words = positionWords({ positions: { a: 70_000_000 }, pnl }, name, 1500, 100);
    expect(words.held).toBe('long 70 LAL @ 0.15');
    expect(words.pnl).toBe('+$1.50');
  });

  it('is flat without a position, whatever was earned', () => {
    const words = positionWords({ positions: {}, pnl: { ...pnl, value: 0 } }, name, null, 100);
    expect(words.held).toBe('flat');
  });

  it('names both outcomes when both are held, without a price', () => {
    const held = { a: 70_000_000, b: 20_000_000 };
    expect(positionWords({ positions: held, pnl }, name, 1500, 100).held).toBe(
      'long 70 LAL, long 20 BOS',
    );
  });

  it('does not show a number that is not known', () => {
    const unknown = { ...pnl, value: null, total: null, fees: null, why: 'link down' };
    const words = positionWords({ positions: { a: 1 }, pnl: unknown }, name, null, 100);
    expect(words.pnl).toBe('unknown');
    expect(words.why).toBe('link down');
    expect(words.rows.map(([, text]) => text)).toContain('not known');
  });

  it('says what the market pays once it is decided', () => {
    const over = { positions: { a: 12_000_000 }, pnl: { ...pnl, settled: true } };
    const words = positionWords(over, name, null, 100);
    expect(words.settled).toBe(true);
    expect(words.rows[1]).toEqual(['Paid by the market', '$12.00']);
  });
});
