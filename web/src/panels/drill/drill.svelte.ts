// One round of a drill as the page holds it: question, answer, what it was worth, and on.

import { ask, ApiError } from '../../lib/api';
import type { components } from '../../source/schema';
import { Room } from '../room/room.svelte';
import { addressOf, clipOf } from './clip';
import { PARTS, type Action, type Asked, type History, type Reveal } from './words';

type Round = components['schemas']['Round'];

export const LENGTHS = [5, 10, 20] as const;
const SPEED = 10;

export type Phase =
  | { readonly kind: 'start' }
  | { readonly kind: 'waiting'; readonly words: string }
  | { readonly kind: 'asking' }
  | { readonly kind: 'revealed' }
  | { readonly kind: 'done'; readonly whole: boolean }
  | { readonly kind: 'failed'; readonly words: string; readonly wayOut: string };

/** A round and everything a person has chosen in it. */
export class Drill {
  phase = $state.raw<Phase>({ kind: 'start' });
  history = $state.raw<History | null>(null);
  asked = $state.raw<Asked | null>(null);
  reveal = $state.raw<Reveal | null>(null);
  room = $state.raw<Room | null>(null);
  reveals = $state.raw<readonly Reveal[]>([]);
  action = $state<Action | null>(null);
  part = $state(1);
  confidence = $state(0);
  length = $state(10);

  private round: Round | null = null;
  private closed = false;
  /** The page is no more: what is still answered opens nothing. */
  private gone = false;

  readonly ready = $derived(this.action !== null && this.confidence > 0);

  /** What was drilled so far, and what there is to drill. */
  async load(): Promise<void> {
    await this.tried(async () => {
      this.history = await ask<History>('GET', '/api/drills');
    });
  }

  async begin(): Promise<void> {
    this.phase = { kind: 'waiting', words: 'Choosing moments' };
    await this.tried(async () => {
      this.round = await ask<Round>('POST', '/api/drills', { length: this.length });
      this.reveals = [];
      if (this.gone) return this.leave();
      await this.show(1);
    });
  }

  choose(action: Action): void {
    if (this.phase.kind === 'asking') this.action = action;
  }

  sure(confidence: number): void {
    if (this.phase.kind === 'asking') this.confidence = confidence;
  }

  /** A larger (1) or smaller (-1) size. */
  resize(by: 1 | -1): void {
    const place = PARTS.findIndex((part) => part === this.part) + by;
    this.part = PARTS[place] ?? this.part;
  }

  get size(): number {
    if (this.action === 'pass') return 0;
    return Math.round((this.asked?.usual ?? 0) * this.part);
  }

  /** Enter: begin, answer, or go on. */
  async enter(): Promise<void> {
    const { kind } = this.phase;
    if (kind === 'start' || kind === 'done') await this.begin();
    else if (kind === 'asking' && this.ready) await this.answer();
    else if (kind === 'revealed') await this.next();
  }

  async answer(): Promise<void> {
    const { asked, round, action } = this;
    if (asked === null || round === null || action === null) return;
    this.phase = { kind: 'waiting', words: 'Judging the answer' };
    await this.tried(async () => {
      const given = { action, size: this.size, confidence: this.confidence };
      const address = `${addressOf(round.id, asked.number, false)}/answer`;
      this.reveal = await ask<Reveal>('POST', address, given);
      this.reveals = [...this.reveals, this.reveal];
      this.open(asked, true);
      this.phase = { kind: 'revealed' };
    });
  }

  async next(): Promise<void> {
    const { asked, reveal } = this;
    if (asked === null || reveal === null) return;
    if (reveal.last) {
      this.phase = { kind: 'done', whole: reveal.whole };
      this.room?.close();
      this.room = null;
      await this.load();
      return;
    }
    this.phase = { kind: 'waiting', words: 'The next moment' };
    await this.tried(() => this.show(asked.number + 1));
  }

  /** The page is left: a round that is not over does not count. */
  leave(): void {
    const { round } = this;
    if (round === null || this.phase.kind === 'done' || this.closed) return;
    this.closed = true;
    void fetch(`/api/drills/${round.id}/interrupt`, { method: 'POST', keepalive: true }).catch(
      () => undefined,
    );
  }

  close(): void {
    this.gone = true;
    this.leave();
    this.room?.close();
  }

  private async show(number: number): Promise<void> {
    const { round } = this;
    if (round === null) return;
    this.asked = await ask<Asked>('GET', addressOf(round.id, number, false));
    this.reveal = null;
    this.action = null;
    this.confidence = 0;
    this.part = 1;
    this.open(this.asked, false);
    this.phase = { kind: 'asking' };
  }

  /** The clip at its moment; after the answer it plays on from there. */
  private open(asked: Asked, after: boolean): void {
    this.room?.close();
    if (this.gone) return;
    const at = { t: String(asked.moment_us), z: 300, m: asked.asset };
    const room = new Room(
      'drill',
      { ...at, speed: after ? SPEED : null, play: after },
      clipOf(asked.round, asked.number, after),
    );
    room.setHideFuture(true);
    room.setSkips({ quiet: false, gaps: false }); // they would tell what comes
    this.room = room;
    void room.open();
  }

  private async tried(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      const known = error instanceof ApiError;
      const words = known ? error.message : 'This page made a mistake.';
      this.phase = { kind: 'failed', words, wayOut: known ? error.wayOut : 'Load it again.' };
    }
  }
}
