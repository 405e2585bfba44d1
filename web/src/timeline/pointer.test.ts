// The pointer: a drag pans, a short press seeks, the wheel zooms, two fingers pinch.

import { beforeEach, describe, expect, it } from 'vitest';
import { TapePointer, type PointerElement, type PointerTarget } from './pointer';
import { Viewport } from './viewport';

const T = 1_000_000_000;
const WIDTH = 1000;

class Stand implements PointerElement {
  readonly listeners = new Map<string, (event: never) => void>();
  captured: number[] = [];

  addEventListener(name: string, run: never, options?: unknown): void {
    this.listeners.set(name, run);
    const { signal } = options as { signal: AbortSignal };
    signal.addEventListener('abort', () => this.listeners.delete(name));
  }

  removeEventListener(name: string): void {
    this.listeners.delete(name);
  }

  getBoundingClientRect(): DOMRect {
    return { left: 10, top: 20 } as DOMRect;
  }

  setPointerCapture(id: number): void {
    this.captured.push(id);
  }

  /** An event at a place of the tape. */
  fire(name: string, x: number, y: number, more: object = {}): void {
    const event = {
      clientX: x + 10,
      clientY: y + 20,
      button: 0,
      pointerId: 1,
      pointerType: 'mouse',
    };
    this.listeners.get(name)?.({ ...event, preventDefault: () => undefined, ...more } as never);
  }
}

describe('the pointer', () => {
  let element: Stand;
  let viewport: Viewport;
  let sought: number[];
  let hovered: unknown[];
  let pointer: TapePointer;
  let takes = false;

  beforeEach(() => {
    element = new Stand();
    viewport = new Viewport(100_000_000);
    [sought, hovered, takes] = [[], [], false];
    const target: PointerTarget = {
      viewport,
      t: () => T,
      timeAt: (x) => viewport.at(T).from + (x / WIDTH) * viewport.span,
      plotWidth: () => WIDTH,
      changed: () => undefined,
      seek: (us) => sought.push(us),
      hover: (at) => hovered.push(at),
      clicked: () => takes,
    };
    pointer = new TapePointer(element, target);
  });

  it('seeks where it clicked, even after a tremble', () => {
    element.fire('pointerdown', 500, 100);
    element.fire('pointermove', 502, 101);
    element.fire('pointerup', 502, 101);
    expect(sought).toEqual([T - 78_000_000 + 50_200_000]);
    expect(viewport.following).toBe(true);
  });

  it('pans when dragged, and then does not seek', () => {
    const before = viewport.at(T);
    element.fire('pointerdown', 500, 100);
    element.fire('pointermove', 400, 100);
    element.fire('pointermove', 300, 100);
    element.fire('pointerup', 300, 100);
    expect(viewport.at(T).from).toBeCloseTo(before.from + 20_000_000);
    expect(viewport.following).toBe(false);
    expect(sought).toEqual([]);
  });

  it('gives a click to what lies there, and none to the axis', () => {
    takes = true;
    element.fire('pointerdown', 500, 100);
    element.fire('pointerup', 500, 100);
    takes = false;
    element.fire('pointerdown', 1020, 100);
    element.fire('pointerup', 1020, 100);
    expect(sought).toEqual([]);
  });

  it('zooms with the wheel about the pointer, and pans sideways', () => {
    viewport.stay(T);
    const about = viewport.at(T).from + 25_000_000;
    element.fire('wheel', 250, 50, { deltaX: 0, deltaY: -400, deltaMode: 0 });
    expect(viewport.span).toBeLessThan(100_000_000);
    expect(viewport.at(T).from + 0.25 * viewport.span).toBeCloseTo(about);
    const { from } = viewport.at(T);
    element.fire('wheel', 250, 50, { deltaX: 100, deltaY: 3, deltaMode: 0 });
    expect(viewport.at(T).from).toBeCloseTo(from + 0.1 * viewport.span);
  });

  it('pinches with two fingers and does not seek when they leave', () => {
    viewport.stay(T);
    element.fire('pointerdown', 400, 100, { pointerId: 1, pointerType: 'touch' });
    element.fire('pointerdown', 600, 100, { pointerId: 2, pointerType: 'touch' });
    element.fire('pointermove', 800, 100, { pointerId: 2, pointerType: 'touch' });
    expect(viewport.span).toBe(50_000_000);
    element.fire('pointerup', 800, 100, { pointerId: 2, pointerType: 'touch' });
    element.fire('pointerup', 400, 100, { pointerId: 1, pointerType: 'touch' });
    expect(sought).toEqual([]);
  });

  it('reads while hovering, not for touch, and lets go when closed', () => {
    element.fire('pointermove', 30, 40);
    element.fire('pointermove', 30, 40, { pointerType: 'touch' });
    element.fire('pointerleave', 0, 0);
    expect(hovered).toEqual([{ x: 30, y: 40 }, null, null]);
    pointer.close();
    expect(element.listeners.size).toBe(0);
  });
});
