// Writes track files as Python's film engine does; for tests and benchmarks, the page only reads.

/** A row to be written: cells and micro-shares, as they are before any unit. */
export interface WrittenRow {
  us: number;
  seq: number;
  kind: number;
  cell: number;
  size: number;
}

export interface WrittenTrack {
  session?: string;
  asset: string;
  market: string;
  grid?: string;
  cells?: number;
  rows: readonly WrittenRow[];
  blockRows?: number;
}

type Column = [name: string, values: readonly number[]];

/** A whole track file with codec none. */
export function encodeTrack(track: WrittenTrack): Uint8Array<ArrayBuffer> {
  const { rows, asset, market, session = 'made', grid = 'uniform', cells = 10_001 } = track;
  const header = JSON.stringify({
    ...{ version: 2, session, asset, market, grid, cells, codec: 'none', rows: rows.length },
    ...{
      block_rows: track.blockRows ?? 32_768,
      from_us: rows[0]?.us ?? 0,
      to_us: rows.at(-1)?.us ?? 0,
    },
    basis: 'made',
  });
  const text = header.padEnd(Math.ceil(header.length / 8) * 8, ' ');
  const parts: Uint8Array[] = [ascii('GTRACK1\n'), u32s(text.length, 0), ascii(text)];
  let at = 16 + text.length;
  const entries: object[] = [];
  const book = new Map<number, number>();
  for (const block of blocksOf(rows, track.blockRows ?? 32_768)) {
    const { bytes, entry } = encodeBlock(block, book, cells, at);
    parts.push(bytes);
    entries.push(entry);
    at += bytes.length;
    for (const { kind, cell, size } of block) {
      if (kind > 1) continue;
      if (size > 0) book.set(kind * cells + cell, size);
      else book.delete(kind * cells + cell);
    }
  }
  const index = ascii(JSON.stringify({ blocks: entries, seconds: null }));
  parts.push(index, u32s(at, 0, index.length), ascii('GTE1'));
  return concat(parts);
}

function blocksOf(rows: readonly WrittenRow[], blockRows: number): WrittenRow[][] {
  const blocks: WrittenRow[][] = [];
  let block: WrittenRow[] = [];
  rows.forEach((row, i) => {
    block.push(row);
    if (block.length >= blockRows && rows[i + 1]?.seq !== row.seq) {
      blocks.push(block);
      block = [];
    }
  });
  return block.length > 0 ? [...blocks, block] : blocks;
}

function encodeBlock(
  rows: readonly WrittenRow[],
  book: ReadonlyMap<number, number>,
  cells: number,
  at: number,
): { bytes: Uint8Array; entry: object } {
  const held = [...book].sort(([a], [b]) => a - b);
  const prices = [...rows.map((row) => row.cell), ...held.map(([slot]) => slot % cells)];
  const fits = (unit: number) =>
    (cells - 1) % unit === 0 && prices.every((one) => one % unit === 0);
  const stride = [100, 10, 1].find(fits) ?? 1;
  const levels = (cells - 1) / stride + 1;
  const dt = rows.map((row, i) => row.us - (rows[i - 1]?.us ?? row.us));
  const timeUnit = largestUnit(dt);
  const stated = rows.filter((row) => row.kind > 1 || row.size > 0);
  const sizeUnit = largestUnit(rows.map((row) => row.size));
  const kfUnit = largestUnit(held.map(([, size]) => size));
  const slotKey = (slot: number) => (slot < cells ? 0 : levels) + (slot % cells) / stride;
  const keysOn = (ask: boolean) =>
    rows.filter((row) => isAsk(row) === ask).map((row) => row.cell / stride);
  const bidKey = keysOn(false).reduce((most, key) => Math.max(most, key), 0);
  const askKey = keysOn(true).reduce((least, key) => Math.min(least, key), levels - 1);
  const place = (row: WrittenRow) =>
    isAsk(row) ? 2 * (row.cell / stride - askKey) + 1 : 2 * (bidKey - row.cell / stride);
  const columns: Column[] = [
    ['kf_key', held.map(([slot]) => slotKey(slot))],
    ['kf_size', held.map(([, size]) => size / kfUnit)],
    ['dt', dt.map((one) => one / timeUnit)],
    ['dseq', rows.map((row, i) => row.seq - (rows[i - 1]?.seq ?? row.seq))],
    ['kind', fourAByte(rows.map(codeOf))],
    ['place', rows.map(place)],
    ['size', stated.map((row) => row.size / sizeUnit)],
  ];
  const widths = columns.map(([name, values]) => (name === 'kind' ? 1 : widthOf(values)));
  const bytes = concat(columns.map(([, values], i) => planes(widths[i] ?? 0, values)));
  const sections = columns.map(([name, values], i) => [name, widths[i], values.length]);
  const [first, last] = [rows[0], rows.at(-1)];
  const units = {
    ...{ time_unit: timeUnit, stride, size_unit: sizeUnit, kf_unit: kfUnit },
    ...{ bid_key: bidKey, ask_key: askKey },
  };
  const times = { first_us: first?.us, last_us: last?.us, first_seq: first?.seq };
  return {
    bytes,
    entry: { at, bytes: bytes.length, rows: rows.length, ...times, ...units, sections },
  };
}

function isAsk({ kind }: WrittenRow): boolean {
  return kind === 1 || kind === 2 || kind === 4;
}

/** A level, one that is gone, a trade, one whose taker nobody told. */
function codeOf({ kind, size }: WrittenRow): number {
  if (kind === 4) return 3;
  if (kind > 1) return 2;
  return size > 0 ? 0 : 1;
}

function fourAByte(codes: readonly number[]): number[] {
  const out = new Array<number>(Math.ceil(codes.length / 4)).fill(0);
  codes.forEach((code, i) => {
    out[i >> 2] = (out[i >> 2] ?? 0) | (code << ((i & 3) * 2));
  });
  return out;
}

function widthOf(values: readonly number[]): number {
  const most = values.reduce((largest, value) => Math.max(largest, value), 0);
  let width = 0;
  while (most >= 256 ** width) width += 1;
  return most === 0 ? 0 : width;
}

function largestUnit(values: readonly number[]): number {
  for (let unit = 1_000_000; unit > 1; unit /= 10) {
    if (values.every((value) => value % unit === 0)) return unit;
  }
  return 1;
}

function planes(width: number, values: readonly number[]): Uint8Array {
  const count = values.length;
  const out = new Uint8Array(width * count);
  values.forEach((value, i) => {
    let rest = value;
    for (let plane = 0; plane < width; plane++) {
      out[plane * count + i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  });
  return out;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function u32s(...values: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
