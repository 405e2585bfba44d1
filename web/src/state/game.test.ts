// The game: of each thing the last that was told, and of the session's own game only.

import { describe, expect, it } from 'vitest';
import type { GameEntry } from '../source/types';
import { counted, hear, noGames, ownSlugs } from './game';

const OWN = ownSlugs([
  { event_slug: 'a-b', slug: 'a-b-total' },
  { event_slug: '', slug: '' },
]);

function told(...entries: Partial<GameEntry>[]) {
  const games = noGames();
  const plain = { name: 'score', game: 'a-b', score: '', period: '', game_clock: '', status: '' };
  for (const entry of entries) {
    hear(games, { ...plain, live: null, ended: null, ...entry } as GameEntry, OWN);
  }
  return counted(games);
}

describe('the game', () => {
  it('keeps what an entry leaves out', () => {
    const game = told({ score: '1-0', period: 'Q1', live: true }, { game_clock: '9:41' });
    expect(game).toMatchObject({ score: '1-0', period: 'Q1', live: true, ended: null });
    expect(game.text).toBe('1-0 Q1 9:41');
    expect(told({ status: 'Delayed' }).text).toBe('Delayed');
  });

  it('has no clock of another period, or after its end', () => {
    const late = { score: '9-8', period: 'Q4', game_clock: '0:28' };
    expect(told(late, { period: 'Q4' }).text).toBe('9-8 Q4 0:28');
    expect(told(late, { period: 'FT' }).text).toBe('9-8 FT');
    expect(told(late, { ended: true }).text).toBe('9-8 Q4');
  });

  it('is not another one of which the same feed tells', () => {
    const other = { game: 'c-d', score: '77-70', period: 'Q4' };
    expect(told(other, { score: '1-0' }, other)).toMatchObject({ score: '1-0', period: '' });
    expect(told({ score: '2-1', game: 'a-b-total' }, other).score).toBe('2-1');
  });

  it('is any game until its own is told of, and one without a name is its own', () => {
    expect(told({ game: 'c-d', score: '5-5' }).score).toBe('5-5');
    expect(
      told({ game: '', period: 'HT' }, { game: 'c-d', period: 'Q1' }, { score: '1-1' }),
    ).toMatchObject({ score: '1-1', period: 'HT' });
  });

  it("does not hear the trader's own tags", () => {
    expect(told({ score: '1-0' }, { name: 'tag', score: '9-9', tag: true }).score).toBe('1-0');
  });
});
