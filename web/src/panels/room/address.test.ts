// An address to a state of the room and back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chosenAsset, nameOf, readAddress, writeAddress, type Choice } from './address';

const choices: Choice[] = [
  { market: '0xaa', slug: 'lal-bos', assets: ['111', '112'] },
  { market: '0xbb', slug: '', assets: ['121', '122'] },
  { market: '1.23:45', slug: 'lal-bos', assets: ['1.23:45'] },
];

describe('the address of a room', () => {
  it('is read, and what is bad in it ignored', () => {
    expect(readAddress(new URLSearchParams('t=1:34:00&z=300&m=lal-bos&speed=10&play=1'))).toEqual({
      t: '1:34:00',
      z: 300,
      m: 'lal-bos',
      speed: 10,
      play: true,
    });
    expect(readAddress(new URLSearchParams('t=&z=-5&m=&speed=1e9&play=yes'))).toEqual({
      t: null,
      z: null,
      m: null,
      speed: null,
      play: false,
    });
    expect(readAddress(new URLSearchParams('z=all')).z).toBe('all');
  });

  it('survives any query', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('t', 'z', 'm', 'speed', 'play'), fc.string()),
        (said) => {
          const { z, speed } = readAddress(new URLSearchParams(said));
          if (typeof z === 'number') expect(z >= 2 && z <= 86_400).toBe(true);
          if (speed !== null) expect(speed >= 0.25 && speed <= 100).toBe(true);
        },
      ),
    );
  });

  it('comes back as it was written', () => {
    const said = { t: '0:47:23.5', z: 300, m: 'lal-bos:1' } as const;
    expect(readAddress(writeAddress(said))).toMatchObject(said);
  });
});

describe('the outcome in an address', () => {
  it.each([
    ['111', '111'],
    ['0xaa', '111'],
    ['lal-bos:1', '112'],
    ['0', '111'],
    ['1:1', '122'],
    ['0xbb:1', '122'],
    ['1.23:45', '1.23:45'],
    ['2', '1.23:45'],
  ])('%s means %s', (m, asset) => {
    expect(chosenAsset(m, choices)).toBe(asset);
  });

  it.each(['', 'nobody', '9', '0:7', 'lal-bos:x'])('%j means nothing', (m) => {
    expect(chosenAsset(m, choices)).toBeNull();
  });

  it('names every asset so that it is found again', () => {
    for (const asset of choices.flatMap((c) => c.assets)) {
      expect(chosenAsset(nameOf(asset, choices) ?? '', choices)).toBe(asset);
    }
    expect(nameOf('111', choices)).toBe('lal-bos');
    expect(nameOf('122', choices)).toBe('1:1');
    expect(nameOf('x', choices)).toBeNull();
  });
});
