// The worker that reads track files: bytes in, typed arrays out, in two answers.

import { buffersOfGrid, buffersOfTrack, makeTrack, type Answer } from './track-made';

/** A request names itself with `id`; its answers carry the same. */
export interface Request {
  id: number;
  bytes: Uint8Array<ArrayBuffer>;
  rowCells: number;
}

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(message: Answer, transfer: Transferable[]): void;
};

scope.onmessage = ({ data: { id, bytes, rowCells } }) => {
  try {
    makeTrack(
      bytes,
      rowCells,
      (made) => scope.postMessage({ id, made }, buffersOfTrack(made)),
      (grid) => scope.postMessage({ id, grid }, buffersOfGrid(grid)),
    );
  } catch (error) {
    scope.postMessage({ id, error: error instanceof Error ? error.message : String(error) }, []);
  }
};
