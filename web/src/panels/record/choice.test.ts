// Choosing markets: what a choice asks the recorder for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedFor, firstChoice, grouped, marketWords, recordable, typeWords } from './choice';
import type { ListedMarket, LookedUp } from './wire';

function market(id: string, type: string, more: Partial<ListedMarket> = {}): ListedMarket {
  const base = { market: id, question: `Will ${id}?`, title: '', type, closed: false };
  return { ...base, outcomes: ['Yes', 'No'], recorded: true, ...more };
}

function event(markets: ListedMarket[], whole = true): LookedUp {
  const rest = { warnings: [], recorded_by: [], starts_us: null, league: 'nba', sport: '' };
  return { title: 'A v B', event_slug: 'a-b', whole, markets, ...rest };
}

describe('the markets of an event', () => {
  const game = event([
    market('s1', 'spreads'),
    market('m', 'moneyline'),
    market('s2', 'spreads'),
    market('new', 'totals', { outcomes: [], recorded: false }),
  ]);

  it('stand by type, the winner first', () => {
    const groups = grouped(game.markets);
    expect(groups.map((group) => group.words)).toEqual(['Winner', 'Spread', 'Total']);
    expect(groups[1]?.markets.map((one) => one.market)).toEqual(['s1', 's2']);
  });

  it('ask for nothing in particular when all are chosen, so that new ones join', () => {
    expect(askedFor(game, firstChoice(game))).toEqual([]);
    expect(askedFor(game, new Set(['m', 's1']))).toEqual(['s1', 'm']);
    expect(askedFor({ ...game, whole: false }, firstChoice(game))).toEqual(['s1', 'm', 's2']);
  });

  it('never ask for one that cannot be recorded, and never for more than was chosen', () => {
    const some = fc.array(
      fc.record({
        type: fc.constantFrom('moneyline', 'spreads', ''),
        ready: fc.boolean(),
        on: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(some, fc.boolean(), (list, whole) => {
        const markets = list.map(({ type, ready }, n) =>
          market(`m${n}`, type, ready ? {} : { outcomes: [] }),
        );
        const chosen = new Set(list.flatMap(({ on }, n) => (on ? [`m${n}`] : [])));
        const asked = askedFor(event(markets, whole), chosen);
        const possible = markets.filter(recordable).map((one) => one.market);
        const wanted = possible.filter((id) => chosen.has(id));
        expect([wanted, []]).toContainEqual(asked);
        if (asked.length === 0)
          expect(wanted.length === 0 || wanted.length === possible.length).toBe(true);
        expect(grouped(markets).flatMap((group) => group.markets).length).toBe(markets.length);
      }),
    );
  });

  it('say their kind and name in words', () => {
    expect(typeWords('team_totals')).toBe('Team totals');
    expect(typeWords('_')).toBe('Other markets');
    expect(marketWords(market('x', '', { title: 'O/U 220.5' }))).toBe('O/U 220.5');
    expect(marketWords(market('x', ''))).toBe('Will x?');
  });
});
