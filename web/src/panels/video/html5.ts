// The browser's own player, for files: any rate up to 16, exact seeks.

import type { Player, PlayerEvents } from './player';

/** Show the file at `address` (an object address, or one of the session's media) in `element`. */
export function html5(element: HTMLVideoElement, address: string, tell: PlayerEvents): Player {
  const listeners = new AbortController();
  const on = (name: string, act: () => void): void =>
    element.addEventListener(name, act, { signal: listeners.signal });
  on('loadedmetadata', () => tell.ready());
  on('seeked', () => tell.seeked());
  on('playing', () => tell.played());
  on('error', () => {
    tell.failed('This browser cannot show the file. MP4 (H.264) and WebM work nearly everywhere.');
  });
  element.muted = true;
  element.preload = 'auto';
  element.src = address;
  return {
    state: () => ({
      time: element.currentTime,
      duration: Number.isFinite(element.duration) ? element.duration : null,
      paused: element.paused,
      rate: element.playbackRate,
      rates: null,
      maxRate: 16,
    }),
    play: () => {
      element.play().catch(() => undefined); // refused or overtaken by a pause: the next tick asks again
    },
    pause: () => element.pause(),
    setRate: (rate) => {
      element.playbackRate = rate;
    },
    seek: (seconds) => {
      element.currentTime = seconds;
    },
    setMuted: (muted) => {
      element.muted = muted;
    },
    close: () => {
      listeners.abort();
      element.pause();
      element.removeAttribute('src');
      element.load();
    },
  };
}
