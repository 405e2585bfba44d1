// Which sessions are chosen for what is done to many at once.

/** Chosen sessions by name; what is no longer listed is no longer chosen. */
export class Selection {
  chosen = $state.raw<ReadonlySet<string>>(new Set());
  /** Whether boxes are shown although nothing is chosen yet, for fingers. */
  open = $state(false);
  #last: string | null = null;

  /** Choose one or take it out; with `range` everything since the last one goes along. */
  toggle(slug: string, listed: readonly string[], range = false): void {
    const next = new Set(this.chosen);
    const on = !next.has(slug);
    const [from, to] = [listed.indexOf(this.#last ?? ''), listed.indexOf(slug)];
    const among =
      range && from >= 0 && to >= 0
        ? listed.slice(Math.min(from, to), Math.max(from, to) + 1)
        : [slug];
    for (const one of among) {
      if (on) next.add(one);
      else next.delete(one);
    }
    this.#last = slug;
    this.chosen = next;
  }

  /** Choose all that are listed; if they all are, none. */
  all(listed: readonly string[]): void {
    const every = listed.length > 0 && listed.every((slug) => this.chosen.has(slug));
    this.chosen = new Set(every ? [] : listed);
  }

  /** What is chosen and listed, in the order of the list. */
  among(listed: readonly string[]): string[] {
    return listed.filter((slug) => this.chosen.has(slug));
  }

  clear(): void {
    this.chosen = new Set();
    this.open = false;
    this.#last = null;
  }
}
