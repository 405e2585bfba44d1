// The state of one film room: session, outcome, clock and switches, and all that is known at T.

import { untrack } from 'svelte';
import { settings } from '../../lib/settings.svelte';
import type { Increment, SessionSource } from '../../source/session';
import type { Market, Timeline } from '../../source/types';
import { Session } from '../../state/session';
import { leadOf, type JumpKind } from '../../state/jumps';
import type { Moment } from '../../state/moment';
import type { Track } from '../../state/track';
import { Clock } from '../../timeline/clock';
import { gridComing } from '../../timeline/grid';
import { TapeModel } from '../../timeline/model';
import { FOLLOW_AT, Viewport, type View } from '../../timeline/viewport';
import type { Certificate } from '../head/quality';
import type { Note } from '../notes/list';
import type { RoomAddress } from './address';
import { instantUs } from './instant';
import { firstAsset, firstMoment, marketBeside, type Origin } from './opening';
import { isStale, lostBy, told, type Lost, type Phase, type Trouble } from './phase';
import { nextGapEnd, skipsOf } from './quiet';

const SECOND = 1_000_000;
const SAY_MS = 4_000;
const LEAST_ALL_US = 60 * SECOND;

/** Everything in the room that more than one panel needs. */
export class Room {
  readonly clock = new Clock();
  readonly viewport = new Viewport(300 * SECOND);

  phase = $state.raw<Phase>({ kind: 'loading', words: 'Opening the session', part: null });
  title = $state('');
  session = $state.raw<Session | null>(null);
  certificate = $state.raw<Certificate | null>(null);
  asset = $state('');
  /** Grows whenever there is more data behind the same session. */
  revision = $state(0);
  endUs = $state(0);
  live = $state(false);
  /** Grows with each track that is loaded. */
  private loaded = $state(0);
  /** Why nothing new arrives, while the page tries to connect again; null when all is well. */
  lost = $state.raw<Lost | null>(null);
  /** What the room could not do, and how to try again; null when all is well. */
  trouble = $state.raw<Trouble | null>(null);
  /** One sentence for a moment: what was just done. */
  said = $state('');

  t = $state(0);
  playing = $state(false);
  speed = $state(1);
  reverse = $state(false);
  pinned = $state(false);
  skipQuiet = $state(false);
  skipGaps = $state(false);

  hideFuture = $state(settings.doc.room.hide_future);
  depth = $state(settings.doc.room.depth);
  following = $state(settings.doc.room.follow);
  span = $state(0);
  growing = $state(false);
  /** The whole session is shown, as far as it may be. */
  all = $state(false);

  private source: SessionSource | null = null;
  private sayTimer = 0;
  /** Grows with opening and closing: what an earlier opening still hears does not count. */
  private openings = 0;
  private marks: number[] = [];

  readonly timeline = $derived.by((): Timeline | null => {
    void this.revision;
    return this.session?.timeline ?? null;
  });
  readonly startUs = $derived(this.timeline?.from_us ?? 0);
  readonly market = $derived.by((): Market | null => {
    void this.revision;
    return this.session?.marketOf(this.asset) ?? null;
  });
  readonly moment = $derived.by((): Moment | null => {
    void this.revision;
    return this.session === null || this.asset === ''
      ? null
      : this.session.moment(this.asset, this.t);
  });
  /** What the tape may show of the outcome looked at; made anew once its track is there. */
  readonly model = $derived.by((): TapeModel | null => {
    if (this.session === null || this.asset === '') return null;
    void this.loaded;
    const model = new TapeModel(this.session, this.asset, settings.doc.zone);
    model.hideFuture = untrack(() => this.hideFuture);
    return model;
  });
  /** Lists show what was known at this time: the playhead, or the end with the future shown. */
  readonly horizon = $derived(this.hideFuture ? this.t : Math.max(this.endUs, this.t));

  constructor(
    readonly slug: string,
    private readonly address: RoomAddress,
    private readonly origin: Origin,
  ) {
    const { room } = settings.doc;
    this.clock.skipGaps = room.skip_gaps;
    this.clock.skipQuiet = room.skip_quiet;
    const wanted = address.z ?? (room.zoom_s === 0 ? 'all' : room.zoom_s);
    this.zoomTo(wanted === 'all' ? 300 * SECOND : wanted * SECOND);
    this.all = wanted === 'all';
    if (!room.follow) this.viewport.stay(0);
    this.clock.setSpeed(address.speed ?? Number(room.speed));
    this.clock.onText(() => this.read());
  }

  /** Load the session and stand where the address says. */
  async open(): Promise<void> {
    const opening = ++this.openings;
    const over = (): boolean => opening !== this.openings;
    this.trouble = null;
    try {
      this.phase = { kind: 'loading', words: 'Opening the session', part: null };
      const { row, certificate } = await this.origin.about();
      if (over()) return;
      this.title = row.title;
      this.certificate = certificate;
      this.live = row.live;
      this.source?.close();
      const source = await this.origin.source(row.live);
      if (over()) return source.close();
      this.source = source;
      source.follow?.((what) => {
        if (!over()) this.take(what);
      });
      const timeline = await source.timeline((done) => {
        if (!over()) this.phase = { kind: 'loading', words: 'Developing the film', part: done };
      });
      if (!over()) await this.begin(timeline, over);
    } catch (error) {
      if (!over()) this.phase = { kind: 'error', ...told(error) };
    }
  }

  close(): void {
    this.openings += 1;
    this.source?.close();
    this.clock.close();
    clearTimeout(this.sayTimer);
  }

  /** Look at another outcome, at the same moment. */
  async choose(asset: string): Promise<void> {
    if (this.session === null || asset === '') return;
    this.asset = asset;
    this.trouble = null;
    try {
      await this.loadTracks(asset);
    } catch (error) {
      if (this.asset !== asset) return;
      // Tracks of a film that was made again are asked for with the new timeline, or never come.
      const again = isStale(error) ? () => void this.open() : () => void this.choose(asset);
      this.trouble = { ...told(error), again };
    }
    this.clock.changed();
  }

  /** The other outcome of the market. */
  flip(): void {
    const other = this.market?.outcomes.find((outcome) => outcome.asset !== this.asset);
    if (other !== undefined) void this.choose(other.asset);
  }

  /** The next (or previous) market of the event, first outcome. */
  turnMarket(by: 1 | -1): void {
    const next = marketBeside(this.timeline?.markets ?? [], this.market, by);
    if (next?.outcomes[0] !== undefined) void this.choose(next.outcomes[0].asset);
  }

  /** Go to a moment. */
  seek(tUs: number): void {
    this.clock.seek(tUs);
  }

  /** Go to shortly before a moment, so that one sees how it came about. */
  landBefore(atUs: number): void {
    this.seek(Math.max(this.startUs, atUs - settings.doc.room.lead_s * SECOND));
  }

  step(byUs: number): void {
    this.clock.seek(this.clock.t + byUs);
  }

  /** To a part of the session, 0 to 1. */
  seekPart(part: number): void {
    this.seek(this.startUs + part * (this.endUs - this.startUs));
  }

  /** The next or previous thing of a kind; says so when there is none. */
  jump(kind: JumpKind, way: 1 | -1, words: string): void {
    const { session, asset, clock } = this;
    if (session === null) return;
    const lead = leadOf(kind, settings.doc.room.lead_s * SECOND);
    const to =
      kind === 'gapEnd' // where this book is known again, which may be after the gap of the feed
        ? nextGapEnd(clock.t, session.holes(asset, session.timeline.to_us))
        : session[way === 1 ? 'next' : 'previous'](kind, clock.t, asset, lead);
    if (to !== null) this.seek(to);
    else this.say(`No ${way === 1 ? 'further' : 'earlier'} ${words}.`);
  }

  /** One event back or forward: a step is a pause. */
  stepEvent(way: 1 | -1): void {
    this.clock.pause();
    this.jump('event', way, 'event');
  }

  goLive(): void {
    if (!this.live) return;
    this.viewport.follow();
    this.clock.pin();
  }

  toEnd(): void {
    if (this.live) this.goLive();
    else this.seek(this.endUs);
  }

  /** So many microseconds across the tape. */
  zoomTo(spanUs: number): void {
    this.all = false;
    this.viewport.setSpan(spanUs, this.clock.t);
    this.clock.changed();
  }

  zoomBy(factor: number): void {
    const { from, to } = this.view();
    this.zoomTo((to - from) * factor);
  }

  zoomAll(): void {
    this.all = true;
    this.viewport.follow();
    this.clock.changed();
  }

  /** The stretch that the tape shows now. */
  view(): View {
    const { clock, viewport, startUs } = this;
    const t = clock.t;
    if (this.all && this.hideFuture) {
      viewport.follow();
      viewport.setSpan(Math.max(LEAST_ALL_US, (t - startUs) / FOLLOW_AT), t);
    } else if (this.all) {
      viewport.show(startUs, Math.max(this.endUs, startUs + LEAST_ALL_US));
    } else viewport.keepWithin(startUs, Math.max(t, this.model?.overviewEnd(t) ?? t));
    return viewport.at(t);
  }

  follow(on: boolean): void {
    if (on) this.viewport.follow();
    else this.viewport.stay(this.clock.t);
    this.clock.changed();
  }

  setHideFuture(on: boolean): void {
    this.hideFuture = on;
    if (this.model !== null) this.model.hideFuture = on;
    this.clock.changed();
  }

  setDepth(on: boolean): void {
    this.depth = on;
    this.clock.changed();
  }

  setSkips(change: { quiet?: boolean; gaps?: boolean }): void {
    this.clock.skipQuiet = change.quiet ?? this.clock.skipQuiet;
    this.clock.skipGaps = change.gaps ?? this.clock.skipGaps;
    this.clock.changed();
  }

  /** The library's notes: bookmarks can be jumped to. */
  setNotes(notes: readonly Note[]): void {
    this.marks = notes.filter((note) => note.kind === 'bookmark').map((note) => note.at_us);
    this.session?.setBookmarks(this.marks);
  }

  say(words: string): void {
    this.said = words;
    clearTimeout(this.sayTimer);
    this.sayTimer = window.setTimeout(() => (this.said = ''), SAY_MS);
  }

  /** Stand where one stood, if the room was open before; else where the address says. */
  private async begin(timeline: Timeline, over: () => boolean): Promise<void> {
    const stood = this.session === null || this.clock.pinned ? null : this.clock.t;
    const session = new Session(timeline);
    session.setBookmarks(this.marks);
    this.session = session;
    this.title = timeline.title;
    if (timeline.assets[this.asset] === undefined) {
      this.asset = firstAsset(timeline, this.address.m);
    }
    this.clock.limits(timeline.from_us, timeline.to_us);
    this.clock.grows = this.live;
    this.endUs = timeline.to_us;
    this.clock.skips = skipsOf(session, () => this.asset);
    await this.loadTracks(this.asset);
    if (over()) return;
    const { t, play } = this.address;
    const at = stood ?? (t === null ? null : instantUs(t, timeline.from_us));
    if (at === null && this.live) this.clock.pin();
    else {
      const lead = settings.doc.room.lead_s * SECOND;
      this.clock.seek(at ?? firstMoment(timeline, this.asset, lead));
      if (t !== null && at === null) this.say('The address names no moment that this page knows.');
      if (play) this.clock.play();
    }
    if (this.address.z === null && !this.all) this.viewport.since(timeline.from_us);
    this.phase = { kind: 'ready' };
  }

  /** The books of an asset's market: where the other outcome is no mirror, its own too, for money. */
  private async loadTracks(asset: string): Promise<void> {
    const { session, source } = this;
    if (session === null || source === null) return;
    const of = session.marketOf(asset)?.outcomes.map((outcome) => outcome.asset) ?? [];
    for (const one of new Set([asset, ...of])) {
      const info = session.timeline.assets[one];
      if (info === undefined || session.sight(one) !== null) continue;
      const track = await source.track(info.track, (received, total) => {
        if (this.phase.kind === 'ready') return;
        const part = total === null ? null : received / total;
        this.phase = { kind: 'loading', words: 'Loading the order book', part };
      });
      this.add(session, info.track, track);
      this.revision += 1;
    }
  }

  /** A track: usable at once, drawn when its grid is here. */
  private add(session: Session, index: number, track: Track): void {
    session.addTrack(index, track);
    this.loaded += 1;
    void gridComing(track)?.then(() => (this.loaded += 1));
  }

  /** Something new of a live session. */
  private take(what: Increment): void {
    const { session } = this;
    switch (what.type) {
      case 'lost':
        this.lost = lostBy(this.lost, what.cause, Date.now() * 1000, () => this.source?.retry?.());
        if (this.phase.kind === 'loading') this.phase = { ...this.phase, words: 'Reconnecting' };
        return;
      case 'failed':
        this.lost = null;
        if (this.phase.kind === 'ready') {
          this.trouble = { ...told(what.error), again: () => void this.open() };
        }
        return;
      case 'ended':
        this.live = this.clock.grows = false;
        this.lost = null;
        if (this.pinned) this.clock.pause();
        this.say('The recording has ended.');
        return;
      case 'begin':
        this.lost = null;
        this.session = new Session(what.timeline);
        this.session.setBookmarks(this.marks);
        break;
      case 'track':
        if (session !== null) this.add(session, what.index, what.track);
        break;
      default:
        session?.take(what);
    }
    this.revision += 1;
    const timeline = this.session?.timeline;
    if (timeline === undefined) return;
    this.endUs = timeline.to_us;
    this.model?.refresh();
    this.clock.limits(timeline.from_us, timeline.to_us);
    this.clock.changed();
  }

  private read(): void {
    const { clock, viewport } = this;
    this.t = clock.t;
    this.playing = clock.playing;
    this.speed = clock.speed;
    this.reverse = clock.reverse;
    this.pinned = clock.pinned;
    this.skipQuiet = clock.skipQuiet;
    this.skipGaps = clock.skipGaps;
    this.following = viewport.following;
    this.span = viewport.span;
    this.growing = viewport.growing;
  }
}
