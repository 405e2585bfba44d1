// Twitch's embedded player for recordings, behind the room's words: it has no rates.
// Source: dev.twitch.tv/docs/embed/video-and-clips.

import { loadScript, type Player, type PlayerEvents } from './player';

interface TwitchPlayer {
  addEventListener(name: string, act: () => void): void;
  getCurrentTime(): number;
  getDuration(): number;
  isPaused(): boolean;
  play(): void;
  pause(): void;
  seek(seconds: number): void;
  setMuted(muted: boolean): void;
}

interface TwitchApi {
  Player: {
    new (
      place: HTMLElement,
      options: {
        video: string;
        parent: string[];
        autoplay: boolean;
        muted: boolean;
        controls: boolean;
        width: string;
        height: string;
      },
    ): TwitchPlayer;
    READY: string;
    PLAYING: string;
    SEEK: string;
  };
}

const API = 'https://player.twitch.tv/js/embed/v1.js';
/** Its seek event comes late or not at all while paused. */
const SEEK_MS = 500;

/** Put the recording into `place`. `bare` leaves out the host's own controls. */
export async function twitch(
  place: HTMLElement,
  video: string,
  bare: boolean,
  tell: PlayerEvents,
): Promise<Player> {
  await loadScript(API);
  const api = (globalThis as { Twitch?: TwitchApi }).Twitch;
  if (api === undefined) throw new Error('Twitch did not answer.');
  const player = new api.Player(place, {
    video: `v${video}`,
    parent: [location.hostname],
    autoplay: false,
    muted: true,
    controls: !bare,
    width: '100%',
    height: '100%',
  });
  let timer = 0;
  const seeked = (): void => {
    clearTimeout(timer);
    tell.seeked();
  };
  player.addEventListener(api.Player.PLAYING, () => tell.played());
  player.addEventListener(api.Player.SEEK, seeked);
  await new Promise<void>((resolve) => player.addEventListener(api.Player.READY, resolve));
  tell.ready();
  return {
    state: () => ({
      time: player.getCurrentTime(),
      duration: player.getDuration() || null, // 0 until the host knows it
      paused: player.isPaused(),
      rate: 1,
      rates: [1],
      maxRate: 1,
    }),
    play: () => player.play(),
    pause: () => player.pause(),
    setRate: () => undefined,
    seek: (seconds) => {
      player.seek(seconds);
      clearTimeout(timer);
      timer = window.setTimeout(seeked, SEEK_MS);
    },
    setMuted: (muted) => player.setMuted(muted),
    close: () => {
      clearTimeout(timer);
      place.replaceChildren();
    },
  };
}
