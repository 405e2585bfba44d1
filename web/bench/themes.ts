// The page's two sets of colours (styles/tokens.css), for pictures without the page.

import type { TapeTheme } from '../src/timeline/theme';

const TYPE = { sans: 'Inter, sans-serif', mono: '"JetBrains Mono", monospace', size: 13 };

export const DARK: TapeTheme = {
  dark: true,
  ...{ ground: '#0d1014', panel: '#13171d', raised: '#1a1f27' },
  ...{ line: '#232a34', lineStrong: '#343d4a', text: '#e3e8ee', text2: '#8b95a3' },
  ...{ bid: '#58a6ff', ask: '#ff9e45', you: '#ffe066', event: '#c58cff' },
  ...{ alarm: '#ff5c5c', focus: '#9ecbff' },
  heat: [
    [13, 16, 20],
    [176, 206, 190],
  ],
  ...TYPE,
};

export const LIGHT: TapeTheme = {
  dark: false,
  ...{ ground: '#ffffff', panel: '#f6f7f9', raised: '#eceff3' },
  ...{ line: '#dde2e8', lineStrong: '#bcc4ce', text: '#14181d', text2: '#5b6573' },
  ...{ bid: '#0b62c4', ask: '#a04d00', you: '#111318', event: '#7d3fc0' },
  ...{ alarm: '#ff5c5c', focus: '#0b62c4' },
  heat: [
    [255, 255, 255],
    [70, 118, 108],
  ],
  ...TYPE,
};
