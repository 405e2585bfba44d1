// The game as far as its feeds had told at a time.

import type { GameEntry } from '../source/types';
import type { GameMoment } from './moment';

/** Nothing known yet. */
export function noGame(): GameMoment {
  return { score: '', period: '', game_clock: '', status: '', live: null, ended: null, text: '' };
}

/** Take over what an entry says; what it leaves out stays. The trader's own tags say nothing. */
export function hear(game: GameMoment, entry: GameEntry): void {
  if (entry.name === 'tag') return;
  game.score = entry.score || game.score;
  game.period = entry.period || game.period;
  game.game_clock = entry.game_clock || game.game_clock;
  game.status = entry.status || game.status;
  game.live = entry.live ?? game.live;
  game.ended = entry.ended ?? game.ended;
  game.text = `${game.score} ${game.period} ${game.game_clock}`.trim() || game.status;
}
