// Colours and type of what is drawn, by role; the page's own theme object has the same shape.

import type { Rgb } from './heat';

export interface TapeTheme {
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
  /** Heat from nothing to most. */
  readonly heat: readonly [Rgb, Rgb];
  readonly sans: string;
  readonly mono: string;
  /** Text size of the page in CSS pixels. */
  readonly size: number;
}

/** A font of the theme at a part of its text size. */
export function font(theme: TapeTheme, family: 'sans' | 'mono', part = 0.846): string {
  return `${Math.round(theme.size * part * 10) / 10}px ${theme[family]}`;
}
