// Fetching from the page's own server: bodies with progress, and its errors as sentences.

import { SourceError } from './errors';
import type { Progress } from './session';

/** The API's address; the page is served at the root of its server. */
export const API = '/api';

/** A successful response; throws SourceError with the server's own words. */
export async function get(address: string, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, { signal: signal ?? null, credentials: 'same-origin' });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new SourceError('The server does not answer.', 'Start it again: gametape serve');
  }
  if (response.ok) return response;
  let told: { error?: unknown; way_out?: unknown } = {};
  try {
    told = (await response.json()) as typeof told;
  } catch {
    // An answer that is not the API's own has no words for the person.
  }
  throw new SourceError(
    typeof told.error === 'string' ? told.error : `The server answered ${response.status}.`,
    typeof told.way_out === 'string' ? told.way_out : '',
    response.status,
  );
}

/**
 * The whole body, telling on the way how much of it has come. `about` is how long it will be, more or
 * less: a packed body does not say how long it is unpacked.
 */
export async function wholeBody(
  response: Response,
  onProgress?: Progress,
  about: number | null = null,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.body || !onProgress) return new Uint8Array(await response.arrayBuffer());
  const parts: Uint8Array[] = [];
  let received = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    received += part.value.length;
    onProgress(received, about === null ? null : Math.max(about, received));
  }
  return joined(parts, received);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
