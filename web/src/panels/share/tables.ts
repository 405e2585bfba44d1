// The tables that can be taken along, and in which forms: as the server calls them, and in words.

export const TABLES = [
  ['session_events', 'Every event'],
  ['level_changes', 'Changes of price levels'],
  ['trades', 'Public trades'],
  ['own_orders', 'Own orders'],
  ['own_fills', 'Own fills'],
  ['own_changes', 'Splits, merges, redemptions'],
  ['game_events', 'The game and marks'],
  ['gaps', 'Holes in the recording'],
  ['notes', 'Notes'],
  ['outcomes', 'Markets and outcomes'],
  ['judged_trades', 'Trades, analysed'],
  ['decisions', 'Decisions, analysed'],
  ['labels', 'Labels, analysed'],
] as const;

export const FORMATS = [
  ['csv', 'CSV'],
  ['jsonl', 'JSON lines'],
  ['parquet', 'Parquet'],
] as const;
