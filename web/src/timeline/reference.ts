// What counts as a large size, told only by what was seen before: the reference of heat and bubbles.

/** Old sizes lose this much of their weight with each step of time. */
const KEEP = 0.93;
const STEP_US = 60_000_000;

/** The reference moves only when it is off by this many codes (eighths of an octave). */
const SLACK = 4;
/** It is not told from fewer sizes than this. */
const FEWEST = 20;

/** Steps of a reference: from `us[i]` on it is `code[i]`. `seen` weighs the codes seen so far. */
export interface ReferenceSteps {
  us: number[];
  code: number[];
  seen: Float64Array<ArrayBuffer>;
  total: number;
  /** When the weights were last lowered, and when the reference was last looked at. */
  loweredUs: number;
  lookedUs: number;
}

export function newReference(): ReferenceSteps {
  const seen = new Float64Array(256);
  return { us: [], code: [], seen, total: 0, loweredUs: -Infinity, lookedUs: -Infinity };
}

/** One more size; nothing (code 0) says nothing. */
export function see(steps: ReferenceSteps, code: number): void {
  if (code === 0) return;
  steps.seen[code] = (steps.seen[code] ?? 0) + 1;
  steps.total += 1;
}

/** Look at what was seen by `us`, at most once a second: `part` of it lies under the reference. */
export function learn(steps: ReferenceSteps, part: number, us: number): void {
  if (us - steps.lookedUs < 1_000_000 || steps.total < FEWEST) return;
  steps.lookedUs = us;
  if (us - steps.loweredUs >= STEP_US) {
    steps.loweredUs = us;
    steps.total *= KEEP;
    steps.seen.forEach((weight, code) => (steps.seen[code] = weight * KEEP));
  }
  let left = steps.total * part;
  let code = 0;
  while (code < 255 && (left -= steps.seen[code] ?? 0) > 0) code += 1;
  const last = steps.code.at(-1);
  if (last !== undefined && Math.abs(last - code) < SLACK) return;
  steps.us.push(us);
  steps.code.push(code);
}

/** The reference as it was at a time; `usual` before anything was known. */
export function referenceAt(steps: ReferenceSteps, us: number, usual: number): number {
  let low = 0;
  let high = steps.us.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps.us[middle] ?? Infinity) <= us) low = middle + 1;
    else high = middle;
  }
  return steps.code[low - 1] ?? usual;
}
