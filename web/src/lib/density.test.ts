// A window that is moved to another screen: each change is told, until nobody listens.
import { afterEach, expect, it, vi } from 'vitest';
import { onDensity } from './density';

afterEach(() => vi.unstubAllGlobals());

it('tells of every change of the density, and of none afterwards', () => {
  const queries = new Map<string, EventTarget>();
  vi.stubGlobal('matchMedia', (query: string) => {
    const made = queries.get(query) ?? new EventTarget();
    queries.set(query, made);
    return made;
  });
  const screen = (before: number, after: number): void => {
    vi.stubGlobal('devicePixelRatio', after);
    queries.get(`(resolution: ${before}dppx)`)?.dispatchEvent(new Event('change'));
  };
  vi.stubGlobal('devicePixelRatio', 1);
  const told: number[] = [];
  const stop = onDensity(() => told.push(devicePixelRatio));
  screen(1, 2);
  screen(2, 1.5);
  screen(1.5, 1);
  expect(told).toEqual([2, 1.5, 1]);
  stop();
  screen(1, 2);
  expect(told).toHaveLength(3);
});
