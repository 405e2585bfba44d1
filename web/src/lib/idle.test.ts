// Code that is fetched in idle time: one after the other, whatever becomes of the one before.
import { expect, it } from 'vitest';
import { whenIdle } from './idle';

it('loads one after the other, also when one fails', async () => {
  const told: string[] = [];
  const waiting: (() => void)[] = [];
  const load =
    (name: string, fails = false) =>
    () => {
      told.push(name);
      return fails ? Promise.reject(new Error(name)) : Promise.resolve();
    };
  whenIdle([load('a'), load('b', true), load('c')], (run) => waiting.push(run));
  for (const sofar of [[], ['a'], ['a', 'b'], ['a', 'b', 'c']]) {
    expect(told).toEqual(sofar);
    expect(waiting.length).toBeLessThan(2);
    waiting.pop()?.();
    await Promise.resolve().then(() => Promise.resolve());
  }
  expect(waiting).toEqual([]);
});
