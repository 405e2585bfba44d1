// The words of a drill: sides, signs, and that luck is kept apart from the decision.
import { expect, it } from 'vitest';
import { addressOf } from './clip';
import { answerWords, positionWords, verdictWords, type Reveal } from './words';

it('tells a position from the side that is held', () => {
  expect(positionWords({ size: 0, average: null })).toBe('You hold nothing here.');
  expect(positionWords({ size: 70_000_000, average: 15 })).toBe(
    'You hold 70 shares of this side at 0.15.',
  );
  expect(positionWords({ size: -43_000_000, average: 39 })).toBe(
    'You hold 43 shares of the other side at 0.61.',
  );
});

it('names answers and verdicts', () => {
  expect(answerWords('pass', 5_000_000)).toBe('passed');
  expect(answerWords('sell', 40_000_000)).toBe('sold 40');
  const score = { loss: 2, best: 'pass', judged: 'inaccuracy' };
  expect(verdictWords({ score } as unknown as Reveal)).toBe(
    'An inaccuracy: passing could be expected to bring 2.0c a share more.',
  );
  expect(verdictWords({ score: { ...score, loss: 0 } } as unknown as Reveal)).toContain('good');
});

it('asks for what came after at another address', () => {
  expect(addressOf('ab', 3, false)).toBe('/api/drills/ab/3');
  expect(addressOf('ab', 3, true)).toBe('/api/drills/ab/3/after');
});
