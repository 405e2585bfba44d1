// Lines of small charts as SVG paths; what is not known leaves a gap.

/** A point of a chart; null is a time at which nothing can be said. */
export interface Point {
  readonly x: number;
  readonly y: number | null;
}

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** What a chart shows: the smallest and largest of each axis, zero always within the second. */
export interface Extent {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

/** The extent of points and of values that must be in sight; null when nothing is known. */
export function extentOf(points: readonly Point[], also: readonly number[] = [0]): Extent | null {
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of points) {
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y === null) continue;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
  }
  if (y0 > y1) return null;
  for (const value of also) {
    if (value < y0) y0 = value;
    if (value > y1) y1 = value;
  }
  return { x0, x1, y0, y1 };
}

/** Where a value stands in the box, from its top. */
export function atY(value: number, { y0, y1 }: Extent, { height }: Box): number {
  return y1 === y0 ? height / 2 : height - ((value - y0) / (y1 - y0)) * height;
}

/** Where a time stands in the box, from its left. */
export function atX(value: number, { x0, x1 }: Extent, { width }: Box): number {
  return x1 === x0 ? width / 2 : ((value - x0) / (x1 - x0)) * width;
}

/** The path of a line through the points; `steps` holds each value until the next. */
export function pathOf(points: readonly Point[], extent: Extent, box: Box, steps = false): string {
  const parts: string[] = [];
  let drawing = false;
  let last = 0;
  for (const { x, y } of points) {
    if (y === null) {
      if (drawing && steps) parts.push(`H${round(atX(x, extent, box))}`);
      drawing = false;
      continue;
    }
    const [px, py] = [round(atX(x, extent, box)), round(atY(y, extent, box))];
    if (!drawing) parts.push(`M${px} ${py}`);
    else if (steps) parts.push(py === last ? `H${px}` : `H${px}V${py}`);
    else parts.push(`L${px} ${py}`);
    drawing = true;
    last = py;
  }
  return parts.join('');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
