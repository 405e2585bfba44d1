// The columns that the list of sessions can show: widths, which are chosen, which find room.
import type { SortKey } from './rows';

export type ColumnId = Exclude<SortKey, 'title'>;

export interface Column {
  readonly id: ColumnId;
  readonly words: string;
  /** Width in the letters' own size. */
  readonly em: number;
  /** Numbers stand at the right. */
  readonly right?: true;
}

/** In the order in which they stand. */
export const COLUMNS: readonly Column[] = [
  { id: 'date', words: 'Date', em: 10.4 },
  { id: 'league', words: 'Sport', em: 6.4 },
  { id: 'length', words: 'Length', em: 5.2, right: true },
  { id: 'quality', words: 'Recording', em: 9.4 },
  { id: 'fills', words: 'Own fills', em: 5.4, right: true },
  { id: 'trades', words: 'Trades', em: 4.4, right: true },
  { id: 'gross', words: 'Gross', em: 6.4, right: true },
  { id: 'fees', words: 'Fees', em: 5.4, right: true },
  { id: 'pnl', words: 'Net', em: 6.6, right: true },
  { id: 'labels', words: 'Labels', em: 10.4 },
  { id: 'notes', words: 'Notes', em: 3.8, right: true },
  { id: 'size', words: 'Size', em: 5.2, right: true },
];

/** What a new user sees. */
export const SHIPPED: readonly ColumnId[] = [
  ...(['date', 'league', 'length', 'quality', 'trades'] as const),
  ...(['gross', 'fees', 'pnl', 'labels', 'notes'] as const),
];

/** Where room is short the first of these give way first. */
const GIVES_WAY: readonly ColumnId[] = [
  ...(['notes', 'length', 'size', 'labels', 'gross', 'fees'] as const),
  ...(['fills', 'league', 'trades', 'quality', 'date', 'pnl'] as const),
];

/** Room that is not for columns: the box to tick, the game's name, the button at the end. */
const REST_EM = 2.4 + 15 + 2.6;
export const GAP_EM = 1.1;

/** The columns of a list of names, in their order; unknown names are passed over. */
export function columnsOf(names: readonly string[] | undefined): readonly Column[] {
  const wanted = names ?? SHIPPED;
  return COLUMNS.filter((column) => wanted.includes(column.id));
}

/** Those that find room in a width; both in the letters' own size. */
export function fitting(columns: readonly Column[], roomEm: number): readonly Column[] {
  const kept = new Set(columns);
  const width = (): number =>
    [...kept].reduce((sum, column) => sum + column.em + GAP_EM, REST_EM + 3 * GAP_EM);
  for (const id of GIVES_WAY) {
    if (width() <= roomEm) break;
    for (const column of kept) if (column.id === id) kept.delete(column);
  }
  return columns.filter((column) => kept.has(column));
}

/** How the columns stand beside one another, for CSS. */
export function template(columns: readonly Column[]): string {
  const widths = columns.map((column) => `${column.em}em`);
  return ['2.4em', 'minmax(0, 1fr)', ...widths, '2.6em'].join(' ');
}
