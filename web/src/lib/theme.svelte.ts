// Dark or light, contrast and text size: set on the document, and as colours for canvases.
import { settings } from './settings.svelte';

/**
 * Colours for what draws itself, by role (styles/tokens.css is where they are chosen). The timeline,
 * which knows no page, says for itself what it needs of them (`timeline/theme`).
 */
export interface CanvasTheme {
  readonly dark: boolean;
  readonly ground: string;
  readonly panel: string;
  readonly raised: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly text: string;
  readonly text2: string;
  readonly bid: string;
  readonly ask: string;
  readonly you: string;
  readonly event: string;
  readonly alarm: string;
  readonly focus: string;
  /** Heat from nothing to most, as [r, g, b]. */
  readonly heat: readonly [readonly number[], readonly number[]];
  readonly sans: string;
  readonly mono: string;
  /** Text size of the page in CSS pixels. */
  readonly size: number;
}

const HEAT_DARK = [
  [13, 16, 20],
  [176, 206, 190],
] as const;
const HEAT_LIGHT = [
  [255, 255, 255],
  [70, 118, 108],
] as const;

function asked(query: string): MediaQueryList | null {
  return typeof matchMedia === 'function' ? matchMedia(query) : null;
}

class Theme {
  #light = asked('(prefers-color-scheme: light)');
  #more = asked('(prefers-contrast: more)');
  #listeners = new Set<(theme: CanvasTheme) => void>();
  #system = $state(0); // counts changes of the system's wishes
  dark = $derived.by(() => {
    void this.#system;
    const wish = settings.doc.theme;
    return wish === 'system' ? this.#light?.matches !== true : wish === 'dark';
  });
  more = $derived.by(() => {
    void this.#system;
    const wish = settings.doc.contrast;
    return wish === 'system' ? this.#more?.matches === true : wish === 'more';
  });
  /** Colours for canvases; a new object whenever they change. */
  canvas = $state.raw<CanvasTheme>(this.#read());

  /** Keep the document in step. Call within a component's initialisation. */
  apply(): void {
    $effect(() => {
      const root = document.documentElement;
      root.dataset['theme'] = this.dark ? 'dark' : 'light';
      root.dataset['contrast'] = this.more ? 'more' : 'normal';
      root.dataset['text'] = settings.doc.text_size;
      this.canvas = this.#read();
      for (const run of this.#listeners) run(this.canvas);
    });
    $effect(() => {
      const change = (): void => {
        this.#system += 1;
      };
      const queries = [this.#light, this.#more];
      for (const query of queries) query?.addEventListener('change', change);
      return () => {
        for (const query of queries) query?.removeEventListener('change', change);
      };
    });
  }

  /** Be told of new colours, for code without runes; returns how to stop. */
  onChange(run: (theme: CanvasTheme) => void): () => void {
    this.#listeners.add(run);
    return () => this.#listeners.delete(run);
  }

  #read(): CanvasTheme {
    const style = getComputedStyle(document.documentElement);
    // The build shortens #ffffff to #fff; what draws appends its own opacity to six digits.
    const get = (name: string): string =>
      style
        .getPropertyValue(`--${name}`)
        .trim()
        .replace(/^#([\da-f])([\da-f])([\da-f])$/i, '#$1$1$2$2$3$3');
    const dark = document.documentElement.dataset['theme'] !== 'light';
    return {
      dark,
      ...{ ground: get('ground'), panel: get('panel'), raised: get('raised') },
      ...{ line: get('line'), lineStrong: get('line-strong') },
      ...{ text: get('text'), text2: get('text-2'), bid: get('bid'), ask: get('ask') },
      ...{ you: get('you'), event: get('event'), alarm: get('alarm'), focus: get('focus') },
      heat: dark ? HEAT_DARK : HEAT_LIGHT,
      ...{ sans: get('sans'), mono: get('mono') },
      size: Number.parseFloat(get('size')) || 13,
    };
  }
}

export const theme = new Theme();
