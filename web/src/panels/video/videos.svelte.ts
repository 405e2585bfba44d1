// The videos of a session as the page holds them: which there are and how they line up; kept by the server.

import { ApiError, ask, send } from '../../lib/api';
import type { Anchor } from './alignment';

/** A video of a session. `file` is on this machine and must be chosen again after a reload. */
export interface Video {
  readonly id: string;
  readonly kind: 'file' | 'media' | 'youtube' | 'twitch';
  /** The file's name, or the host's name for the video. */
  readonly ref: string;
  readonly title: string;
  readonly anchors: readonly Anchor[];
}

const SAVE_AFTER_MS = 300;

/** All videos of one session. */
export class Videos {
  all = $state.raw<readonly Video[]>([]);
  chosen = $state('');
  problem = $state<string | null>(null);
  private timer = 0;
  private loading: Promise<boolean> | null = null;

  constructor(private readonly slug: string) {}

  get current(): Video | null {
    return this.all.find((video) => video.id === this.chosen) ?? this.all[0] ?? null;
  }

  async load(): Promise<void> {
    this.loading ??= this.read();
    if (!(await this.loading)) this.loading = null;
  }

  /** Whether the server's list is here: nothing may be written over one that was never read. */
  private async read(): Promise<boolean> {
    let here = false;
    await this.attempt(async () => {
      const { videos } = await ask<{ videos: Video[] }>('GET', this.address());
      const kept = new Set(videos.map((video) => video.id));
      this.all = [...videos, ...this.all.filter((video) => !kept.has(video.id))];
      here = true;
    });
    return here;
  }

  /** Add a video and look at it; true when it was kept. */
  async add(kind: Video['kind'], ref: string, title: string): Promise<Video> {
    await this.load();
    const again = this.all.find((video) => video.kind === kind && video.ref === ref);
    const id = crypto.randomUUID?.() ?? `v${Math.random().toString(36).slice(2)}`;
    const video = again ?? { id, kind, ref, title: title.slice(0, 200), anchors: [] };
    if (again === undefined) this.all = [...this.all, video];
    this.chosen = video.id;
    await this.save();
    return video;
  }

  /** Change how a video lines up; written to the server a moment later. */
  align(id: string, anchors: readonly Anchor[]): void {
    this.all = this.all.map((video) => (video.id === id ? { ...video, anchors } : video));
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), SAVE_AFTER_MS);
  }

  /** Turn a file of this machine into one that the session keeps. */
  async keep(video: Video, file: File): Promise<void> {
    await this.attempt(async () => {
      const name = encodeURIComponent(file.name);
      const path = `/api/sessions/${encodeURIComponent(this.slug)}/media/${name}`;
      const { name: kept } = await send<{ name: string }>('PUT', path, file);
      this.all = this.all.map((one) =>
        one.id === video.id ? { ...one, kind: 'media', ref: kept } : one,
      );
      await this.save();
    });
  }

  async remove(id: string): Promise<void> {
    this.all = this.all.filter((video) => video.id !== id);
    await this.save();
  }

  /** Address of a file that the session keeps. */
  media(video: Video): string {
    return `/api/sessions/${encodeURIComponent(this.slug)}/media/${encodeURIComponent(video.ref)}`;
  }

  async save(): Promise<void> {
    clearTimeout(this.timer);
    await this.load();
    if (this.loading === null) return;
    await this.attempt(async () => {
      await ask('PUT', this.address(), { videos: this.all });
    });
  }

  private address(): string {
    return `/api/sessions/${encodeURIComponent(this.slug)}/video`;
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.problem = null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem = [error.message, error.wayOut].filter(Boolean).join(' ');
    }
  }
}
