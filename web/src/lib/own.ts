// How one's own sizes and money are written. A shared file may hold parts of the largest position in
// place of shares, and cents for each share of it in place of dollars; everywhere else it is shares
// and dollars.
import { dollars, gain, MINUS, shares, sharesShort, UNKNOWN } from './format';

export interface OwnWords {
  readonly sizes: 'shares' | 'parts';
  readonly money: 'dollars' | 'cents' | 'none';
}

const USUAL: OwnWords = { sizes: 'shares', money: 'dollars' };
const PART = 1_000_000;
const WITHHELD = 'not in this file';

let words = USUAL;

/** Write from now on as a document says; for the page of a shared file, before it is shown. */
export function writeOwn(as: OwnWords = USUAL): void {
  words = as;
}

/** Whether own sizes are told at all. */
export function sizesTold(): boolean {
  return words.sizes === 'shares';
}

/** An own size: shares of micro-shares, or "60 %" of the largest position. */
export function ownShares(micros: number): string {
  return sizesTold() ? shares(micros) : parts(micros);
}

/** The same where there is little room. */
export function ownShort(micros: number): string {
  return sizesTold() ? sharesShort(micros) : parts(micros);
}

/** The same with its unit. */
export function ownSize(micros: number): string {
  return sizesTold() ? `${shares(micros)} sh` : parts(micros);
}

/** Money won or lost with its sign: dollars of micro-dollars, or cents a share. */
export function ownGain(micros: number | null): string {
  if (micros === null) return UNKNOWN;
  if (words.money === 'dollars') return gain(micros);
  if (words.money === 'none') return WITHHELD;
  const sign = micros < -50_000 ? MINUS : micros >= 50_000 ? '+' : '';
  return `${sign}${cents(micros)}`;
}

/** An amount of money: dollars of micro-dollars, or cents a share. */
export function ownDollars(micros: number): string {
  if (words.money === 'dollars') return dollars(micros);
  return words.money === 'none' ? WITHHELD : `${micros < 0 ? MINUS : ''}${cents(micros)}`;
}

/** A dollar of a position of a hundred parts is a cent of each share of it. */
function cents(micros: number): string {
  return `${(Math.round(Math.abs(micros) / 100_000) / 10).toFixed(1)}c a share`;
}

function parts(micros: number): string {
  const whole = Math.round(Math.abs(micros) / PART);
  return `${micros < 0 ? MINUS : ''}${whole === 0 ? '<1' : whole} %`;
}
