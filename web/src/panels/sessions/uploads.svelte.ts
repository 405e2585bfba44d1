// Files on their way in: uploading by bytes, then read by the server into a session.
import { ApiError, errorOf } from '../../lib/api';
import type { Imported } from '../../source/schema';

export interface Upload {
  readonly id: number;
  readonly names: readonly string[];
  /** Uploaded share, 0 to 1; at 1 the server reads. */
  done: number;
  result: Imported | null;
  error: ApiError | null;
}

let count = 0;

/** The imports of this visit, the newest first. Files of one drop become one session. */
export class Uploads {
  list = $state<Upload[]>([]);
  #requests = new Map<number, XMLHttpRequest>();

  constructor(readonly onimported: () => void) {}

  /** Send files; what becomes of them appears in `list`. */
  send(files: readonly File[]): void {
    if (files.length === 0) return;
    const id = (count += 1);
    const names = files.map((file) => file.name);
    this.list.unshift({ id, names, done: 0, result: null, error: null });
    const body = new FormData();
    for (const file of files) body.append('data', file, file.name);
    const request = new XMLHttpRequest(); // fetch tells nothing of an upload's progress
    request.upload.onprogress = (event) =>
      this.#set(id, { done: event.total > 0 ? event.loaded / event.total : 0 });
    request.upload.onload = () => this.#set(id, { done: 1 });
    request.onload = () => this.#answered(id, request);
    request.onerror = () =>
      this.#failed(id, new ApiError('The files did not arrive.', 'Drop them again.', 0));
    request.open('POST', '/api/imports');
    request.send(body);
    this.#requests.set(id, request);
  }

  /** Take an import off the list; one that is still uploading is given up. */
  dismiss(id: number): void {
    this.#requests.get(id)?.abort();
    this.#requests.delete(id);
    this.list = this.list.filter((one) => one.id !== id);
  }

  /** Give up what is still on its way. */
  close(): void {
    for (const request of this.#requests.values()) request.abort();
  }

  #set(id: number, part: Partial<Upload>): void {
    const found = this.list.find((one) => one.id === id);
    if (found !== undefined) Object.assign(found, part);
  }

  #failed(id: number, error: ApiError): void {
    this.#requests.delete(id);
    this.#set(id, { error });
  }

  #answered(id: number, request: XMLHttpRequest): void {
    let body: unknown = null;
    try {
      body = JSON.parse(request.responseText);
    } catch {
      // no JSON: the status speaks
    }
    if (request.status >= 300 || body === null) {
      this.#failed(id, errorOf(request.status, body));
      return;
    }
    this.#requests.delete(id);
    this.#set(id, { done: 1, result: body as Imported });
    this.onimported();
  }
}
