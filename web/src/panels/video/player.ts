// What the room asks of a video player, whoever made it.

import type { PlayerState } from './slave';

/** One loaded video. Times are seconds of the video. */
export interface Player {
  state(): PlayerState;
  play(): void;
  pause(): void;
  setRate(rate: number): void;
  /** Go there; `onSeeked` is told when the picture is there. */
  seek(seconds: number): void;
  setMuted(muted: boolean): void;
  close(): void;
}

/** What a player tells. */
export interface PlayerEvents {
  ready(): void;
  seeked(): void;
  /** The picture moved at least once: the host's title and still picture are gone. */
  played(): void;
  failed(sentence: string): void;
}

const loading = new Map<string, Promise<void>>();

/** Load a host's own script once; rejects with a sentence when it does not come. */
export function loadScript(address: string): Promise<void> {
  const before = loading.get(address);
  if (before !== undefined) return before;
  const made = new Promise<void>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => {
      loading.delete(address);
      script.remove();
      reject(new Error(`${new URL(address).hostname} did not answer.`));
    });
    document.head.append(script);
  });
  loading.set(address, made);
  return made;
}

/** Wait until `ready` holds, asking each 50 ms for ten seconds. */
export async function until(ready: () => boolean, sentence: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (ready()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(sentence);
}
