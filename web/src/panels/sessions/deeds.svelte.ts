// What is done to sessions: to the trash and back, and judging many one after the other.
import { ApiError, ask } from '../../lib/api';
import { counted } from '../../lib/format';
import type { DeletedSession, SessionRow, Stage } from '../../source/schema';

export interface Told {
  readonly words: string;
  readonly problem: string;
  /** Names in the trash that undo brings back. */
  readonly back: readonly string[];
}

export interface Judging {
  readonly at: number;
  readonly of: number;
  readonly title: string;
  /** How much of the one that is being judged is done, 0 to 1. */
  readonly done: number;
}

const PAUSE_MS = 400;

function of(slug: string): string {
  return `/api/sessions/${encodeURIComponent(slug)}`;
}

function reason(error: unknown): string {
  if (!(error instanceof ApiError)) throw error;
  return `${error.message} ${error.wayOut}`.trim();
}

/** One visit's deeds; `ondone` is called whenever the list may have changed. */
export class Deeds {
  told = $state.raw<Told | null>(null);
  judging = $state.raw<Judging | null>(null);
  /** Sessions on their way to the trash, or in it since this visit. */
  going = $state.raw<ReadonlySet<string>>(new Set());
  #stopped = false;

  constructor(
    readonly ondone: () => void,
    readonly pauseMs = PAUSE_MS,
  ) {}

  /** Move sessions to the trash, one after the other; what fails stays where it is. */
  async discard(slugs: readonly string[]): Promise<void> {
    const back: string[] = [];
    let problem = '';
    this.going = new Set([...this.going, ...slugs]);
    for (const slug of slugs) {
      try {
        back.push((await ask<DeletedSession>('DELETE', of(slug))).name);
      } catch (error) {
        problem = reason(error);
        this.going = new Set([...this.going].filter((one) => one !== slug));
      }
    }
    const words =
      back.length === 0
        ? 'Nothing was deleted.'
        : `${counted(back.length, 'session')} moved to the trash.`;
    this.told = { words, problem, back };
    this.ondone();
  }

  /** Bring back what was deleted last; false if there is nothing. */
  undo(): boolean {
    const back = this.told?.back ?? [];
    if (back.length === 0) return false;
    this.told = null;
    void this.#restore(back);
    return true;
  }

  async #restore(names: readonly string[]): Promise<void> {
    let count = 0;
    let problem = '';
    for (const name of names) {
      try {
        await ask('POST', `/api/trash/${encodeURIComponent(name)}/restore`);
        count += 1;
      } catch (error) {
        problem = reason(error);
      }
    }
    this.going = new Set();
    this.told = { words: `${counted(count, 'session')} brought back.`, problem, back: [] };
    this.ondone();
  }

  /** Have sessions judged: the server makes again only what has changed. */
  async judge(rows: readonly SessionRow[]): Promise<void> {
    const able = rows.filter((row) => !row.live && row.problem === '');
    const passed = rows.length - able.length;
    this.#stopped = false;
    let [count, problem] = [0, ''];
    for (const [at, row] of able.entries()) {
      const title = row.title === '' ? row.slug : row.title;
      this.judging = { at: at + 1, of: able.length, title, done: 0 };
      try {
        if (await this.#stands(row.slug)) count += 1;
      } catch (error) {
        problem = reason(error);
      }
      if (this.#stopped) break;
    }
    this.judging = null;
    const left = passed === 0 ? '' : ` ${counted(passed, 'session')} passed over.`;
    const words = `${counted(count, 'session')} ${count === 1 ? 'is' : 'are'} analysed.${left}`;
    this.told = { words, problem, back: [] };
    this.ondone();
  }

  /** Stop judging; what is being judged is given up, what was judged stays. */
  stop(): void {
    this.#stopped = true;
  }

  async #stands(slug: string): Promise<boolean> {
    for (;;) {
      const stage = await ask<Stage>('POST', `${of(slug)}/analysis`);
      if (!stage.building) return true;
      if (this.#stopped) {
        await ask('DELETE', `${of(slug)}/analysis`);
        return false;
      }
      if (this.judging !== null) this.judging = { ...this.judging, done: stage.done };
      await new Promise((resolve) => setTimeout(resolve, this.pauseMs));
    }
  }
}
