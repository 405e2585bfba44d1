// A session as the page holds it: its timeline and tracks, and all that was known at any moment.

import { gridOf } from '../lib/grid';
import type {
  Entry,
  FillEntry,
  GameEntry,
  GapEntry,
  Market,
  OrderEntry,
  Timeline,
  TimelineDelta,
  ValidityEntry,
} from '../source/types';
import type { Increment } from '../source/session';
import { Book, MirrorBook, type BookView } from './book';
import { EntryFold, entriesUntil, lastUntil } from './entries';
import { exposure, type MoneyRules, type Quoted } from './exposure';
import { hear, noGame } from './game';
import { holesUntil, type Hole } from './gaps';
import { LEAD_US, nextLanding, previousLanding, type JumpKind } from './jumps';
import type { BookMoment, GameMoment, Moment, OrderMoment, TradeMoment } from './moment';
import { hearFill, hearOrder, noOrders, resting, standing } from './own';
import { grow } from './timeline-growth';
import type { Track, TradeRow } from './track';

const NO_SNAPSHOT = 'no snapshot of the book yet';

/** A track as one of its outcomes sees it: `mirror` says that prices are turned round. */
export interface Sight {
  track: Track;
  mirror: boolean;
}

/** Everything of one session; ask it with a time and it answers as of that time. */
export class Session {
  readonly timeline: Timeline;
  private readonly tracks = new Map<number, Track>();
  private readonly orders: EntryFold<OrderEntry, ReturnType<typeof noOrders>>;
  private readonly fills: EntryFold<FillEntry, Map<string, FillEntry>>;
  private readonly games: EntryFold<GameEntry, GameMoment>;
  private readonly reports = new Map<string, FillEntry>();
  private reportsRead = 0;
  private marks: readonly number[] = [];

  constructor(timeline: Timeline) {
    this.timeline = timeline;
    this.orders = new EntryFold(() => this.timeline.orders, noOrders, hearOrder);
    this.fills = new EntryFold(
      () => this.timeline.fills,
      () => new Map(),
      hearFill,
    );
    this.games = new EntryFold(() => this.timeline.game, noGame, hear);
  }

  /** Hand over a loaded track; `index` is its place in the timeline's `tracks`. */
  addTrack(index: number, track: Track): void {
    this.tracks.set(index, track);
  }

  /** Take over what a live session tells; a new beginning needs a new Session. */
  take(what: Increment): void {
    if (what.type === 'events') this.extend(what.delta);
    else if (what.type === 'track') this.addTrack(what.index, what.track);
    else if (what.type === 'rows') this.tracks.get(what.index)?.append(what.rows);
  }

  /** Add new entries of the timeline. */
  extend(delta: TimelineDelta): void {
    grow(this.timeline, delta);
  }

  /** Times of the library's bookmarks, for jumps. */
  setBookmarks(timesUs: readonly number[]): void {
    this.marks = [...timesUs].sort((a, b) => a - b);
  }

  /** The loaded track of an asset, or null. */
  sight(asset: string): Sight | null {
    const info = this.timeline.assets[asset];
    const track = info ? this.tracks.get(info.track) : undefined;
    return info && track ? { track, mirror: info.mirror } : null;
  }

  /** The market that an asset belongs to. */
  marketOf(asset: string): Market | null {
    const of = (one: Market) => one.outcomes.some((outcome) => outcome.asset === asset);
    return this.timeline.markets.find(of) ?? null;
  }

  /** The book of an asset at a time, empty while none is loaded. The next call may move it. */
  book(asset: string, tUs: number): BookView {
    const sight = this.sight(asset);
    if (!sight) return new Book(1, 1, 1);
    const book = sight.track.seek(tUs);
    return sight.mirror ? new MirrorBook(book) : book;
  }

  /** Whether the book of an asset could be believed, as known at a time. */
  validity(asset: string, tUs: number): { valid: boolean; reason: string } {
    const last = lastUntil(this.validityOf(asset), tUs);
    if (!last) return { valid: false, reason: NO_SNAPSHOT };
    return { valid: last.valid, reason: last.reason };
  }

  /** Holes of an asset known at `tUs`, clipped at it. */
  holes(asset: string, tUs: number): Hole[] {
    const connections = new Set<string>();
    const { timeline } = this;
    for (const link of timeline.links) connections.add(link.connection);
    const concerns = (gap: GapEntry) =>
      gap.scope.length === 0 ||
      gap.scope.includes(asset) ||
      gap.scope.some((one) => connections.has(one) && one.includes('.market'));
    return holesUntil(this.validityOf(asset), timeline.gaps, concerns, timeline.from_us, tUs);
  }

  /** Own fills that count, in order of their first report. */
  standingFills(tUs: number): FillEntry[] {
    return standing(this.fills.at(tUs));
  }

  /** The first report of a fill: when it was known. */
  firstReport(key: string): FillEntry | undefined {
    const { fills } = this.timeline;
    for (; this.reportsRead < fills.length; this.reportsRead++) {
      const fill = fills[this.reportsRead];
      if (fill && !this.reports.has(fill.key)) this.reports.set(fill.key, fill);
    }
    return this.reports.get(key);
  }

  /** Own orders of a market that rest in the book, by order id. */
  restingOrders(market: string, tUs: number): OrderMoment[] {
    return resting(this.orders.at(tUs), market);
  }

  /** The game as far as it was told. */
  game(tUs: number): GameMoment {
    return { ...this.games.at(tUs) };
  }

  /** The last public trade of an asset. */
  lastTrade(asset: string, tUs: number): TradeMoment | null {
    const sight = this.sight(asset);
    if (!sight) return null;
    const count = sight.track.tradesBefore(sight.track.rowAt(tUs));
    return count === 0 ? null : tradeMoment(sight.track.trade(count - 1), sight);
  }

  /** All that was known of an asset and its market at a time. */
  moment(asset: string, tUs: number): Moment {
    const market = this.marketOf(asset)?.market ?? this.sight(asset)?.track.market ?? '';
    const rules = this.moneyRules(market, tUs);
    const own = this.standingFills(tUs).filter((fill) => fill.market === market);
    const money = exposure(own, rules, (one) => this.quoted(one, tUs));
    return {
      at_us: tUs,
      seq: this.seq(tUs),
      asset,
      market,
      book: this.bookMoment(asset, tUs),
      last_trade: this.lastTrade(asset, tUs),
      game: this.game(tUs),
      orders: this.restingOrders(market, tUs),
      positions: money.positions,
      pnl: money.pnl,
    };
  }

  /** Where to land for the next thing of a kind, or null if there is none. */
  next(kind: JumpKind, tUs: number, asset: string): number | null {
    const landings = this.listsOf(kind, asset).map(([count, timeOf]) =>
      nextLanding(count, timeOf, tUs, LEAD_US[kind], this.timeline.from_us),
    );
    return landings.reduce((a, b) => (a === null || (b !== null && b < a) ? b : a), null);
  }

  /** Where to land for the previous thing of a kind, or null if there is none. */
  previous(kind: JumpKind, tUs: number, asset: string): number | null {
    const landings = this.listsOf(kind, asset).map(([count, timeOf]) =>
      previousLanding(count, timeOf, tUs, LEAD_US[kind], this.timeline.from_us),
    );
    return landings.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
  }

  private validityOf(asset: string): readonly ValidityEntry[] {
    return this.timeline.validity[asset] ?? [];
  }

  private bookMoment(asset: string, tUs: number): BookMoment {
    const sight = this.sight(asset);
    const book = this.book(asset, tUs);
    const rows = sight?.track.rowAt(tUs) ?? 0;
    return {
      ...this.validity(asset, tUs),
      seq: sight && rows > 0 ? sight.track.seqOf(rows - 1) : null,
      bids: book.bids(),
      asks: book.asks(),
    };
  }

  private quoted(asset: string, tUs: number): Quoted | null {
    const sight = this.sight(asset);
    if (!sight) return null;
    const { valid, reason } = this.validity(asset, tUs);
    const grid = gridOf(sight.track.grid);
    return {
      book: this.book(asset, tUs),
      price: (cell) => grid.micros(cell),
      reason: valid ? '' : reason,
    };
  }

  private moneyRules(market: string, tUs: number): MoneyRules | null {
    const known = this.timeline.markets.find((one) => one.market === market);
    if (!known) return null;
    const changed = this.timeline.rules.slice(0, entriesUntil(this.timeline.rules, tUs));
    const last = changed.findLast((one) => one.market === market);
    return {
      outcomes: known.outcomes.map((outcome) => outcome.asset),
      fees: last?.fees === undefined ? known.fees : last.fees,
      payouts: last?.payouts ?? null,
    };
  }

  private seq(tUs: number): number {
    const { timeline } = this;
    let seq = 0;
    for (const track of this.tracks.values()) {
      const rows = track.rowAt(tUs);
      if (rows > 0) seq = Math.max(seq, track.seqOf(rows - 1));
    }
    const { rules, gaps, links, game, orders, fills, odd_trades, notes_on_tape, clock } = timeline;
    const lists = [rules, gaps, links, game, orders, fills, odd_trades, notes_on_tape, clock];
    const all: readonly (readonly Entry[])[] = [
      ...lists,
      timeline.resolved,
      ...Object.values(timeline.validity),
    ];
    for (const list of all) {
      seq = Math.max(seq, lastUntil<Entry>(list, tUs)?.seq ?? 0);
    }
    return seq;
  }

  private listsOf(kind: JumpKind, asset: string): [number, (index: number) => number][] {
    const { timeline } = this;
    const market = this.marketOf(asset)?.market;
    const track = this.sight(asset)?.track;
    const of = (list: readonly { at_us: number }[]): [number, (i: number) => number] => [
      list.length,
      (i) => list[i]?.at_us ?? 0,
    ];
    if (kind === 'fill') return [of(firstReports(timeline.fills, market))];
    if (kind === 'game') return [of(timeline.game)];
    if (kind === 'bookmark') return [[this.marks.length, (i) => this.marks[i] ?? 0]];
    if (kind === 'trade') {
      return track ? [[track.tradesBefore(track.rows), (i) => track.trade(i).atUs]] : [];
    }
    if (kind === 'gapEnd') {
      const ends = this.holes(asset, timeline.to_us).filter((hole) => !hole.open);
      return [[ends.length, (i) => ends[i]?.toUs ?? 0]];
    }
    const rows: [number, (i: number) => number][] = track
      ? [[track.rows, (i) => track.timeUs(i)]]
      : [];
    return [...rows, of(timeline.game), of(timeline.fills), of(timeline.orders)];
  }
}

function firstReports(fills: readonly FillEntry[], market: string | undefined): FillEntry[] {
  const seen = new Set<string>();
  return fills.filter((fill) => {
    if (seen.has(fill.key) || (market !== undefined && fill.market !== market)) return false;
    seen.add(fill.key);
    return true;
  });
}

/** A public trade as an outcome sees it: what buys one outcome sells the other. */
export function tradeMoment(trade: TradeRow, { track, mirror }: Sight): TradeMoment {
  const { cell, size, side, atUs } = trade;
  if (!mirror) return { cell, size, side, at_us: atUs };
  const turned = side === 'BUY' ? 'SELL' : side === 'SELL' ? 'BUY' : null;
  return { cell: track.cells - 1 - cell, size, side: turned, at_us: atUs };
}
