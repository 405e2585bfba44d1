// What the server says of recordings; times are microseconds since 1970 in UTC.

export interface Mark {
  readonly seq: number;
  readonly at_us: number;
  readonly happened_us: number;
  readonly text: string;
  readonly note: boolean;
}

export interface Progress {
  readonly elapsed_us: number;
  readonly game: string;
  readonly frames: number;
  readonly books: number;
  readonly trades: number;
  readonly own_orders: number;
  readonly own_fills: number;
  readonly rate: number;
  readonly lag_ms: number | null;
  readonly last_message_age_us: number | null;
  readonly holes: number;
  readonly open_holes: number;
  readonly tape_bytes: number;
  readonly disk_free_bytes: number;
  readonly links: Readonly<Record<string, string>>;
  readonly alarm: string;
  readonly marks: readonly Mark[];
}

export type Phase =
  'starting' | 'waiting' | 'recording' | 'stopping' | 'closing' | 'over' | 'failed' | 'died';

export interface Recording {
  readonly slug: string;
  readonly title: string;
  readonly phase: Phase;
  readonly runs: boolean;
  readonly began_us: number;
  readonly told_us: number;
  readonly silent_us: number;
  readonly pid: number | null;
  readonly starts_us: number | null;
  readonly until: string;
  readonly own: boolean;
  readonly league: string;
  readonly sport: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly alarm: string;
  readonly problem: string;
  readonly way_out: string;
  readonly verdict: string | null;
  readonly coverage: number | null;
  readonly progress: Progress | null;
}

export interface RecordingList {
  readonly recordings: readonly Recording[];
  readonly credentials: boolean;
  readonly now_us: number;
}

export interface ListedMarket {
  readonly market: string;
  readonly question: string;
  readonly title: string;
  readonly type: string;
  readonly outcomes: readonly string[];
  readonly recorded: boolean;
  readonly closed: boolean;
}

export interface LookedUp {
  readonly title: string;
  readonly event_slug: string;
  readonly league: string;
  readonly sport: string;
  readonly starts_us: number | null;
  readonly whole: boolean;
  readonly markets: readonly ListedMarket[];
  readonly warnings: readonly string[];
  readonly recorded_by: readonly string[];
}

export interface RecordingStarted {
  readonly slug: string;
  readonly phase: string;
}

export interface Tagged {
  readonly label: string;
  readonly happened_us: number;
  readonly safe: boolean;
}
