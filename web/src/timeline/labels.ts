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

/** A group of neighbours with one label; `rect` is where the label stands. */
export interface Group<M> {
  members: M[];
  rect: Rect;
}

/**
 * Marks, ordered by place, in groups whose labels do not collide. `rectOf` says where the label of a
 * group would stand; it is asked again whenever groups have become one.
 */
export function grouped<M>(marks: readonly M[], rectOf: (members: M[]) => Rect): Group<M>[] {
  const groups: Group<M>[] = [];
  for (const mark of marks) {
    let group: Group<M> = { members: [mark], rect: rectOf([mark]) };
    for (let last = groups.at(-1); last && collide(last.rect, group.rect); last = groups.at(-1)) {
      groups.pop();
      const members = [...last.members, ...group.members];
      group = { members, rect: rectOf(members) };
    }
    groups.push(group);
  }
  return groups;
}
