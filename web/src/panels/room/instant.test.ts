// Moments in every form that the command line takes, and there and back through an address.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantUs, offsetText } from './instant';

const START = 1_769_371_205_123_456;

describe('instantUs', () => {
  it.each([
    ['47:23', START + 2_843_000_000],
    ['+47:23', START + 2_843_000_000],
    [' 47:23', START + 2_843_000_000],
    ['1:34:00', START + 5_640_000_000],
    ['1:34:00.25', START + 5_640_250_000],
    ['+90s', START + 90_000_000],
    ['90', START + 90_000_000],
    ['90.5', START + 90_500_000],
    ['1769371205', 1_769_371_205_000_000],
    ['1769371205123', 1_769_371_205_123_000],
    ['1769371205123456', 1_769_371_205_123_456],
    ['1769371205123456789', 1_769_371_205_123_456],
    ['2026-01-25T20:00:05Z', 1_769_371_205_000_000],
    ['2026-01-25T20:00:05', 1_769_371_205_000_000],
    ['2026-01-25 20:00:05.123', 1_769_371_205_123_000],
    ['2026-01-25T15:00:05-05:00', 1_769_371_205_000_000],
    ['2026-01-25', 1_769_299_200_000_000],
  ])('reads %s', (text, expected) => {
    expect(instantUs(text, START)).toBe(expected);
  });

  it.each(['', 'soon', '1:2', '12:345', '-5', '2026-13-45T99:00', '1e9', 'NaN', '1:34:00:00'])(
    'refuses %j',
    (text) => {
      expect(instantUs(text, START)).toBeNull();
    },
  );

  it('never answers anything but an integer or null', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const at = instantUs(text, START);
        expect(at === null || Number.isInteger(at)).toBe(true);
      }),
    );
  });
});

describe('offsetText', () => {
  it('comes back as the same microsecond: a link to an event shows the event', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 * 3_600_000_000 }), (us) => {
        expect(instantUs(offsetText(START + us, START), START)).toBe(START + us);
      }),
    );
  });

  it('is short where it can be', () => {
    expect(offsetText(START + 5_640_000_000, START)).toBe('1:34:00');
    expect(offsetText(START + 250_000, START)).toBe('0:00:00.25');
    expect(offsetText(START - 5, START)).toBe('0:00:00');
  });
});
