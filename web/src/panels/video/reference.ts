// What video an address means: a YouTube video, a Twitch recording, or neither.

/** A hosted video: which host, and the host's own name for it. */
export interface HostedVideo {
  readonly kind: 'youtube' | 'twitch';
  readonly ref: string;
}

const YOUTUBE_ID = /^[\w-]{11}$/;
const TWITCH_ID = /^v?(\d{6,12})$/;

/** The video behind a pasted address, or null. Nothing is asked of the host. */
export function hostedVideo(text: string): HostedVideo | null {
  const url = parsed(text.trim());
  if (url === null) return null;
  const host = url.hostname.replace(/^(?:www|m|music|player)\./, '');
  const path = url.pathname.split('/').filter(Boolean);
  if (host === 'youtu.be') return youtube(path[0]);
  if (host === 'youtube.com' || host === 'youtube-nocookie.com') {
    const named = path[0] !== undefined && ['embed', 'live', 'shorts', 'v'].includes(path[0]);
    return youtube(named ? path[1] : url.searchParams.get('v'));
  }
  if (host === 'twitch.tv') {
    const at = path.indexOf('videos');
    return twitch(at >= 0 ? path[at + 1] : url.searchParams.get('video'));
  }
  return null;
}

/** Words for a host, as the page says them. */
export const HOSTS = {
  youtube: { name: 'YouTube', from: 'youtube-nocookie.com' },
  twitch: { name: 'Twitch', from: 'player.twitch.tv' },
} as const;

function parsed(text: string): URL | null {
  if (text === '') return null;
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

function youtube(id: string | null | undefined): HostedVideo | null {
  return id != null && YOUTUBE_ID.test(id) ? { kind: 'youtube', ref: id } : null;
}

function twitch(id: string | null | undefined): HostedVideo | null {
  const digits = id == null ? undefined : TWITCH_ID.exec(id)?.[1];
  return digits === undefined ? null : { kind: 'twitch', ref: digits };
}
