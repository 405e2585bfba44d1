// The pointer on a tape: drag pans, wheel and pinch zoom, a click seeks, hovering reads.

import type { Viewport } from './viewport';

/** A pointer moved less than this between down and up has clicked. */
const CLICK = 4;
const ZOOM_A_PIXEL = 1.0016;

/** What the pointer works on. */
export interface PointerTarget {
  readonly viewport: Viewport;
  /** The playhead. */
  t(): number;
  timeAt(x: number): number;
  plotWidth(): number;
  /** Something to draw again. */
  changed(): void;
  seek(us: number): void;
  hover(at: { x: number; y: number } | null): void;
  /** A click on something of the tape; true if it was taken. */
  clicked?(x: number, y: number): boolean;
}

/** Only what is needed of an element, so that tests can stand in for one. */
export type PointerElement = Pick<
  HTMLElement,
  'addEventListener' | 'removeEventListener' | 'getBoundingClientRect' | 'setPointerCapture'
>;

interface Down {
  x: number;
  y: number;
}

/** Listens on an element until `close`. */
export class TapePointer {
  private readonly down = new Map<number, Down>();
  private start: Down | null = null;
  private moved = false;
  private readonly left = new AbortController();

  constructor(
    private readonly element: PointerElement,
    private readonly target: PointerTarget,
  ) {
    const { signal } = this.left;
    const on = element.addEventListener.bind(element);
    on('pointerdown', (event) => this.press(event as PointerEvent), { signal });
    on('pointermove', (event) => this.move(event as PointerEvent), { signal });
    on('pointerup', (event) => this.release(event as PointerEvent), { signal });
    on('pointercancel', (event) => this.cancel(event as PointerEvent), { signal });
    on('pointerleave', () => target.hover(null), { signal });
    on('wheel', (event) => this.wheel(event as WheelEvent), { signal, passive: false });
  }

  close(): void {
    this.left.abort();
  }

  private place(event: MouseEvent): Down {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.element.setPointerCapture(event.pointerId);
    const at = this.place(event);
    this.down.set(event.pointerId, at);
    if (this.down.size === 1) [this.start, this.moved] = [at, false];
    else this.moved = true;
  }

  private move(event: PointerEvent): void {
    const at = this.place(event);
    const before = this.down.get(event.pointerId);
    if (!before) {
      this.target.hover(event.pointerType === 'touch' ? null : at);
      this.target.changed();
      return;
    }
    const start = this.start ?? at;
    if (Math.hypot(at.x - start.x, at.y - start.y) >= CLICK) this.moved = true;
    if (!this.moved) return;
    const { viewport } = this.target;
    if (this.down.size === 1) {
      viewport.pan((before.x - at.x) / this.target.plotWidth(), this.target.t());
    } else {
      this.pinch(event.pointerId, before, at);
    }
    this.down.set(event.pointerId, at);
    this.target.changed();
  }

  private pinch(id: number, before: Down, at: Down): void {
    const other = [...this.down].find(([key]) => key !== id)?.[1];
    if (!other) return;
    const [was, is] = [Math.abs(before.x - other.x), Math.abs(at.x - other.x)];
    if (was < 1 || is < 1) return;
    const about = this.target.timeAt((at.x + other.x) / 2);
    this.target.viewport.zoomAbout(about, was / is, this.target.t());
  }

  private release(event: PointerEvent): void {
    const at = this.place(event);
    const pressed = this.down.delete(event.pointerId);
    if (!pressed || this.moved || this.down.size > 0) return;
    if (at.x > this.target.plotWidth()) return;
    if (this.target.clicked?.(at.x, at.y) === true) return;
    this.target.seek(this.target.timeAt(at.x));
  }

  private cancel(event: PointerEvent): void {
    this.down.delete(event.pointerId);
    this.moved = true;
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const { target } = this;
    const lines = event.deltaMode === 1 ? 33 : 1;
    const [dx, dy] = [event.deltaX * lines, event.deltaY * lines];
    if (Math.abs(dx) > Math.abs(dy)) {
      target.viewport.pan(dx / target.plotWidth(), target.t());
    } else {
      const about = target.timeAt(this.place(event).x);
      target.viewport.zoomAbout(about, ZOOM_A_PIXEL ** dy, target.t());
    }
    target.changed();
  }
}
