// The rows of the ladder: which prices are shown, and what rests at each.

/** One price level: cell of the grid and size in micro-shares. */
export type Level = readonly [cell: number, size: number];

/** One of one's own orders at rest. */
export interface Resting {
  readonly order_id: string;
  readonly side: 'BUY' | 'SELL';
  readonly cell: number | null;
  /** Micro-shares placed and already matched. */
  readonly size: number;
  readonly matched: number;
}

/** One row: at most one side has a size, unless the book is crossed. */
export interface LadderRow {
  readonly cell: number;
  readonly bid: number;
  readonly ask: number;
  readonly best: 'bid' | 'ask' | null;
  /** Own resting orders at this price, in micro-shares still open. */
  readonly ownBid: number;
  readonly ownAsk: number;
}

/** The book of one outcome as the ladder needs it; best first on both sides. */
export interface LadderBook {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** Prices of one ladder: `cells` of the grid, one row each `step` cells, ends left out. */
export interface LadderGrid {
  readonly cells: number;
  readonly step: number;
  /** The first and last cell that an order can stand at. */
  readonly low: number;
  readonly high: number;
}

/** A grid of rows: on a uniform grid 0 and 1 dollar are no prices, so "0.00" never appears. */
export function ladderGrid(cells: number, step: number, uniform: boolean): LadderGrid {
  const width = Math.max(1, Math.round(step));
  if (!uniform) return { cells, step: 1, low: 0, high: cells - 1 };
  return { cells, step: width, low: width, high: Math.floor((cells - 2) / width) * width };
}

/**
 * The cell that stands in the middle of the market, or null for an empty book. Where the spread is
 * wider than `reach` cells that is the best bid: between the two there would be nothing to see.
 */
export function middle(book: LadderBook, reach = Infinity): number | null {
  const bid = book.bids[0]?.[0];
  const ask = book.asks[0]?.[0];
  if (bid === undefined) return ask ?? null;
  return ask === undefined || ask - bid > reach ? bid : (bid + ask) / 2;
}

/** Top cell of `count` rows with `centre` in the middle, held inside the grid. */
export function centredTop(grid: LadderGrid, count: number, centre: number): number {
  const rows = Math.floor((centre - grid.low) / grid.step);
  const top = grid.low + (rows + Math.floor(count / 2)) * grid.step;
  const lowestTop = grid.low + (count - 1) * grid.step;
  return Math.min(grid.high, Math.max(lowestTop, top));
}

/**
 * Top cell of a fixed-price ladder: where it was, unless the market has left its rows.
 *
 * `margin` rows at both ends count as outside, so that the best prices never stand on the edge.
 */
export function fixedTop(
  grid: LadderGrid,
  count: number,
  before: number | null,
  centre: number | null,
  margin = 2,
): number {
  if (before === null) return centredTop(grid, count, centre ?? (grid.low + grid.high) / 2);
  // The tick may have changed since: rows off the grid would hold no level at all.
  const row = grid.low + Math.round((before - grid.low) / grid.step) * grid.step;
  const top = Math.min(grid.high, Math.max(grid.low + (count - 1) * grid.step, row));
  if (centre === null) return top;
  const bottom = top - (count - 1) * grid.step;
  const air = margin * grid.step;
  const near = (edge: number, limit: number): number => (edge === limit ? 0 : air);
  const inside = centre <= top - near(top, grid.high) && centre >= bottom + near(bottom, grid.low);
  return inside ? top : centredTop(grid, count, centre);
}

/** `count` rows from `top` down. A level between two rows counts to the row farther from the middle. */
export function ladderRows(
  grid: LadderGrid,
  book: LadderBook,
  own: readonly Resting[],
  top: number,
  count: number,
): LadderRow[] {
  const bids = summed(book.bids, grid, Math.floor);
  const asks = summed(book.asks, grid, Math.ceil);
  const open = (side: string): Map<number, number> =>
    summed(
      own
        .filter((o) => o.side === side && o.cell !== null && o.size > o.matched)
        .map((o): Level => [o.cell ?? 0, o.size - o.matched]),
      grid,
      side === 'BUY' ? Math.floor : Math.ceil,
    );
  const ownBids = open('BUY');
  const ownAsks = open('SELL');
  const bestBid = rowCell(book.bids[0]?.[0], grid, Math.floor);
  const bestAsk = rowCell(book.asks[0]?.[0], grid, Math.ceil);
  const rows: LadderRow[] = [];
  for (let i = 0, cell = top; i < count && cell >= grid.low; i += 1, cell -= grid.step) {
    rows.push({
      cell,
      bid: bids.get(cell) ?? 0,
      ask: asks.get(cell) ?? 0,
      best: cell === bestBid ? 'bid' : cell === bestAsk ? 'ask' : null,
      ownBid: ownBids.get(cell) ?? 0,
      ownAsk: ownAsks.get(cell) ?? 0,
    });
  }
  return rows;
}

/** Bid size over all size within the best `levels` of both sides, 0 to 1; null for an empty book. */
export function bidShare(book: LadderBook, levels: number): number | null {
  const total = (side: readonly Level[]): number =>
    side.slice(0, levels).reduce((sum, [, size]) => sum + size, 0);
  const bid = total(book.bids);
  const all = bid + total(book.asks);
  return all === 0 ? null : bid / all;
}

function rowCell(
  cell: number | undefined,
  grid: LadderGrid,
  away: (x: number) => number,
): number | null {
  if (cell === undefined) return null;
  const row = grid.low + away((cell - grid.low) / grid.step) * grid.step;
  return Math.min(grid.high, Math.max(grid.low, row));
}

function summed(
  levels: readonly Level[],
  grid: LadderGrid,
  away: (x: number) => number,
): Map<number, number> {
  const sums = new Map<number, number>();
  for (const [cell, size] of levels) {
    const row = rowCell(cell, grid, away);
    if (row !== null) sums.set(row, (sums.get(row) ?? 0) + size);
  }
  return sums;
}
