// The settings document: its shape, its defaults, and reading one that somebody hands in.
import { isZone } from './times';

export interface RoomDefaults {
  readonly hide_future: boolean;
  readonly depth: boolean;
  readonly follow: boolean;
  readonly speed: string;
  /** Seconds across the tape; 0 is everything. */
  readonly zoom_s: number;
  /** A jump lands this many seconds before what it looks for. */
  readonly lead_s: number;
  readonly skip_gaps: boolean;
  readonly skip_quiet: boolean;
  /** Voice notes are heard as the film passes them. */
  readonly play_voice: boolean;
}

export interface SettingsDocument {
  readonly version: 1;
  readonly theme: 'system' | 'dark' | 'light';
  readonly contrast: 'system' | 'normal' | 'more';
  readonly text_size: 'small' | 'normal' | 'large' | 'larger';
  readonly zone: string;
  readonly single_keys: boolean;
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly room: RoomDefaults;
  readonly tags: Readonly<Record<string, readonly string[]>>;
  /** Columns by list, where they are not the shipped ones. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
}

export const DEFAULTS: SettingsDocument = {
  version: 1,
  theme: 'system',
  contrast: 'system',
  text_size: 'normal',
  zone: 'local',
  single_keys: true,
  keys: {},
  room: {
    ...{ hide_future: true, depth: true, follow: true, speed: '1', zoom_s: 600, lead_s: 5 },
    ...{ skip_gaps: true, skip_quiet: false, play_voice: false },
  },
  tags: {},
  columns: {},
};

export const SPEEDS = ['0.25', '0.5', '1', '2', '5', '10', '25', '60', '100'] as const;
export const CHOICES = {
  theme: ['system', 'dark', 'light'],
  contrast: ['system', 'normal', 'more'],
  text_size: ['small', 'normal', 'large', 'larger'],
} as const;

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lists(value: unknown): Record<string, readonly string[]> | null {
  if (!isObject(value)) return null;
  const good = ([, list]: [string, unknown]): boolean =>
    Array.isArray(list) && list.length <= 16 && list.every((item) => typeof item === 'string');
  return Object.entries(value).every(good) ? (value as Record<string, readonly string[]>) : null;
}

/** What a value must satisfy to take the place of a default; the same kind unless said here. */
const RULES: Readonly<Record<string, (value: unknown) => boolean>> = {
  version: (value) => value === 1,
  theme: (value) => CHOICES.theme.some((one) => one === value),
  contrast: (value) => CHOICES.contrast.some((one) => one === value),
  text_size: (value) => CHOICES.text_size.some((one) => one === value),
  zone: (value) => typeof value === 'string' && isZone(value),
  speed: (value) => SPEEDS.some((one) => one === value),
  zoom_s: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 86_400,
  lead_s: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 60,
  keys: (value) => lists(value) !== null,
  tags: (value) => lists(value) !== null,
  columns: (value) => lists(value) !== null,
};

function isFit(name: string, value: unknown, standing: unknown): boolean {
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  return rule?.(value) ?? typeof value === typeof standing;
}

function merged(defaults: Json, given: Json, wrong: string[]): Json {
  const result: Record<string, unknown> = { ...defaults };
  for (const [name, value] of Object.entries(given)) {
    // A file may name what every object has ("__proto__"): only names of the document count.
    const standing = Object.hasOwn(result, name) ? result[name] : undefined;
    if (standing === undefined) wrong.push(name);
    else if (name === 'room' && isObject(standing) && isObject(value)) {
      result[name] = merged(standing, value, wrong);
    } else if (isFit(name, value, standing)) result[name] = value;
    else wrong.push(name);
  }
  return result;
}

/** A document from what was stored or handed in: wrong parts keep their default and are named. */
export function readSettings(given: unknown): { doc: SettingsDocument; wrong: readonly string[] } {
  const wrong: string[] = [];
  if (!isObject(given)) return { doc: DEFAULTS, wrong: ['the whole file'] };
  // Every name comes from DEFAULTS, and every value passed its rule.
  const doc = merged({ ...DEFAULTS }, given, wrong) as unknown as SettingsDocument;
  return { doc, wrong };
}
