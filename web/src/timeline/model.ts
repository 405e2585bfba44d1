// What a tape may show of a session: every answer is as of a time, so that nothing later can leak.

import { MirrorBook, type BookView } from '../state/book';
import { NONE } from '../state/columns';
import { ownSlugs } from '../state/game';
import type { Hole } from '../state/gaps';
import { priceStep } from '../state/price-step';
import type { Session, Sight } from '../state/session';
import type { Cursor, Track } from '../state/track';
import type { Market } from '../source/types';
import { gridOf, type Grid } from './grid';
import { marksUntil, withChanges, type GameMark, type PeriodMark } from './game-marks';
import { Levels } from './pieces';
import { fillMarks, settledFrom, type FillMark, type Settled } from './own-marks';
import { OrderLines, type OrderLine } from './order-lines';
import { wordsFor, type Words } from './words';

/** Cells of the uniform grid in a dollar. */
const UNIFORM_CELLS = 10_001;
/** Lengths of an overview while the future is hidden. */
const OVERVIEWS_US = [1, 3, 10, 30, 60, 120, 180].map((minutes) => minutes * 60_000_000);
const MORE_US = 1_800_000_000;

/** Best prices at a time, in the outcome's own cells; none in a hole. */
export interface Top {
  bid: number;
  ask: number;
  valid: boolean;
}

interface Marks {
  events: GameMark[];
  periods: PeriodMark[];
}

/** Gives what was found for the same horizon before, as long as nothing was added since. */
type Known<T> = (horizon: number, find: () => T) => T;

/** Remembers one answer: tape and minimap ask the same several times a picture. */
function known<T>(size: () => number): Known<T> {
  let last: { horizon: number; size: number; found: T } | null = null;
  return (horizon, find) => {
    const now = size();
    if (last?.horizon !== horizon || last.size !== now)
      last = { horizon, size: now, found: find() };
    return last.found;
  };
}

/** One outcome of a session, as a tape sees it. */
export class TapeModel {
  /** Whether nothing after the playhead is shown. */
  hideFuture = true;
  readonly words: Words;
  readonly market: Market | null;
  readonly sight: Sight | null;
  /** Null without a track, and while the grid is being made: then no prices are drawn. */
  readonly grid: Grid | null;
  /** Cells of a price step. */
  readonly tick: number;
  readonly levels: Levels | null;
  private readonly cursor: Cursor | null;
  private readonly orders: OrderLines;
  private readonly slugs: ReadonlySet<string>;
  private readonly knownHoles: Known<Hole[]>;
  private readonly knownFills: Known<FillMark[]>;
  private readonly knownGames: Known<Marks>;

  constructor(
    readonly session: Session,
    readonly asset: string,
    zone = 'local',
  ) {
    this.market = session.marketOf(asset);
    this.sight = session.sight(asset);
    this.tick = priceStep(this.market, this.gridName);
    this.words = wordsFor(this.gridName, this.tick, session.timeline.from_us, zone);
    this.grid = this.sight ? gridOf(this.sight.track, this.tick) : null;
    this.levels = this.grid ? new Levels(this.grid) : null;
    this.cursor = this.sight?.track.cursor() ?? null;
    this.orders = new OrderLines(session, asset, (of, cell) => this.placed(of, cell));
    const { timeline } = session;
    this.knownHoles = known(() => timeline.gaps.length + (timeline.validity[asset]?.length ?? 0));
    this.knownFills = known(() => timeline.fills.length);
    this.knownGames = known(() => timeline.game.length + timeline.changes.length);
    this.slugs = ownSlugs(timeline.markets);
    this.refresh();
  }

  /** Take over what a live session has got since. */
  refresh(): void {
    this.grid?.extend(this.session.timeline.to_us);
  }

  /** Whether the picture lacks prices that are still being made ready. */
  get awaited(): boolean {
    return this.sight !== null && this.grid === null;
  }

  get track(): Track | null {
    return this.sight?.track ?? null;
  }

  /** Cells of the price grid. */
  get cells(): number {
    return this.sight?.track.cells ?? UNIFORM_CELLS;
  }

  get gridName(): string {
    return this.sight?.track.grid ?? 'uniform';
  }

  get mirror(): boolean {
    return this.sight?.mirror ?? false;
  }

  /** How far one may look while the playhead is at `t`. */
  horizon(t: number): number {
    return this.hideFuture ? t : Math.max(t, this.session.timeline.to_us);
  }

  /** The first time there is anything of. */
  get fromUs(): number {
    return this.session.timeline.from_us;
  }

  /**
   * Where an overview of the whole session ends. While the future is hidden that is one of a few
   * lengths, the next longer one whenever it is nearly used up: it goes by the playhead alone, so
   * that it says nothing about how long the game will last.
   */
  overviewEnd(t: number): number {
    const { from_us, to_us } = this.session.timeline;
    if (!this.hideFuture) return Math.max(to_us, from_us + 1);
    const used = Math.max(0, t - from_us) / 0.95;
    const usual = OVERVIEWS_US.find((length) => used <= length);
    return from_us + (usual ?? Math.ceil(used / MORE_US) * MORE_US);
  }

  /** A track's cell as this outcome's, and back. */
  turned(cell: number): number {
    return this.mirror && cell !== NONE ? this.cells - 1 - cell : cell;
  }

  /** A price of any asset of the market on this outcome's tape; null where it has no place. */
  placed(asset: string, cell: number): number | null {
    if (cell < 0) return null;
    if (asset === this.asset) return cell;
    return this.gridName === 'uniform' ? this.cells - 1 - cell : null;
  }

  /** The book at a time, apart from the session's shared one; the next call moves it. */
  bookAt(us: number): BookView | null {
    if (!this.cursor || !this.sight) return null;
    const book = this.cursor.to(this.sight.track.rowAt(us));
    return this.mirror ? new MirrorBook(book) : book;
  }

  /** Best prices at a time from the fold. */
  topAt(us: number): Top {
    const { valid } = this.session.validity(this.asset, us);
    const book = this.bookAt(us);
    return { bid: book?.bestBid ?? NONE, ask: book?.bestAsk ?? NONE, valid };
  }

  /** Holes known at a time, clipped at it. */
  holes(horizon: number): Hole[] {
    return this.knownHoles(horizon, () => this.session.holes(this.asset, horizon));
  }

  /** Own fills, the other outcome's as what they mean for this one. */
  fills(horizon: number): FillMark[] {
    return this.knownFills(horizon, () =>
      fillMarks(
        this.session,
        this.market,
        this.asset,
        horizon,
        (of, cell) => this.placed(of, cell),
        this.gridName === 'uniform' ? this.cells : null,
      ),
    );
  }

  /** Own orders that touch a stretch of time. */
  orderLines(from: number, to: number, horizon: number): OrderLine[] {
    return this.orders.between(from, to, horizon);
  }

  games(horizon: number): Marks {
    return this.knownGames(horizon, () => {
      const { game, changes } = this.session.timeline;
      const { events, periods } = marksUntil(game, this.slugs, horizon);
      const market = this.market?.market ?? '';
      return { events: withChanges(events, changes, market, horizon), periods };
    });
  }

  settled(horizon: number): Settled | null {
    return settledFrom(this.session, this.market, this.asset, horizon, this.cells);
  }
}
