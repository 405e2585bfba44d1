// The worker that reads track files: bytes in, typed arrays out, nothing copied either way.

import { buffersOf, makeTrack } from './track-made';

/** A request names itself with `id`; the answer carries the same. */
export interface Request {
  id: number;
  bytes: Uint8Array<ArrayBuffer>;
  rowCells: number;
}

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
};

scope.onmessage = ({ data: { id, bytes, rowCells } }) => {
  try {
    const made = makeTrack(bytes, rowCells);
    scope.postMessage({ id, made }, buffersOf(made));
  } catch (error) {
    scope.postMessage({ id, error: error instanceof Error ? error.message : String(error) }, []);
  }
};
