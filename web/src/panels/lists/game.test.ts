// Lines of the game: nothing before it was told, nothing that is only a clock.
import { describe, expect, it } from 'vitest';
import type { GameEntry } from '../../source/types';
import { gameLines } from './game';

function told(at: number, over: Partial<GameEntry>): GameEntry {
  return {
    seq: at,
    at_us: at,
    happened_us: null,
    name: 'status',
    text: '',
    game: 'lal-bos',
    score: '',
    period: '',
    game_clock: '',
    status: '',
    team: '',
    live: null,
    ended: null,
    tag: false,
    ...over,
  };
}

describe('gameLines', () => {
  const entries = [
    told(1, { name: 'status', status: 'in progress', text: 'LAL v BOS' }),
    told(2, {
      name: 'score',
      text: 'LAL v BOS',
      score: '2-0',
      period: 'Q1',
      game_clock: '11:40',
    }),
    told(3, { name: 'clock', game_clock: '11:20' }),
    told(4, { name: 'score', text: 'Davis 2PT dunk', score: '4-0' }),
    told(5, { name: 'tag', tag: true, text: 'Injury', happened_us: 2 }),
    told(6, { name: 'period', period: 'Q2', score: '30-28' }),
    told(7, { name: 'three_pointer' }),
    told(8, { name: 'status', ended: true, status: 'final', score: '101-99' }),
  ];

  it('speaks as people do', () => {
    expect(gameLines(entries, 9).map((line) => [line.words, line.detail])).toEqual([
      ['In progress', ''],
      ['Score', '2-0 Q1 11:40'],
      ['Davis 2PT dunk', '4-0'],
      ['Injury', ''],
      ['Period Q2', '30-28'],
      ['Three pointer', ''],
      ['Game over', '101-99'],
    ]);
  });

  it('goes by when it was told, not by when it happened', () => {
    expect(gameLines(entries, 4).map((line) => line.entry.seq)).toEqual([1, 2, 4]);
    expect(gameLines(entries, 0)).toEqual([]);
  });
});
