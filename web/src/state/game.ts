// The game as far as its feeds had told at a time.

import type { GameEntry } from '../source/types';
import { entriesUntil } from './entries';
import type { GameMoment } from './moment';

/** Nothing known yet. */
export function noGame(): GameMoment {
  return { score: '', period: '', game_clock: '', status: '', live: null, ended: null, text: '' };
}

/**
 * What was heard of any game, and of the session's own. A feed may tell of other games too: once the
 * own one (by the slug of its event or a market) has been told of, entries that name another do not
 * count.
 */
export interface Games {
  any: GameMoment;
  own: GameMoment;
  told: boolean;
}

export function noGames(): Games {
  return { any: noGame(), own: noGame(), told: false };
}

/** The game that counts. */
export function counted({ any, own, told }: Games): GameMoment {
  return { ...(told ? own : any) };
}

/** Take over what an entry says; the trader's own tags say nothing. */
export function hear(games: Games, entry: GameEntry, slugs: ReadonlySet<string>): void {
  if (entry.name === 'tag') return;
  const own = slugs.has(entry.game);
  games.told ||= own;
  moved(games.any, entry);
  if (own || entry.game === '') moved(games.own, entry);
}

/**
 * Of each thing the last that was said: what an entry leaves out stays. A clock belongs to its period:
 * another period, or the end, without a clock has none.
 */
function moved(game: GameMoment, entry: GameEntry): void {
  const turned = entry.period !== '' && entry.period !== game.period;
  const kept = turned || entry.ended === true ? '' : game.game_clock;
  game.score = entry.score || game.score;
  game.period = entry.period || game.period;
  game.game_clock = entry.game_clock || kept;
  game.status = entry.status || game.status;
  game.live = entry.live ?? game.live;
  game.ended = entry.ended ?? game.ended;
  game.text = `${game.score} ${game.period} ${game.game_clock}`.trim() || game.status;
}

/** Names under which feeds know the session's own game. */
export function ownSlugs(markets: readonly { event_slug: string; slug: string }[]): Set<string> {
  return new Set(
    markets.flatMap((one) => [one.event_slug, one.slug]).filter((slug) => slug !== ''),
  );
}

/** Entries told by a time that are about the session's own game, the trader's tags included. */
export function ownEntries(
  game: readonly GameEntry[],
  slugs: ReadonlySet<string>,
  tUs: number,
): GameEntry[] {
  const known = game.slice(0, entriesUntil(game, tUs));
  if (!known.some((entry) => entry.name !== 'tag' && slugs.has(entry.game))) return known;
  return known.filter(({ tag, game: of }) => tag || of === '' || slugs.has(of));
}
