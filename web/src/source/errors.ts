// The errors of this folder: what went wrong in a sentence, and what can be done about it.

/** Bytes that are no track file, or a damaged one. A reader of tracks throws nothing else. */
export class TrackError extends Error {
  override readonly name = 'TrackError';
}

/** A session could not be fetched; `wayOut` is a sentence for the person, from the server. */
export class SourceError extends Error {
  override readonly name = 'SourceError';

  constructor(
    what: string,
    readonly wayOut = '',
    readonly status = 0,
  ) {
    super(what);
  }
}
