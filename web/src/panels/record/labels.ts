// Names of the event keys 1 to 9: the person's own over those that the server ships.

export const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

export interface EventKey {
  readonly key: string;
  readonly label: string;
}

/** Where the names of a sport stand in the settings; a sport that nobody knows is `other`. */
export function sportKey(sport: string): string {
  return sport === '' ? 'other' : sport;
}

/** The keys as they are labelled for a sport; empty names of one's own leave the shipped ones. */
export function eventKeys(
  shipped: Readonly<Record<string, string>>,
  own: readonly string[] | undefined,
): readonly EventKey[] {
  return KEYS.map((key, index) => {
    const mine = own?.[index]?.trim() ?? '';
    return { key, label: mine === '' ? (shipped[key] ?? `Event ${key}`) : mine };
  });
}

/** The names to keep for a sport after one was changed; null when all are the shipped ones again. */
export function renamed(
  shipped: Readonly<Record<string, string>>,
  own: readonly string[] | undefined,
  index: number,
  label: string,
): readonly string[] | null {
  const names = KEYS.map((_, at) => own?.[at]?.trim() ?? '');
  const key = KEYS[index];
  if (key === undefined) return names;
  const plain = label.trim().slice(0, 60);
  names[index] = plain === (shipped[key] ?? '') ? '' : plain;
  return names.every((name) => name === '') ? null : names;
}
