// A moment: all that was known of one market at a time T. Python's Playhead gives the same.

import type { Level } from './book';
import type { DecimalText, SideName } from '../source/types';

export interface BookMoment {
  valid: boolean;
  reason: string;
  seq: number | null;
  bids: Level[];
  asks: Level[];
}

export interface TradeMoment {
  cell: number;
  size: number;
  side: SideName | null;
  at_us: number;
}

export interface GameMoment {
  score: string;
  period: string;
  game_clock: string;
  status: string;
  live: boolean | null;
  ended: boolean | null;
  text: string;
}

export interface OrderMoment {
  order_id: string;
  asset: string;
  side: SideName;
  cell: number | null;
  price: DecimalText;
  size: number;
  matched: number;
}

/** Micro-dollars; `why` says why a number is not known. */
export interface PnlMoment {
  cash: number;
  value: number | null;
  total: number | null;
  fees: number | null;
  why: string;
  /** The market is decided: the value is what it pays. */
  settled: boolean;
}

export interface Moment {
  at_us: number;
  seq: number | null;
  asset: string;
  market: string;
  book: BookMoment;
  last_trade: TradeMoment | null;
  game: GameMoment;
  orders: OrderMoment[];
  positions: Record<string, number>;
  pnl: PnlMoment;
}
