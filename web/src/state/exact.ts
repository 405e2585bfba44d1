// Exact fractions of whole numbers, for money: nothing is rounded before the end.

/** numerator / denominator, the denominator positive; not reduced. */
export interface Fraction {
  n: bigint;
  d: bigint;
}

export const ZERO: Fraction = { n: 0n, d: 1n };

/** A whole number as a fraction. */
export function whole(value: number | bigint): Fraction {
  return { n: BigInt(value), d: 1n };
}

/** Plain decimal text ("0.52", "-1", "1e-3") as a fraction. Throws RangeError for anything else. */
export function decimal(text: string): Fraction {
  const found = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  const digits = `${found?.[2] ?? ''}${found?.[3] ?? ''}`;
  if (!found || digits === '') throw new RangeError(`${text.slice(0, 40)} is no decimal number.`);
  const places = (found[3] ?? '').length - Number(found[4] ?? 0);
  const n = BigInt(digits) * (found[1] === '-' ? -1n : 1n);
  return places >= 0 ? { n, d: 10n ** BigInt(places) } : { n: n * 10n ** BigInt(-places), d: 1n };
}

export function add(a: Fraction, b: Fraction): Fraction {
  if (a.d === b.d) return { n: a.n + b.n, d: a.d };
  if (a.d % b.d === 0n) return { n: a.n + b.n * (a.d / b.d), d: a.d };
  if (b.d % a.d === 0n) return { n: a.n * (b.d / a.d) + b.n, d: b.d };
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
}

export function minus(a: Fraction): Fraction {
  return { n: -a.n, d: a.d };
}

export function times(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.n, d: a.d * b.d };
}

export function power(a: Fraction, exponent: number): Fraction {
  return { n: a.n ** BigInt(exponent), d: a.d ** BigInt(exponent) };
}

/** The largest whole number not above the fraction. */
export function floor(a: Fraction): bigint {
  const quotient = a.n / a.d;
  return a.n < 0n && quotient * a.d !== a.n ? quotient - 1n : quotient;
}

/** The nearest whole number, halves to the even one. Throws RangeError beyond 2^53. */
export function rounded(a: Fraction): number {
  let nearest = floor(a);
  const twice = 2n * (a.n - nearest * a.d);
  if (twice > a.d || (twice === a.d && nearest % 2n !== 0n)) nearest += 1n;
  const out = Number(nearest);
  if (!Number.isSafeInteger(out)) throw new RangeError('An amount is too large to show exactly.');
  return out;
}
