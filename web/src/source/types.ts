// The timeline's types as the page uses them: everything of a session that is no order book.

/** Decimal text, exactly as the venue printed it. */
export type DecimalText = string;

export interface Fees {
  rate: DecimalText;
  exponent: DecimalText;
  taker_only: boolean;
  rebate_rate: DecimalText;
}

export interface Outcome {
  asset: string;
  label: string;
}

export interface Market {
  market: string;
  question: string;
  slug: string;
  event_slug: string;
  type: string;
  line: string;
  neg_risk: boolean | null;
  tick: DecimalText | null;
  min_size: number | null;
  taker_delay_us: number | null;
  game_start_us: number | null;
  fees: Fees | null;
  outcomes: Outcome[];
}

export interface TrackInfo {
  index: number;
  asset: string;
  market: string;
  label: string;
  grid: string;
  rows: number;
  bytes: number;
}

export interface AssetInfo {
  track: number;
  mirror: boolean;
}

/** What every entry of a timeline has: the tape's number and our receive time. */
export interface Entry {
  seq: number;
  at_us: number;
}

export interface RulesEntry extends Entry {
  market: string;
  tick?: DecimalText | null;
  fees?: Fees | null;
  closed: boolean | null;
  resolution: string;
  payouts: DecimalText[] | null;
}

export interface ValidityEntry extends Entry {
  valid: boolean;
  reason: string;
}

export interface GapEntry extends Entry {
  from_us: number;
  to_us: number;
  cause: string;
  scope: string[];
}

export interface LinkEntry extends Entry {
  connection: string;
  state: string;
  detail: string;
}

export interface GameEntry extends Entry {
  happened_us: number | null;
  name: string;
  text: string;
  game: string;
  score: string;
  period: string;
  game_clock: string;
  status: string;
  team: string;
  live: boolean | null;
  ended: boolean | null;
  tag: boolean;
}

export type SideName = 'BUY' | 'SELL';

export interface OrderEntry extends Entry {
  action: string;
  order_id: string;
  asset: string;
  market: string;
  side: SideName;
  price: DecimalText;
  cell: number | null;
  size: number;
  matched: number;
  status: string;
  order_type: string;
}

export interface FillEntry extends Entry {
  key: string;
  asset: string;
  market: string;
  side: SideName;
  price: DecimalText;
  cell: number | null;
  size: number;
  fee: number | null;
  role: string;
  status: string;
  matched_us: number;
  precision_us: number;
}

export interface OddTrade extends Entry {
  asset: string;
  price: DecimalText;
  size: number;
  side: SideName | null;
}

export interface TapeNote extends Entry {
  text: string;
  noted_us: number;
}

export interface ClockEntry extends Entry {
  offset_us: number | null;
  step_us: number | null;
}

export interface ResolvedEntry extends Entry {
  market: string;
  winner: string;
}

/** The lists of a timeline that grow while a session is live, by their names. */
export interface TimelineLists {
  rules: RulesEntry[];
  gaps: GapEntry[];
  links: LinkEntry[];
  game: GameEntry[];
  orders: OrderEntry[];
  fills: FillEntry[];
  odd_trades: OddTrade[];
  notes_on_tape: TapeNote[];
  clock: ClockEntry[];
  resolved: ResolvedEntry[];
}

export interface Timeline extends Omit<TimelineLists, 'clock'> {
  session: string;
  title: string;
  venue: string;
  version: string;
  from_us: number;
  to_us: number;
  live: boolean;
  markets: Market[];
  tracks: TrackInfo[];
  assets: Record<string, AssetInfo>;
  validity: Record<string, ValidityEntry[]>;
  clock: ClockEntry[];
}

/** New entries of a live session since the batch before, and how far the recording has come. */
export interface TimelineDelta extends Partial<TimelineLists> {
  number: number;
  now_us: number;
  to_us: number;
  markets?: Market[];
  tracks?: TrackInfo[];
  assets?: Record<string, AssetInfo>;
  validity?: Record<string, ValidityEntry[]>;
}
