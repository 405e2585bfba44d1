// Keys: their names on any keyboard, the shipped table, conflicts, and who answers a press.
import { describe, expect, it } from 'vitest';
import { conflicts, isCharacter, keyName, keyNames, Keys, keysOf, keyWords } from './keys';
import { TABLE } from './keytable';

function pressed(
  key: string,
  held: string[] = [],
): Parameters<typeof keyName>[0] & { repeat: boolean } {
  return {
    key,
    shiftKey: held.includes('shift'),
    ctrlKey: held.includes('ctrl') || held.includes('graph'),
    altKey: held.includes('alt') || held.includes('graph'),
    metaKey: held.includes('meta'),
    repeat: held.includes('again'),
    getModifierState: (name) => name === 'AltGraph' && held.includes('graph'),
  };
}

function press(keys: Keys, key: string, held: string[] = []): boolean {
  const event = pressed(key, held);
  return keyNames(event).some((name) => keys.press(name, event as unknown as KeyboardEvent));
}

describe('names', () => {
  it('are those printed on the keys', () => {
    const names = [' ', 'k', 'ArrowLeft', 'Home', '?', 'Escape', '7'].map((key) =>
      keyName(pressed(key)),
    );
    expect(names).toEqual(['Space', 'K', 'Left', 'Home', '?', 'Escape', '7']);
  });

  it('carry Shift for letters and named keys, for a symbol it is in the symbol', () => {
    expect(keyName(pressed('Z', ['shift']))).toBe('Shift+Z');
    expect(keyName(pressed('ArrowLeft', ['shift']))).toBe('Shift+Left');
    expect(keyName(pressed('{', ['shift']))).toBe('{');
    expect(keyWords('Shift+Left')).toBe('Shift ←');
  });

  it('leave Ctrl, Cmd and Alt to the browser, but not AltGr', () => {
    for (const held of ['ctrl', 'alt', 'meta']) expect(keyName(pressed('k', [held]))).toBeNull();
    expect(keyName(pressed('[', ['graph']))).toBe('[');
    expect(keyName(pressed('Shift', ['shift']))).toBeNull();
  });

  it('of another alphabet are also those of the key’s place', () => {
    const at = (key: string, code: string, held: string[] = []): readonly string[] =>
      keyNames({ ...pressed(key, held), code });
    expect(at('л', 'KeyK')).toEqual(['Л', 'K']);
    expect(at('Я', 'KeyZ', ['shift'])).toEqual(['Shift+Я', 'Shift+Z']);
    expect(at('κ', 'KeyK')).toEqual(['Κ', 'K']);
    expect(at('ל', 'KeyK')).toEqual(['ל', 'K']);
    expect(at('لا', 'KeyB')).toEqual(['لا', 'B']);
    expect([at('х', 'BracketLeft'), at('Ъ', 'BracketRight', ['shift'])]).toEqual([
      ['Х', '['],
      ['Shift+Ъ', '}'],
    ]);
    // Where Latin is typed a letter is what it says, wherever it stands (AZERTY, Dvorak, Turkish).
    expect([at('a', 'KeyQ'), at('ö', 'Semicolon'), at('ı', 'KeyI')]).toEqual([['A'], ['Ö'], ['I']]);
    expect([at('?', 'Digit7', ['shift']), at('7', 'Digit7'), at(' ', 'Space')]).toEqual([
      ['?'],
      ['7'],
      ['Space'],
    ]);
    expect([at('л', 'KeyK', ['ctrl']), at('л', ''), at('ж', 'Semicolon')]).toEqual([
      [],
      ['Л'],
      ['Ж'],
    ]);
  });

  it('tell characters from other keys', () => {
    const characters = ['K', 'Shift+Z', '?', '0', '+', 'Shift++'].map(isCharacter);
    expect(characters.every(Boolean)).toBe(true);
    expect(['Space', 'Left', 'Shift+Left', 'Escape', 'F2'].some(isCharacter)).toBe(false);
  });
});

describe('the shipped table', () => {
  it('has no key twice where both would answer', () => {
    expect([...conflicts({})]).toEqual([]);
  });

  it('names every action once, in words', () => {
    expect(new Set(TABLE.map((one) => one.id)).size).toBe(TABLE.length);
    expect(TABLE.every((one) => one.words !== '' && one.keys.every((key) => key !== ''))).toBe(
      true,
    );
  });

  it('is the one that the film room promises', () => {
    const of = (id: string): readonly string[] => TABLE.find((one) => one.id === id)?.keys ?? [];
    expect(of('room.play')).toEqual(['Space', 'K']);
    expect([of('room.slower'), of('room.faster'), of('room.real-time')]).toEqual([
      ['-', 'J'],
      ['+', 'L'],
      ['0'],
    ]);
    expect([of('room.fill-previous'), of('room.game-next')]).toEqual([['['], ['}']]);
    expect([of('room.hide-future'), of('room.depth'), of('room.follow'), of('room.video')]).toEqual(
      [['H'], ['D'], ['F'], ['V']],
    );
    expect(TABLE.flatMap((one) => one.keys).filter((key) => key.includes('Alt'))).toEqual([]);
  });
});

describe('changed keys', () => {
  it('conflict within a place and with what works everywhere, and not across places', () => {
    const twice = conflicts({
      'room.note': ['H'],
      'record.tag': ['?'],
      'sessions.next': ['Space'],
    });
    expect(twice.get('H')).toEqual(expect.arrayContaining(['room.note', 'room.hide-future']));
    expect(twice.get('?')).toEqual(expect.arrayContaining(['record.tag', 'shell.help']));
    expect(twice.has('Space')).toBe(false);
  });

  it('replace the shipped ones, and an empty list takes them away', () => {
    const action = TABLE.find((one) => one.id === 'room.note');
    if (action === undefined) throw new Error('no room.note');
    expect(keysOf(action, { 'room.note': [] })).toEqual([]);
    expect(keysOf(action, {})).toEqual(['N']);
  });
});

describe('a press', () => {
  it('goes to the latest who listens, and on to the one before if that one passes', () => {
    const keys = new Keys();
    const heard: string[] = [];
    keys.on({ 'shell.close': () => void heard.push('page') });
    const off = keys.on({
      'shell.close': () => {
        heard.push('panel');
        return heard.length > 1 ? false : undefined;
      },
    });
    expect(press(keys, 'Escape')).toBe(true);
    expect(press(keys, 'Escape')).toBe(true);
    off();
    press(keys, 'Escape');
    expect(heard).toEqual(['panel', 'panel', 'page', 'page']);
  });

  it('is nobody’s business where nobody listens', () => {
    const keys = new Keys();
    expect(press(keys, 'n')).toBe(false);
    expect(() => keys.on({ 'room.dance': () => undefined })).toThrow('room.dance');
  });

  it('of a family says which', () => {
    const keys = new Keys();
    const tenths: number[] = [];
    keys.on({ 'room.tenth': (_, index) => void tenths.push(index) });
    press(keys, '1');
    press(keys, '9');
    expect(tenths).toEqual([0, 8]);
  });

  it('that repeats counts again only where holding makes sense', () => {
    const keys = new Keys();
    const heard: string[] = [];
    keys.on({
      'room.play': () => void heard.push('play'),
      'room.back': () => void heard.push('back'),
    });
    press(keys, 'k');
    press(keys, 'k', ['again']);
    press(keys, 'ArrowLeft', ['again']);
    expect(heard).toEqual(['play', 'back']);
  });

  it('that is held and means something is no business of the browser: Space would scroll', () => {
    const keys = new Keys();
    const off = keys.on({ 'room.play': () => undefined });
    expect(press(keys, ' ', ['again'])).toBe(true);
    expect(press(keys, 'n', ['again'])).toBe(false);
    off();
    expect(press(keys, ' ', ['again'])).toBe(false);
  });

  it('of a character does nothing when they are switched off', () => {
    const keys = new Keys();
    keys.characters = false;
    const heard: string[] = [];
    keys.on({ 'room.play': () => void heard.push('play') });
    expect([press(keys, 'k'), press(keys, ' ')]).toEqual([false, true]);
    expect(keys.hint('room.note')).toBe('');
    expect(keys.hint('room.back')).toBe('←');
  });
});
