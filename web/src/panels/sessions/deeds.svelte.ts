// What is done to sessions: to the trash and back, and judging many, which the server goes on with.
import { ApiError, ask } from '../../lib/api';
import { counted } from '../../lib/format';
import type { BulkState, DeletedSession, SessionRow } from '../../source/schema';

export interface Told {
  readonly words: string;
  readonly problem: string;
  /** Names in the trash that undo brings back. */
  readonly back: readonly string[];
}

export interface Judging {
  readonly at: number;
  readonly of: number;
  readonly session: string;
  /** How much of the one that is being judged is done, 0 to 1. */
  readonly done: number;
}

const PAUSE_MS = 500;
const JOB = '/api/analyses';

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
  /** Sessions of this visit's wish that cannot be judged as they are. */
  #passed = 0;
  #following = false;
  #left = false;

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

  /**
   * Have sessions judged: the server makes again only what has changed, and goes on when this page
   * is left. While it is at it, more of them join.
   */
  async judge(rows: readonly SessionRow[]): Promise<void> {
    const able = rows.filter((row) => !row.live && row.problem === '');
    this.#passed = rows.length - able.length;
    if (able.length === 0) {
      this.#say({ analysed: 0, passed: 0, problem: '', stopped: false });
      return;
    }
    try {
      const wish = { sessions: able.map((row) => row.slug) };
      await this.#follow(await ask<BulkState>('POST', JOB, wish), true);
    } catch (error) {
      this.told = { words: 'The analysis was not begun.', problem: reason(error), back: [] };
    }
  }

  /** Show the server's job if it is at one, whoever began it. */
  async look(): Promise<void> {
    if (this.#following) return;
    try {
      const job = await ask<BulkState>('GET', JOB);
      await this.#follow(job, job.running); // the end of what others saw is no news
    } catch (error) {
      reason(error); // the list says that the server is away, and looks again
    }
  }

  /** Stop judging; what is being judged is given up, what was judged stays. */
  async stop(): Promise<void> {
    try {
      await ask<BulkState>('DELETE', JOB);
    } catch (error) {
      this.told = { words: 'The analysis was not stopped.', problem: reason(error), back: [] };
    }
  }

  /** The page is left: nothing more is asked or told. The server goes on. */
  leave(): void {
    this.#left = true;
  }

  /** Look at the job until it has ended; one at a time looks. */
  async #follow(begun: BulkState, news: boolean): Promise<void> {
    if (this.#following || this.#left) return;
    this.#following = true;
    let job = begun;
    try {
      while (job.running) {
        const at = Math.min(job.of, job.analysed + job.failed + job.passed + 1);
        this.judging = { at, of: job.of, session: job.session, done: job.done };
        await new Promise((resolve) => setTimeout(resolve, this.pauseMs));
        if (this.#left) return;
        job = await ask<BulkState>('GET', JOB);
      }
    } catch (error) {
      reason(error); // the list says that the server is away, and looks again
      return;
    } finally {
      this.#following = false;
      this.judging = null;
    }
    if (news && !this.#left) this.#say(job);
  }

  #say(job: Pick<BulkState, 'analysed' | 'passed' | 'problem' | 'stopped'>): void {
    const passed = job.passed + this.#passed;
    const are = job.analysed === 1 ? 'is' : 'are';
    const words =
      `${counted(job.analysed, 'session')} ${are} analysed.` +
      (passed === 0 ? '' : ` ${counted(passed, 'session')} passed over.`) +
      (job.stopped ? ' The rest was stopped.' : '');
    this.#passed = 0;
    this.told = { words, problem: job.problem, back: [] };
    this.ondone();
  }
}
