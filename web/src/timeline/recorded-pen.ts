// Stands in for a canvas in tests: keeps every call and setting, and the pixels of images drawn.

import type { Pen } from './frame';
import type { MakeSurface, Surface } from './surfaces';
import type { TapeTheme } from './theme';

/** An image that remembers its pixels. */
class KeptSurface implements Surface {
  readonly pixels: Uint32Array;
  readonly image = this as unknown as CanvasImageSource;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.pixels = new Uint32Array(width * height);
  }

  put(pixels: Uint32Array<ArrayBuffer>, x: number, y: number, width: number, rows: number): void {
    for (let row = 0; row < rows; row++) {
      const from = pixels.subarray(row * width, (row + 1) * width);
      this.pixels.set(from, (y + row) * this.width + x);
    }
  }

  /** A part of the image as a number that other pixels would hardly give (FNV-1a). */
  part(x: number, y: number, width: number, height: number): number {
    let hash = 2_166_136_261;
    for (let row = y; row < y + height; row++) {
      const end = row * this.width + x + width;
      for (let at = end - width; at < end; at++) {
        hash = Math.imul(hash ^ (this.pixels[at] ?? 0), 16_777_619);
      }
    }
    return hash >>> 0;
  }
}

export const keptSurface: MakeSurface = (width, height) => new KeptSurface(width, height);

/** A pen that writes down all that it is told, in order. */
export function recordedPen(): { pen: Pen; calls: string[] } {
  const calls: string[] = [];
  const settings: Record<string, unknown> = {};
  const tell = (name: string, values: readonly unknown[]): void => {
    calls.push(`${name}(${values.map((value) => JSON.stringify(value)).join()})`);
  };
  const methods: Record<string, (...values: unknown[]) => unknown> = {
    measureText: (text) => ({ width: 6 * String(text).length }),
    createLinearGradient: (...values) => {
      tell('createLinearGradient', values);
      return { addColorStop: (...stops: unknown[]) => tell('addColorStop', stops) };
    },
    drawImage: (image, ...values) => {
      const [x, y, width, height] = values.map(Number);
      const kept = image as KeptSurface;
      tell('drawImage', [kept.part(x ?? 0, y ?? 0, width ?? 0, height ?? 0), ...values]);
    },
  };
  const pen = new Proxy(settings, {
    get: (_, name) => {
      const known = String(name);
      if (known in settings) return settings[known];
      return methods[known] ?? ((...values: unknown[]) => tell(known, values));
    },
    set: (_, name, value) => {
      settings[String(name)] = value;
      tell(String(name), [typeof value === 'object' ? 'object' : value]);
      return true;
    },
  });
  return { pen: pen as unknown as Pen, calls };
}

export const PLAIN: TapeTheme = {
  dark: true,
  ...{ ground: '#000000', panel: '#111111', raised: '#222222', line: '#333333' },
  ...{ lineStrong: '#444444', text: '#ffffff', text2: '#888888', bid: '#0000ff', ask: '#ff8800' },
  ...{ you: '#ffff00', event: '#ff00ff', alarm: '#ff0000', focus: '#00ffff' },
  heat: [
    [0, 0, 0],
    [200, 200, 200],
  ],
  ...{ sans: 'sans-serif', mono: 'monospace', size: 13 },
};
