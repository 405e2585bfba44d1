// A track file's header, index and trailer: where its sections are, checked before anything is read.

import { TrackError } from './errors';

const MAGIC = 'GTRACK1\n';
const END = 'GTE1';
const TRAILER = 16;
const VERSION = 2;
const SECTIONS = ['kf_key', 'kf_size', 'dt', 'dseq', 'kind', 'place', 'size'] as const;
/** Most bytes that a value of each column may take. */
const WIDTHS: Record<SectionName, number> = {
  kf_key: 2,
  kf_size: 8,
  dt: 8,
  dseq: 4,
  kind: 1,
  place: 2,
  size: 8,
};

export type SectionName = (typeof SECTIONS)[number];

export interface TrackHeader {
  version: number;
  session: string;
  asset: string;
  market: string;
  grid: string;
  cells: number;
  codec: string;
  rows: number;
}

/** Where the byte planes of a section are: `count` values of `width` bytes from byte `at`. */
export interface Section {
  at: number;
  width: number;
  count: number;
}

export interface Block {
  rows: number;
  firstUs: number;
  lastUs: number;
  firstSeq: number;
  timeUnit: number;
  stride: number;
  sizeUnit: number;
  kfUnit: number;
  /** Keys that bids are counted down from, and asks up. */
  bidKey: number;
  askKey: number;
  sections: Record<SectionName, Section>;
}

export interface TrackLayout {
  header: TrackHeader;
  blocks: Block[];
}

type Json = Record<string, unknown>;

/**
 * The layout of a whole track file (docs/track-format.md), every offset checked against its length.
 * Throws TrackError.
 */
export function readLayout(bytes: Uint8Array<ArrayBuffer>): TrackLayout {
  if (bytes.length < MAGIC.length + 8 || text(bytes, 0, MAGIC.length) !== MAGIC) {
    throw new TrackError('This is no track file: it does not begin with GTRACK1.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(json(bytes, 16, view.getUint32(8, true), 'header'));
  const trailer = bytes.length - TRAILER;
  if (trailer < 16 || text(bytes, trailer + 12, 4) !== END) {
    throw new TrackError('The track file is cut off: its end mark is missing.');
  }
  const index = json(
    bytes,
    Number(view.getBigUint64(trailer, true)),
    view.getUint32(trailer + 8, true),
    'index',
  );
  const entries = index['blocks'];
  if (!Array.isArray(entries)) throw new TrackError('The index of the track file has no blocks.');
  const blocks = entries.map((entry: unknown, at) => readBlock(entry, at, header, trailer));
  let end = 0;
  for (const [at, { sections }] of blocks.entries()) {
    // Blocks that share bytes would let a small file ask for all of the memory.
    if (sections.kf_key.at < end) throw new TrackError(`Block ${at} of the track lies in another.`);
    end = sections.size.at + sections.size.width * sections.size.count;
  }
  const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
  if (rows !== header.rows) {
    throw new TrackError(`The track file promises ${header.rows} rows and holds ${rows}.`);
  }
  return { header, blocks };
}

function readHeader(found: Json): TrackHeader {
  const header: TrackHeader = {
    version: whole(found, 'version'),
    session: word(found, 'session'),
    asset: word(found, 'asset'),
    market: word(found, 'market'),
    grid: word(found, 'grid'),
    cells: whole(found, 'cells'),
    codec: word(found, 'codec'),
    rows: whole(found, 'rows'),
  };
  if (header.version !== VERSION) {
    throw new TrackError(
      `This page reads tracks of version ${VERSION}, not ${header.version}. Reload it.`,
    );
  }
  if (header.codec !== 'none') {
    throw new TrackError(`The track is packed with ${header.codec}; the page needs codec none.`);
  }
  if (header.cells < 1 || header.cells > 32_767) {
    throw new TrackError(`A price grid of ${header.cells} cells does not fit a track.`);
  }
  return header;
}

function readBlock(entry: unknown, index: number, header: TrackHeader, end: number): Block {
  const where = `block ${index}`;
  if (!isObject(entry)) throw new TrackError(`The index entry of ${where} is no object.`);
  const block = {
    rows: whole(entry, 'rows'),
    firstUs: whole(entry, 'first_us'),
    lastUs: whole(entry, 'last_us'),
    firstSeq: whole(entry, 'first_seq'),
    timeUnit: whole(entry, 'time_unit'),
    stride: whole(entry, 'stride'),
    sizeUnit: whole(entry, 'size_unit'),
    kfUnit: whole(entry, 'kf_unit'),
    bidKey: whole(entry, 'bid_key'),
    askKey: whole(entry, 'ask_key'),
  };
  const at = whole(entry, 'at');
  if (at + whole(entry, 'bytes') > end) {
    throw new TrackError(`The index puts ${where} outside the track file.`);
  }
  if (Math.min(block.timeUnit, block.sizeUnit, block.kfUnit, block.stride) < 1) {
    throw new TrackError(`A unit of ${where} is not positive.`);
  }
  if (block.stride > header.cells || block.timeUnit > 1_000_000) {
    throw new TrackError(`A unit of ${where} is too large.`);
  }
  return { ...block, sections: readSections(entry, at, block.rows, header.cells, where, end) };
}

function readSections(
  entry: Json,
  at: number,
  rows: number,
  cells: number,
  where: string,
  end: number,
): Record<SectionName, Section> {
  const listed = entry['sections'];
  if (!Array.isArray(listed) || listed.length !== SECTIONS.length) {
    throw new TrackError(`The sections of ${where} are not those of version ${VERSION}.`);
  }
  const sections = {} as Record<SectionName, Section>;
  let offset = at;
  for (const [place, name] of SECTIONS.entries()) {
    const row: unknown = listed[place];
    if (!Array.isArray(row) || row.length !== 3 || row[0] !== name) {
      throw new TrackError(`Section ${place} of ${where} is not ${name}.`);
    }
    const [width, count] = [natural(row[1], name), natural(row[2], name)];
    if (width > WIDTHS[name] || offset + width * count > end) {
      throw new TrackError(`Section ${name} of ${where} has an impossible size.`);
    }
    sections[name] = { at: offset, width, count };
    offset += width * count;
  }
  for (const name of ['dt', 'dseq', 'place'] as const) {
    const { count } = sections[name];
    if (count !== rows) {
      throw new TrackError(`Section ${name} of ${where} holds ${count} rows, not ${rows}.`);
    }
  }
  // Kinds always have planes, so that a small file cannot ask for many rows.
  if (sections.kind.width !== 1 || sections.kind.count !== Math.ceil(rows / 4)) {
    throw new TrackError(`The kinds of ${where} are not those of ${rows} rows.`);
  }
  if (sections.size.count > rows || sections.kf_key.count > 2 * cells) {
    throw new TrackError(`There are more sizes in ${where} than rows, or levels than prices.`);
  }
  if (sections.kf_key.count !== sections.kf_size.count) {
    throw new TrackError(`The keyframe of ${where} has unequal halves.`);
  }
  return sections;
}

function text(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length));
}

function json(bytes: Uint8Array, from: number, length: number, name: string): Json {
  if (from + length > bytes.length) {
    throw new TrackError(`The track file is cut off: its ${name} is not all there.`);
  }
  let found: unknown;
  try {
    found = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(from, from + length)),
    );
  } catch {
    throw new TrackError(`The ${name} of the track file is no JSON.`);
  }
  if (!isObject(found)) throw new TrackError(`The ${name} of the track file is no JSON object.`);
  return found;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function whole(from: Json, name: string): number {
  return natural(from[name], name);
}

function natural(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new TrackError(`${name} in the track file is not a whole number.`);
  }
  return value;
}

function word(from: Json, name: string): string {
  const value = from[name];
  if (typeof value !== 'string') throw new TrackError(`${name} in the track file is no text.`);
  return value;
}
