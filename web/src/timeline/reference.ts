// What counts as a large resting size, told only by what was seen before: the heat's reference.

/** Of all sizes told so far, this part lies under the reference. */
const PART = 0.985;

/** The reference moves only when it is off by this many codes (eighths of an octave). */
const SLACK = 4;

/** Code of the reference before anything is known: about 1,000 shares. */
const UNKNOWN_CODE = 135;

/** Steps of the reference: from `us[i]` on it is `code[i]`. */
export interface ReferenceSteps {
  us: number[];
  code: number[];
  /** Sizes told when it was last looked at. */
  counted: number;
}

export function newReference(): ReferenceSteps {
  return { us: [], code: [], counted: 0 };
}

/** Look at what was told by `us`; does nothing until a tenth more has been told. */
export function learn(steps: ReferenceSteps, told: Uint32Array, total: number, us: number): void {
  if (total < 50 || total < steps.counted * 1.1) return;
  steps.counted = total;
  let left = Math.ceil(total * PART);
  let code = 0;
  while (code < 255 && (left -= told[code] ?? 0) > 0) code += 1;
  const last = steps.code.at(-1);
  if (last !== undefined && Math.abs(last - code) < SLACK) return;
  steps.us.push(us);
  steps.code.push(code);
}

/** The reference as it was at a time. */
export function referenceAt(steps: ReferenceSteps, us: number): number {
  let at = steps.us.length - 1;
  while (at >= 0 && (steps.us[at] ?? 0) > us) at -= 1;
  return steps.code[at] ?? UNKNOWN_CODE;
}
