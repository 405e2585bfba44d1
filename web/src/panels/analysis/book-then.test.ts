// The book at a decision: what is known is told, what is withheld says why, and it is told once.
import { expect, it } from 'vitest';
import { bookThen } from './book-then';
import { otherMetrics, type Order } from './evidence';

function order(
  metrics: Record<string, number | string | null>,
  withheld: Record<string, string> = {},
): Order {
  const fields = Object.entries(metrics).map(
    ([name, value]) =>
      [name, { value, unit: typeof value === 'string' ? 'name' : 'shares' }] as const,
  );
  return { metrics: Object.fromEntries(fields), withheld } as unknown as Order;
}

const ENTRY = { depth_bid_3: 2_000_000, depth_ask_3: 1_000_000 };
const EXIT = { ...ENTRY, support: 'no', support_least: 900_000_000, support_needed: 1_500_000_000 };

it('tells depth of an entry, and of an exit whether support was behind it', () => {
  expect(bookThen(order(ENTRY))).toMatchObject({ bids: 2_000_000, support: null, why: '' });
  const told = bookThen(order(EXIT));
  expect(told).toMatchObject({ support: false, least: 900_000_000, needed: 1_500_000_000 });
  expect(bookThen(order({ ...EXIT, support: 'yes' }))?.support).toBe(true);
});

it('says why something is not told', () => {
  const why = 'it was not known how much usually rests there';
  const unknown = { ...ENTRY, support: null, support_least: null, support_needed: null };
  const told = bookThen(order(unknown, { support: why }));
  expect(told).toMatchObject({ support: null, why: `Support: ${why}.` });
  const holed = order({ depth_bid_3: null, depth_ask_3: null }, { depth_bid_3: 'gap: link' });
  expect(bookThen(holed)).toMatchObject({ bids: null, why: 'Depth: gap: link.' });
  expect(bookThen(order({ spread: 1 }))).toBeNull();
});

it('is not listed again', () => {
  expect(otherMetrics(order({ ...EXIT, spread: 1 })).map(([name]) => name)).toEqual(['spread']);
});
