// What a drill says in words: the position, the size of an answer, what an answer was worth.

import { priceOfCents, shares } from '../../lib/format';
import type { components } from '../../source/schema';

export type Asked = components['schemas']['DrillQuestion'];
export type Reveal = components['schemas']['Reveal'];
export type History = components['schemas']['History'];
export type Action = Reveal['action'];

/** Answers by their keys' order. */
export const ACTIONS: readonly Action[] = ['buy', 'sell', 'pass'];

/** Sizes as parts of the usual one. */
export const PARTS = [0.5, 1, 2] as const;

/** Confidence from a guess to nearly certain, and what share of the time each says one is right. */
export const SURE: readonly string[] = ['a guess', 'unsure', 'fairly sure', 'sure', 'certain'];

/** What was held when the room stopped; of the other side the price is what is left to 100. */
export function positionWords({ size, average }: Asked['position']): string {
  if (size === 0 || average === null) return 'You hold nothing here.';
  const price = size > 0 ? average : 100 - average;
  const side = size > 0 ? 'this side' : 'the other side';
  return `You hold ${shares(Math.abs(size))} shares of ${side} at ${priceOfCents(price)}.`;
}

/** An answer in words: "bought 40" or "passed". */
export function answerWords(action: Action, size: number): string {
  if (action === 'pass') return 'passed';
  return `${action === 'buy' ? 'bought' : 'sold'} ${shares(size)}`;
}

/** The verdict in one sentence: first what could be expected, then that luck is another matter. */
export function verdictWords(reveal: Reveal): string {
  const { loss, best, judged } = reveal.score;
  if (loss < 0.05) return 'A good decision: nothing could be expected to bring more.';
  const name = judged === 'good' ? 'Nearly good' : `A ${judged}`.replace('A ina', 'An ina');
  return `${name}: ${best === 'pass' ? 'passing' : `to ${best}`} could be expected to bring ${loss.toFixed(1)}c a share more.`;
}
