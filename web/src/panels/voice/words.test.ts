// Refusals come with a way out, and a meter stays on its scale.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hindrance, lengthWords, loudness, refusalWords, typeOf } from './words';

describe('a microphone that is not given', () => {
  it('says what to do', () => {
    expect(refusalWords('NotAllowedError')).toContain('Allow it');
    expect(refusalWords('NotFoundError')).toContain('Plug one in');
    expect(refusalWords('NotReadableError')).toContain('Close other programs');
    expect(refusalWords('OddError')).toContain('OddError');
  });

  it('is told before it is asked for where no page could have it', () => {
    expect(hindrance(true, true, true)).toBeNull();
    expect(hindrance(false, false, true)).toContain('https');
    expect(hindrance(true, false, false)).toContain('newer');
    expect(hindrance(true, true, false)).toContain('newer');
  });
});

it('records into what the browser knows', () => {
  expect(typeOf(() => true)).toBe('audio/webm;codecs=opus');
  expect(typeOf((type) => type === 'audio/mp4')).toBe('audio/mp4');
  expect(typeOf(() => false)).toBe('');
});

it('counts whole seconds', () => {
  expect([0, 999, 7_500, 61_000, 300_000].map(lengthWords)).toEqual([
    ...['0:00', '0:00', '0:07', '1:01', '5:00'],
  ]);
});

it('a meter goes from silence to loud, and louder is never less', () => {
  expect(loudness(new Float32Array(8))).toBe(0);
  expect(loudness(new Float32Array(0))).toBe(0);
  expect(loudness(new Float32Array(8).fill(0.9))).toBe(1);
  fc.assert(
    fc.property(fc.float({ min: 0, max: 1, noNaN: true }), (half) => {
      const [soft, loud] = [new Float32Array(9).fill(half / 2), new Float32Array(9).fill(half)];
      expect(loudness(soft)).toBeGreaterThanOrEqual(0);
      expect(loudness(loud)).toBeGreaterThanOrEqual(loudness(soft));
      expect(loudness(loud)).toBeLessThanOrEqual(1);
    }),
  );
});
