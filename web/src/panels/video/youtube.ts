// YouTube's embedded player, behind the room's words.
// Source: developers.google.com/youtube/iframe_api_reference.

import { loadScript, until, type Player, type PlayerEvents } from './player';

interface YouTubePlayer {
  getCurrentTime(): number;
  getDuration(): number;
  getPlayerState(): number;
  getPlaybackRate(): number;
  getAvailablePlaybackRates(): number[];
  playVideo(): void;
  pauseVideo(): void;
  seekTo(seconds: number, ahead: boolean): void;
  setPlaybackRate(rate: number): void;
  mute(): void;
  unMute(): void;
  destroy(): void;
}

interface YouTubeApi {
  Player: new (
    frame: HTMLIFrameElement,
    options: { events: Record<string, (event: { data?: number }) => void> },
  ) => YouTubePlayer;
}

const API = 'https://www.youtube.com/iframe_api';
const PLAYING = 1;
const BUFFERING = 3;
/** It has no event for a finished seek: the picture is taken to be there after this. */
const SEEK_MS = 250;

const FAILURES: Readonly<Record<number, string>> = {
  2: 'YouTube does not know this video.',
  5: 'YouTube could not play this video here.',
  100: 'This video is private, or was removed.',
  101: 'The owner of this video does not allow it outside YouTube.',
  150: 'The owner of this video does not allow it outside YouTube.',
  153: 'YouTube refused, as no Referer was sent. An extension of the browser may remove it.',
};

/** Put the video into `place`. `bare` leaves out the host's own controls, which tell the length. */
export async function youtube(
  place: HTMLElement,
  video: string,
  bare: boolean,
  tell: PlayerEvents,
): Promise<Player> {
  await loadScript(API);
  const api = (): YouTubeApi | undefined => (globalThis as { YT?: YouTubeApi }).YT;
  await until(() => typeof api()?.Player === 'function', 'YouTube did not answer.');
  const frame = place.appendChild(frameOf(video, bare));
  const player = await new Promise<YouTubePlayer>((resolve) => {
    const made: YouTubePlayer = new (api() as YouTubeApi).Player(frame, {
      events: {
        onReady: () => resolve(made),
        onStateChange: ({ data }) => {
          if (data === PLAYING) tell.played();
        },
        onError: ({ data }) => tell.failed(FAILURES[data ?? 5] ?? 'YouTube could not play this.'),
      },
    });
  });
  player.mute();
  tell.ready();
  return wrap(player, frame, tell);
}

function frameOf(video: string, bare: boolean): HTMLIFrameElement {
  const query = new URLSearchParams({
    enablejsapi: '1',
    origin: location.origin,
    playsinline: '1',
    mute: '1',
    rel: '0',
    fs: '0',
    disablekb: '1',
    iv_load_policy: '3',
    controls: bare ? '0' : '1',
  });
  const frame = document.createElement('iframe');
  frame.src = `https://www.youtube-nocookie.com/embed/${encodeURIComponent(video)}?${query}`;
  frame.title = 'Video from YouTube';
  frame.referrerPolicy = 'strict-origin-when-cross-origin'; // without one it answers error 153
  frame.allow = 'autoplay; encrypted-media; picture-in-picture';
  return frame;
}

function wrap(player: YouTubePlayer, frame: HTMLIFrameElement, tell: PlayerEvents): Player {
  let timer = 0;
  return {
    state: () => {
      const rates = player.getAvailablePlaybackRates();
      const phase = player.getPlayerState();
      return {
        time: player.getCurrentTime(),
        duration: player.getDuration() || null, // 0 until the host knows it
        paused: phase !== PLAYING && phase !== BUFFERING,
        rate: player.getPlaybackRate(),
        rates,
        maxRate: Math.max(1, ...rates),
      };
    },
    play: () => player.playVideo(),
    pause: () => player.pauseVideo(),
    setRate: (rate) => player.setPlaybackRate(rate),
    seek: (seconds) => {
      player.seekTo(seconds, true);
      clearTimeout(timer);
      timer = window.setTimeout(() => tell.seeked(), SEEK_MS);
    },
    setMuted: (muted) => (muted ? player.mute() : player.unMute()),
    close: () => {
      clearTimeout(timer);
      player.destroy();
      frame.remove();
    },
  };
}
