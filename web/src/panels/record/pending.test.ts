// Tags on their way: when it happened stands still while they wait.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { agoNow, isOnTape, stillPending, type Pending } from './pending';
import type { Mark } from './wire';

const press: Pending = {
  id: 1,
  slug: 'game',
  label: 'Timeout',
  key: '2',
  note: '',
  pressedMs: 1000,
  agoUs: 5_000_000,
  state: 'sending',
  words: '',
  happenedUs: null,
};

function mark(text: string, happened_us: number): Mark {
  return { seq: 1, at_us: happened_us + 10, happened_us, text, note: false };
}

it('names the same moment however late it is sent', () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.nat(120_000), fc.nat(600_000), (agoUs, first, later) => {
      const one = { pressedMs: 1000, agoUs };
      const happened = (nowMs: number): number => nowMs * 1000 - agoNow(one, nowMs);
      expect(happened(1000 + first + later)).toBe(happened(1000 + first));
      expect(agoNow(one, 1000 + first)).toBeGreaterThanOrEqual(agoUs);
    }),
  );
});

it('is shown until the tape shows it', () => {
  const sent: Pending = { ...press, state: 'safe', happenedUs: 70_000_000 };
  expect(isOnTape(sent, [mark('Timeout', 70_000_001)])).toBe(true);
  expect(isOnTape(sent, [mark('Timeout', 71_000_000)])).toBe(false);
  expect(isOnTape(sent, [mark('Run', 70_000_000)])).toBe(false);
  expect(isOnTape(press, [mark('Timeout', 70_000_000)])).toBe(false);
  const other = { ...press, id: 2, slug: 'another' };
  expect(stillPending([sent, press, other], 'game', [mark('Timeout', 70_000_000)])).toEqual([
    press,
  ]);
});
