// Marks of one's own moves: told by a time, of this market, and of shares alone.

import { describe, expect, it } from 'vitest';
import type { ChangeEntry } from '../source/types';
import { withChanges, type GameMark } from './game-marks';

function change(at_us: number, kind: ChangeEntry['kind'], market = 'm'): ChangeEntry {
  const rest = { asset: '', size: 40_000_000, cash: null, transaction: '0x1' };
  return { seq: at_us, at_us, key: `${kind}@${at_us}`, kind, market, happened_us: 1, ...rest };
}

const GOAL: GameMark = { atUs: 20, label: 'goal', tag: false };

describe('changes of own positions', () => {
  const told = [change(10, 'SPLIT'), change(30, 'MERGE'), change(40, 'MAKER_REBATE')];

  it('stand among the events in order of when they were told', () => {
    const labels = withChanges([GOAL], told, 'm', 50).map(({ label }) => label);
    expect(labels).toEqual(['Split', 'goal', 'Merged']);
  });

  it('are not shown before they were told, nor in another market', () => {
    expect(withChanges([GOAL], told, 'm', 29).map(({ label }) => label)).toEqual(['Split', 'goal']);
    expect(withChanges([GOAL], told, 'other', 50)).toEqual([GOAL]);
  });
});
