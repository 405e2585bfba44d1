// A session as the page holds it: its timeline and tracks, and all that was known at any moment.

import { gridOf } from '../lib/grid';
import type { Increment } from '../source/session';
import {
  LISTS,
  type Entry,
  type FillEntry,
  type GameEntry,
  type Market,
  type OrderEntry,
  type Timeline,
  type TimelineDelta,
} from '../source/types';
import { Book, MirrorBook, type BookView } from './book';
import { EntryFold, lastUntil } from './entries';
import { exposure, type Quoted } from './exposure';
import { counted, hear, noGames, ownEntries, ownSlugs, type Games } from './game';
import { doubt, holesUntil, type Hole } from './gaps';
import { LEAD_US, nextLanding, previousLanding, type JumpKind } from './jumps';
import type { BookMoment, GameMoment, Moment, OrderMoment, TradeMoment } from './moment';
import { hearFill, hearOrder, resting, standing } from './own';
import { moneyRules, movedUntil } from './rules';
import { grow } from './timeline-growth';
import type { Track, TradeRow } from './track';

const NOT_LOADED = 'the book is not loaded yet';

/** A track as one of its outcomes sees it: `mirror` says that prices are turned round. */
export interface Sight {
  track: Track;
  mirror: boolean;
}

/** What a moment may know: with `hindsight` also of holes that were told of later. */
export interface Knowing {
  hindsight?: boolean;
}

/** Everything of one session; ask it with a time and it answers as of that time. */
export class Session {
  readonly timeline: Timeline;
  private readonly tracks = new Map<number, Track>();
  private readonly orders: EntryFold<OrderEntry, Map<string, OrderEntry>>;
  private readonly fills: EntryFold<FillEntry, Map<string, FillEntry>>;
  private readonly games: EntryFold<GameEntry, Games>;
  private readonly reports = new Map<string, FillEntry>();
  private reportsRead = 0;
  private marks: readonly number[] = [];
  private known: { markets: readonly Market[]; slugs: ReadonlySet<string> };

  constructor(timeline: Timeline) {
    this.timeline = timeline;
    this.known = { markets: timeline.markets, slugs: ownSlugs(timeline.markets) };
    this.orders = new EntryFold(
      () => this.timeline.orders,
      () => new Map(),
      hearOrder,
    );
    this.fills = new EntryFold(
      () => this.timeline.fills,
      () => new Map(),
      hearFill,
    );
    this.games = new EntryFold(
      () => this.timeline.game,
      noGames,
      (games, entry) => hear(games, entry, this.slugs()),
    );
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

  /** Whether the book of an asset can be believed at a time, and why not. */
  validity(asset: string, tUs: number, knowing: Knowing = {}): { valid: boolean; reason: string } {
    return doubt(this.timeline, this.ownerOf(asset), tUs, knowing.hindsight ?? false);
  }

  /** Holes of an asset known at a time, clipped at it. */
  holes(asset: string, tUs: number): Hole[] {
    return holesUntil(this.timeline, this.ownerOf(asset), tUs);
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
    return counted(this.games.at(tUs));
  }

  /** What happened in the session's own game, and the trader's tags, as told by a time. */
  gameEntries(tUs: number): GameEntry[] {
    return ownEntries(this.timeline.game, this.slugs(), tUs);
  }

  /** The last public trade of an asset. */
  lastTrade(asset: string, tUs: number): TradeMoment | null {
    const sight = this.sight(asset);
    if (!sight) return null;
    const count = sight.track.tradesBefore(sight.track.rowAt(tUs));
    return count === 0 ? null : tradeMoment(sight.track.trade(count - 1), sight);
  }

  /** All that was known of an asset and its market at a time. */
  moment(asset: string, tUs: number, knowing: Knowing = {}): Moment {
    const of = this.marketOf(asset);
    const market = of?.market ?? this.sight(asset)?.track.market ?? '';
    const own = [...this.fills.at(tUs).values()].filter((fill) => fill.market === market);
    const concerned = new Set([asset, ...(of?.outcomes ?? []).map((outcome) => outcome.asset)]);
    const money = exposure(
      own,
      moneyRules(this.timeline, of, tUs),
      (one) => (concerned.has(one) ? this.quoted(one, tUs, knowing) : null),
      movedUntil(this.timeline, of, tUs),
    );
    const book = this.bookMoment(asset, tUs, knowing);
    return {
      at_us: tUs,
      seq: this.seq(book.seq, tUs),
      asset,
      market,
      book,
      last_trade: this.lastTrade(asset, tUs),
      game: this.game(tUs),
      orders: this.restingOrders(market, tUs),
      positions: money.positions,
      pnl: money.pnl,
    };
  }

  /** Where to land for the next thing of a kind, so long before it, or null if there is none. */
  next(kind: JumpKind, tUs: number, asset: string, leadUs = LEAD_US[kind]): number | null {
    const [count, timeOf] = this.stops(kind, asset);
    return nextLanding(count, timeOf, tUs, leadUs, this.timeline.from_us);
  }

  /** Where to land for the previous thing of a kind, or null if there is none. */
  previous(kind: JumpKind, tUs: number, asset: string, leadUs = LEAD_US[kind]): number | null {
    const [count, timeOf] = this.stops(kind, asset);
    return previousLanding(count, timeOf, tUs, leadUs, this.timeline.from_us);
  }

  private slugs(): ReadonlySet<string> {
    const { markets } = this.timeline;
    if (this.known.markets !== markets) this.known = { markets, slugs: ownSlugs(markets) };
    return this.known.slugs;
  }

  /** The asset whose validity is told: of a mirrored outcome the one that has the track. */
  private ownerOf(asset: string): string {
    const info = this.timeline.assets[asset];
    return (info ? this.timeline.tracks[info.track]?.asset : undefined) ?? asset;
  }

  private bookMoment(asset: string, tUs: number, knowing: Knowing): BookMoment {
    const sight = this.sight(asset);
    const book = this.book(asset, tUs);
    const rows = sight?.track.rowAt(tUs) ?? 0;
    return {
      ...this.validity(asset, tUs, knowing),
      seq: sight && rows > 0 ? sight.track.seqOf(rows - 1) : null,
      bids: book.bids(),
      asks: book.asks(),
    };
  }

  private quoted(asset: string, tUs: number, knowing: Knowing): Quoted {
    const sight = this.sight(asset);
    const { valid, reason } = this.validity(asset, tUs, knowing);
    const grid = gridOf(sight?.track.grid ?? 'uniform');
    return {
      book: this.book(asset, tUs),
      price: (cell) => grid.micros(cell),
      reason: !valid ? reason : sight ? '' : NOT_LOADED,
    };
  }

  /** The last line of the tape that told of this book or of anything in the timeline. */
  private seq(ofBook: number | null, tUs: number): number | null {
    let seq = ofBook;
    const { timeline } = this;
    const lists: (readonly Entry[])[] = LISTS.map((name) => timeline[name]);
    for (const list of [...lists, ...Object.values(timeline.validity)]) {
      const last = lastUntil(list, tUs);
      if (last && (seq === null || last.seq > seq)) seq = last.seq;
    }
    return seq;
  }

  /** Times of one kind of thing in rising order: how many, and each. */
  private stops(kind: JumpKind, asset: string): [number, (index: number) => number] {
    const { timeline } = this;
    const track = this.sight(asset)?.track;
    const of = (times: readonly number[]): [number, (index: number) => number] => [
      times.length,
      (index) => times[index] ?? 0,
    ];
    switch (kind) {
      case 'event':
        return track ? [track.rows, (index) => track.timeUs(index)] : of([]);
      case 'trade':
        return track
          ? [track.tradesBefore(track.rows), (index) => track.timeUs(track.tradeRow(index))]
          : of([]);
      case 'fill':
        return of(firstReports(timeline.fills, this.marketOf(asset)?.market));
      case 'game':
        return of(this.gameEntries(Infinity).map((entry) => entry.at_us));
      case 'gapEnd':
        return of(timeline.gaps.map((gap) => gap.to_us).sort((a, b) => a - b));
      case 'bookmark':
        return of(this.marks);
    }
  }
}

function firstReports(fills: readonly FillEntry[], market: string | undefined): number[] {
  const seen = new Set<string>();
  const times: number[] = [];
  for (const fill of fills) {
    if (seen.has(fill.key) || fill.market !== market) continue;
    seen.add(fill.key);
    times.push(fill.at_us);
  }
  return times;
}

/** A public trade as an outcome sees it: what buys one outcome sells the other. */
export function tradeMoment(trade: TradeRow, { track, mirror }: Sight): TradeMoment {
  const { cell, size, side, atUs } = trade;
  if (!mirror) return { cell, size, side, at_us: atUs };
  const turned = side === 'BUY' ? 'SELL' : side === 'SELL' ? 'BUY' : null;
  return { cell: track.cells - 1 - cell, size, side: turned, at_us: atUs };
}
