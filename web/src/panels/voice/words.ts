// Voice notes in words: how long they are, and why a microphone was not given, with the way out.

/** The longest that is recorded at once. */
export const LIMIT_MS = 5 * 60_000;

/** Containers by liking: small and open first, what Safari knows last. */
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4', 'audio/webm'];

/** What to record into; empty leaves it to the browser. */
export function typeOf(supported: (type: string) => boolean): string {
  return TYPES.find(supported) ?? '';
}

/** What keeps this page from recording at all; null when nothing does. */
export function hindrance(secure: boolean, devices: boolean, recorder: boolean): string | null {
  if (!secure || (!devices && recorder)) {
    return (
      'The browser gives the microphone only to a page on this machine or over https. ' +
      'Open the page as http://localhost, or put https in front of it.'
    );
  }
  return devices && recorder ? null : 'This browser cannot record sound. Use a newer one.';
}

/** Why the microphone was not given, by the name of the browser's error, and what to do. */
export function refusalWords(name: string): string {
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return (
        'The microphone was refused. ' +
        'Allow it for this page beside the browser’s address, then start again.'
      );
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'No microphone was found. Plug one in, or choose one in the system’s settings.';
    case 'NotReadableError':
    case 'AbortError':
      return 'The microphone cannot be opened. Close other programs that use it, then start again.';
    default:
      return `The microphone cannot be used (${name}).`;
  }
}

/** Minutes and seconds of a recording: `0:07`. */
export function lengthWords(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Samples from -1 to 1 on a meter: 0 at 50 dB below full scale and under it, 1 from 10 dB below. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const one of samples) sum += one * one;
  const decibels = 10 * Math.log10(sum / Math.max(1, samples.length));
  return Math.min(1, Math.max(0, (decibels + 50) / 40));
}
