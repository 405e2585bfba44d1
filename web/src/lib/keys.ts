// What keys do on a page: names of keys, changed keys, conflicts, and the page-wide handler.
import { TABLE, type Action } from './keytable';

/** Keys that a person has changed, by action id; an empty list takes an action's keys away. */
export type Changed = Readonly<Record<string, readonly string[]>>;
export type Handler = (event: KeyboardEvent, index: number) => boolean | void;

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  Esc: 'Escape',
};
const ALONE = new Set([
  'Shift',
  'Control',
  'Alt',
  'Meta',
  'AltGraph',
  'CapsLock',
  'Dead',
  'Process',
]);
const PLAIN_TYPES = new Set([
  'button',
  'checkbox',
  'radio',
  'range',
  'file',
  'submit',
  'reset',
  'color',
]);

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'> &
  Partial<Pick<KeyboardEvent, 'getModifierState' | 'code'>>;

/** What stands on keys where Latin is typed, without and with Shift. */
const PLACES: Readonly<Record<string, string>> = {
  BracketLeft: '[{',
  BracketRight: ']}',
  Comma: ',<',
  Period: '.>',
  Slash: '/?',
};

/**
 * The name of a pressed key: "K", "Shift+Z", "Left", "{". Null with Ctrl, Cmd or Alt (but AltGr
 * types characters on many keyboards) and for modifiers alone. Shift is in a symbol already.
 */
export function keyName(event: Pressed): string | null {
  const graph = event.getModifierState?.('AltGraph') === true && event.key.length === 1;
  if ((event.ctrlKey || event.altKey || event.metaKey) && !graph) return null;
  if (ALONE.has(event.key) || event.key === '' || event.key === 'Unidentified') return null;
  const name = NAMES[event.key] ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  const letter = name.length === 1 && name !== name.toLowerCase();
  return event.shiftKey && (letter || name.length > 1) ? `Shift+${name}` : name;
}

/**
 * What a press may mean: its own name, and where it types a letter of another alphabet (Greek,
 * Cyrillic, Hebrew) also the name that the key in this place has where Latin is typed.
 */
export function keyNames(event: Pressed): readonly string[] {
  const name = keyName(event);
  if (name === null) return [];
  if (!/^\p{L}[\p{L}\p{M}]*$/u.test(event.key) || /\p{Script=Latin}/u.test(event.key))
    return [name];
  const letter = /^Key([A-Z])$/.exec(event.code ?? '')?.[1];
  if (letter !== undefined) return [name, event.shiftKey ? `Shift+${letter}` : letter];
  const sign = PLACES[event.code ?? '']?.[event.shiftKey ? 1 : 0];
  return sign === undefined ? [name] : [name, sign];
}

/** Whether a key types a character: those can be switched off (WCAG 2.1.4). */
export function isCharacter(key: string): boolean {
  return key.replace(/^Shift\+(?=.)/, '').length === 1;
}

/** The keys of an action after a person's changes. */
export function keysOf(action: Action, changed: Changed): readonly string[] {
  return changed[action.id] ?? action.keys;
}

/** Keys that more than one action of the same place answers to: key to action ids. */
export function conflicts(changed: Changed, table = TABLE): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const meet = (a: Action, b: Action): boolean =>
    a.place === b.place || a.place === 'everywhere' || b.place === 'everywhere';
  for (const a of table) {
    for (const b of table) {
      if (a === b || !meet(a, b)) continue;
      for (const key of keysOf(a, changed)) {
        if (key === '' || !keysOf(b, changed).includes(key)) continue;
        found.set(key, (found.get(key) ?? new Set()).add(a.id).add(b.id));
      }
    }
  }
  return new Map([...found].map(([key, ids]) => [key, [...ids]]));
}

/** Whether a key press belongs to what has the focus, and is no business of the page. */
export function belongsToFocus(target: Element | null, key: string, byPointer: boolean): boolean {
  if (target === null) return false;
  const input = target.closest<HTMLInputElement>('input');
  const typing = input !== null && !PLAIN_TYPES.has(input.type);
  if (typing || target.closest('textarea, select, [contenteditable=""], [contenteditable=true]')) {
    return true;
  }
  if (target.closest('dialog') !== null) return true;
  const presses = key === 'Space' || key === 'Enter';
  // A button that was clicked keeps the focus; the next Space is meant for the player all the same.
  if (presses && target.closest('button, a[href], summary, input, [role=button], [role=tab]')) {
    return key === 'Enter' || !byPointer;
  }
  const moves = /^(Shift\+)?(Left|Right|Up|Down|Home|End)$/.test(key);
  return moves && (input?.type === 'radio' || input?.type === 'range');
}

/** The page-wide keys: what they are now, who answers, and whether single characters count. */
export class Keys {
  changed: Changed = {};
  characters = true;
  #handlers = new Map<string, Handler[]>();
  #byPointer = false;

  constructor(readonly table: readonly Action[] = TABLE) {}

  /** Answer to actions by id; the latest answer comes first. Returns how to stop. */
  on(handlers: Readonly<Record<string, Handler>>): () => void {
    for (const [id, handler] of Object.entries(handlers)) {
      if (!this.table.some((action) => action.id === id)) throw new Error(`no action ${id}`);
      this.#handlers.set(id, [handler, ...(this.#handlers.get(id) ?? [])]);
    }
    return () => {
      for (const [id, handler] of Object.entries(handlers)) {
        const left = (this.#handlers.get(id) ?? []).filter((one) => one !== handler);
        if (left.length > 0) this.#handlers.set(id, left);
        else this.#handlers.delete(id);
      }
    };
  }

  /** Do what a key means here; true if somebody answered, also once while a key is held. */
  press(key: string, event: KeyboardEvent): boolean {
    if (!this.characters && isCharacter(key)) return false;
    let held = false;
    for (const action of this.table) {
      const index = keysOf(action, this.changed).indexOf(key);
      if (index < 0) continue;
      if (event.repeat && action.repeats !== true) {
        held ||= this.#handlers.has(action.id);
        continue;
      }
      for (const handler of this.#handlers.get(action.id) ?? []) {
        if (handler(event, index) !== false) return true;
      }
    }
    return held;
  }

  /** Take part in a document's keys; returns how to stop. */
  listen(page: Document): () => void {
    const key = (event: KeyboardEvent): void => {
      if (event.key === 'Tab') this.#byPointer = false;
      if (event.defaultPrevented || event.isComposing) return;
      const target = event.target instanceof Element ? event.target : null;
      const names = keyNames(event);
      if (names.some((name) => belongsToFocus(target, name, this.#byPointer))) return;
      if (page.querySelector('dialog[open]') !== null) return;
      if (names.some((name) => this.press(name, event))) event.preventDefault();
    };
    const pointer = (): void => {
      this.#byPointer = true;
    };
    page.addEventListener('keydown', key);
    page.addEventListener('pointerdown', pointer, true);
    return () => {
      page.removeEventListener('keydown', key);
      page.removeEventListener('pointerdown', pointer, true);
    };
  }

  /** The first key of an action as people read it, for tooltips: "K"; empty without one. */
  hint(id: string): string {
    const action = this.table.find((one) => one.id === id);
    const key = action === undefined ? undefined : keysOf(action, this.changed)[0];
    if (key === undefined || key === '' || (!this.characters && isCharacter(key))) return '';
    return keyWords(key);
  }
}

const SIGNS: Readonly<Record<string, string>> = {
  Left: '←',
  Right: '→',
  Up: '↑',
  Down: '↓',
  Escape: 'Esc',
};

/** A key's name as it is printed on a key: "Shift ←". */
export function keyWords(key: string): string {
  const shift = /^Shift\+(.+)$/.exec(key)?.[1];
  return shift === undefined ? (SIGNS[key] ?? key) : `Shift ${SIGNS[shift] ?? shift}`;
}

/** The page's keys. */
export const keys = new Keys();
