// The API's types under the names the page uses; schema.d.ts is generated from web/openapi.json.

import type {
  FeeFacts,
  News,
  OutcomeFacts,
  MarketFacts,
  Side,
  Timeline,
  TrackFacts,
} from './schema';

export type {
  ChangeEntry,
  ClockEntry,
  FillEntry,
  GameEntry,
  GapEntry,
  Hello,
  LinkEntry,
  NoteEntry,
  OddTradeEntry,
  OrderEntry,
  ResolvedEntry,
  RulesEntry,
  Timeline,
  TrackOf,
  ValidityEntry,
} from './schema';

/** Decimal text, exactly as the venue printed it. */
export type DecimalText = string;

export type Fees = FeeFacts;
export type Outcome = OutcomeFacts;
export type Market = MarketFacts;
export type TrackInfo = TrackFacts;
export type SideName = Side;

/** What every entry of a timeline has: the tape's number and our receive time. */
export interface Entry {
  seq: number;
  at_us: number;
}

/** Names of the timeline's lists; all grow at their ends while a session is live. */
export const LISTS = [
  'rules',
  'gaps',
  'links',
  'game',
  'orders',
  'fills',
  'changes',
  'odd_trades',
  'notes_on_tape',
  'clock_readings',
  'resolved',
] as const satisfies readonly (keyof Timeline)[];

/** New entries of a live session since the batch before, and how far the recording has come. */
export type TimelineDelta = News;
