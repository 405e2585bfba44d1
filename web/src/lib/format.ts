// The one module that turns integers into words: prices, sizes, money, rates, amounts.
// Times are in ./times. A number that a person reads went through one of the two.
import { gridOf, UNIFORM } from './grid';

/** A minus sign as wide as a plus; screen readers say "minus". */
export const MINUS = '\u2212';
/** Stands for a number that is not known. Never write 0 for it. */
export const UNKNOWN = '\u2013';

function grouped(digits: string): string {
  let text = digits;
  for (let at = digits.length - 3; at > 0; at -= 3) text = `${text.slice(0, at)},${text.slice(at)}`;
  return text;
}

function sign(value: number): string {
  return value < 0 ? MINUS : '';
}

/** Value / 10^places, half away from zero, with `shown` decimals: exact for any safe integer. */
function decimal(value: number, places: number, shown: number): string {
  let units = Math.abs(value);
  const step = 10 ** (places - shown);
  const rest = units % step;
  units = (units - rest) / step + (2 * rest >= step ? 1 : 0);
  const whole = Math.trunc(units / 10 ** shown);
  const fraction = String(units % 10 ** shown).padStart(shown, '0');
  return grouped(String(whole)) + (shown > 0 ? `.${fraction}` : '');
}

/** A whole number: "989,206". */
export function count(value: number): string {
  return sign(value) + grouped(String(Math.abs(Math.trunc(value))));
}

/** "1 fill", "3 fills"; `many` where adding an s is wrong. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/**
 * Price of a cell. On the uniform grid with the decimals of the tick (in cells: 100 is 0.01), and
 * more where the cell asks for them: 5250 at tick 100 is "0.525". On the odds ladder: the odds.
 */
export function price(cell: number, tick = 100, grid = UNIFORM.name): string {
  if (grid !== UNIFORM.name) return gridOf(grid).label(cell);
  let shown = tick >= 100 ? 2 : tick >= 10 ? 3 : 4;
  while (shown < 4 && cell % 10 ** (4 - shown) !== 0) shown += 1;
  return sign(cell) + decimal(cell, 4, shown);
}

/** A difference of prices on the uniform grid, in cents: 100 cells are "1c". */
export function cents(cells: number): string {
  return `${sign(cells)}${trimmed(cells, 2, 2)}c`;
}

/** Cents a share won, lost or moved, with their sign: "+1.3c", "0.0c". Null is unknown. */
export function moved(cents: number | null | undefined): string {
  if (cents === null || cents === undefined) return UNKNOWN;
  const text = Math.abs(cents).toFixed(1);
  return text === '0.0' ? '0.0c' : `${cents < 0 ? MINUS : '+'}${text}c`;
}

/** A price that is told in cents, as prices are written: 20.7 is "0.207", 15 is "0.15". */
export function priceOfCents(cents: number): string {
  return price(Math.round(cents * 100));
}

function trimmed(value: number, places: number, shown: number): string {
  const text = decimal(value, places, shown);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Shares of micro-shares, at most two decimals and none for whole ones: "1,420", "12.5". */
export function shares(micros: number): string {
  const small = micros !== 0 && Math.abs(micros) < 5_000;
  return small ? `${sign(micros)}<0.01` : sign(micros) + trimmed(micros, 6, 2);
}

/** Shares where there is little room: "950", "1.4k", "23k", "1.2M". */
export function sharesShort(micros: number): string {
  const whole = Math.abs(micros) / 1_000_000;
  if (whole < 999.5)
    return sign(micros) + (whole < 9.95 ? trimmed(micros, 6, 1) : decimal(micros, 6, 0));
  const [unit, letter] = whole < 999_500 ? [9, 'k'] : [12, 'M'];
  const short = whole / 10 ** (unit - 6) < 9.95;
  return `${sign(micros)}${short ? trimmed(micros, unit, 1) : decimal(micros, unit, 0)}${letter}`;
}

/** Money of micro-dollars: "$16.85", "−$3.20"; a fee below half a cent keeps its digits. */
export function dollars(micros: number): string {
  const tiny = micros !== 0 && Math.abs(micros) < 5_000;
  return `${sign(micros)}$${decimal(micros, 6, tiny ? 4 : 2)}`;
}

/** Money won or lost, always with its sign: "+$16.85", "−$3.20", "$0.00". Null is unknown. */
export function gain(micros: number | null): string {
  if (micros === null) return UNKNOWN;
  const cents = Math.round(Math.abs(micros) / 10_000); // what rounds to nothing has no sign
  if (cents === 0) return '$0.00';
  return `${micros < 0 ? MINUS : '+'}$${decimal(micros, 6, 2)}`;
}

/** Bytes in decimal units: "812 B", "4.5 MB". */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let amount = value;
  let unit = 0;
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  const text = unit === 0 || amount >= 99.5 ? String(Math.round(amount)) : amount.toFixed(1);
  return `${text} ${units[unit] ?? ''}`;
}

/** Events a second: "0.4/s", "12/s", "1,240/s". */
export function rate(perSecond: number): string {
  return `${perSecond < 9.95 && perSecond > 0 ? perSecond.toFixed(1) : count(Math.round(perSecond))}/s`;
}

/** A share of a whole, cut and never rounded up: 0.9996 is "99.9 %", only all is "100 %". */
export function percent(part: number | null): string {
  if (part === null || !Number.isFinite(part)) return UNKNOWN;
  if (part >= 1) return '100 %';
  const tenths = Math.floor(part * 1000 + 1e-9);
  return `${tenths % 10 === 0 ? Math.trunc(tenths / 10) : (tenths / 10).toFixed(1)} %`;
}
