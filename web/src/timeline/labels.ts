// Labels that never collide: neighbours are grouped, or left out where there is no room.

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function collide(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Places taken on a picture. */
export class Taken {
  private readonly rects: Rect[] = [];

  /** Take a place if it is free. */
  take(rect: Rect): boolean {
    if (this.rects.some((other) => collide(rect, other))) return false;
    this.rects.push(rect);
    return true;
  }

  /** Take a place, free or not: what stands there is no label and stays. */
  hold(rect: Rect): void {
    this.rects.push(rect);
  }
}

/** Some marks that share a label: how many, where they lie, and the first of them. */
export interface Crowd<M> {
  first: M;
  count: number;
  left: number;
  right: number;
  top: number;
  foot: number;
}

/**
 * Marks, ordered by place, in crowds that do not collide. `areaOf` is what a crowd covers with its
 * label; it is asked again whenever two have become one.
 */
export function crowded<M>(
  marks: readonly M[],
  placeOf: (mark: M) => { x: number; y: number },
  areaOf: (crowd: Crowd<M>) => Rect,
): Crowd<M>[] {
  const done: { crowd: Crowd<M>; area: Rect }[] = [];
  for (const mark of marks) {
    const { x, y } = placeOf(mark);
    let crowd: Crowd<M> = { first: mark, count: 1, left: x, right: x, top: y, foot: y };
    let area = areaOf(crowd);
    for (let last = done.at(-1); last && collide(last.area, area); last = done.at(-1)) {
      done.pop();
      crowd = joined(last.crowd, crowd);
      area = areaOf(crowd);
    }
    done.push({ crowd, area });
  }
  return done.map(({ crowd }) => crowd);
}

function joined<M>(a: Crowd<M>, b: Crowd<M>): Crowd<M> {
  return {
    first: a.first,
    count: a.count + b.count,
    left: Math.min(a.left, b.left),
    right: Math.max(a.right, b.right),
    top: Math.min(a.top, b.top),
    foot: Math.max(a.foot, b.foot),
  };
}
