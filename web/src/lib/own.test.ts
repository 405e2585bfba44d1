// Own sizes and money as a shared file writes them.
import { afterEach, describe, expect, it } from 'vitest';
import { ownDollars, ownGain, ownShares, ownShort, ownSize, sizesTold, writeOwn } from './own';

afterEach(() => writeOwn());

describe('own sizes and money', () => {
  it('are shares and dollars unless a document says otherwise', () => {
    expect(sizesTold()).toBe(true);
    expect([ownShares(12_500_000), ownShort(1_400_000_000)]).toEqual(['12.5', '1.4k']);
    expect([ownGain(-3_200_000), ownDollars(3_200_000)]).toEqual(['−$3.20', '$3.20']);
  });

  it('are parts of the largest position and cents a share in a file without them', () => {
    writeOwn({ sizes: 'parts', money: 'cents' });
    expect(sizesTold()).toBe(false);
    expect([ownShares(60_000_000), ownShort(100_000_000), ownSize(0)]).toEqual([
      ...['60 %', '100 %', '<1 %'],
    ]);
    expect([ownGain(16_850_000), ownGain(-50_000), ownGain(10_000), ownGain(null)]).toEqual([
      ...['+16.9c a share', '0.1c a share', '0.0c a share', '–'],
    ]);
    expect(ownDollars(-2_000_000)).toBe('−2.0c a share');
  });

  it('leave money out where sizes alone are told', () => {
    writeOwn({ sizes: 'shares', money: 'none' });
    expect([ownShares(70_000_000), ownGain(1), ownDollars(1)]).toEqual([
      ...['70', 'not in this file', 'not in this file'],
    ]);
  });
});
