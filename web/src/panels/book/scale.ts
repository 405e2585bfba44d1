// The scale of the ladder's bars: round numbers that do not twitch when one big order comes and goes.

const STEPS = [1, 1.5, 2, 3, 5, 7, 10];

/** The smallest round number (1, 1.5, 2, 3, 5, 7 times a power of ten) that is at least `size`. */
export function roundUp(size: number): number {
  if (!(size > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(size));
  const step = STEPS.find((s) => s * power >= size) ?? 10;
  return Math.max(1, Math.round(step * power));
}

/**
 * The size that fills a whole bar, from the one before and the largest size in view.
 *
 * It grows at once, so that no bar leaves its cell, and shrinks only when every bar has become
 * short. `settled` (paused, or after a seek) forgets the past: the same moment looks the same,
 * however one came to it.
 */
export function barScale(before: number, largest: number, settled: boolean): number {
  const wanted = roundUp(largest);
  if (settled || wanted > before) return wanted;
  return largest < before * 0.45 ? wanted : before;
}
