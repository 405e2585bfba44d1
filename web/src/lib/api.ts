// Asking the server: answers as data, failures as one kind of error with a way out.

/** What failed and what to do about it, in the server's words where it gave any. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    message: string,
    readonly wayOut: string,
    /** The HTTP status; 0 when nobody answered. */
    readonly status: number,
  ) {
    super(message);
  }
}

const AWAY = new ApiError(
  'The gametape server does not answer.',
  'Start it again with: gametape serve. Recordings that run go on without it.',
  0,
);

/** The error of an answer that is none, from whatever stands in its body. */
export function errorOf(status: number, body: unknown): ApiError {
  const said = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const message = said['error'];
  const wayOut = said['way_out'];
  return new ApiError(
    typeof message === 'string' && message !== '' ? message : `The server answered ${status}.`,
    typeof wayOut === 'string' ? wayOut : '',
    status,
  );
}

/** Ask for JSON. Raises ApiError, and the abort's own error when told to stop. */
export function ask<T>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  return body === undefined
    ? answered(path, { method }, signal)
    : answered(
        path,
        { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
        signal,
      );
}

/** Send a file as it is; the answer is JSON. Raises ApiError. */
export function send<T>(method: string, path: string, body: Blob): Promise<T> {
  return answered(path, { method, body });
}

async function answered<T>(path: string, asked: RequestInit, signal?: AbortSignal): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, { ...asked, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw AWAY;
  }
  if (answer.status === 204) return undefined as T;
  const text = await answer.text();
  let read: unknown;
  try {
    read = text === '' ? null : JSON.parse(text);
  } catch {
    throw errorOf(answer.ok ? 502 : answer.status, null);
  }
  if (!answer.ok) throw errorOf(answer.status, read);
  return read as T;
}

export const getSettings = (): Promise<unknown> => ask('GET', '/api/settings');
/** `leaving`: the browser sends it even though the page is about to go. */
export const putSettings = (doc: unknown, leaving = false): Promise<unknown> =>
  answered('/api/settings', {
    method: 'PUT',
    body: JSON.stringify(doc),
    headers: { 'content-type': 'application/json' },
    keepalive: leaving,
  });
