// What the address of a room says: the moment, the width of the view, the outcome looked at.

/** The part of the room's state that a link carries. */
export interface RoomAddress {
  /** The moment as written; see `instantUs` for its forms. */
  readonly t: string | null;
  /** Seconds in view; `"all"` for the whole session. */
  readonly z: number | 'all' | null;
  /** Which outcome: a market (id, slug or number from 0), with `:1` for its second outcome. */
  readonly m: string | null;
  /** Speed to begin with. */
  readonly speed: number | null;
  /** Whether to begin playing. */
  readonly play: boolean;
}

/** A market of the session, as far as an address needs it. */
export interface Choice {
  readonly market: string;
  readonly slug: string;
  readonly assets: readonly string[];
}

const NARROWEST_S = 2;
const WIDEST_S = 86_400;

/** Read an address; what it does not say, or says badly, is null. */
export function readAddress(query: URLSearchParams): RoomAddress {
  return {
    t: filled(query.get('t')),
    z: query.get('z') === 'all' ? 'all' : numberIn(query.get('z'), NARROWEST_S, WIDEST_S),
    m: filled(query.get('m')),
    speed: numberIn(query.get('speed'), 0.25, 100),
    play: query.get('play') === '1',
  };
}

/** The same as a query, in a fixed order, with nothing that is null. */
export function writeAddress(address: Pick<RoomAddress, 't' | 'z' | 'm'>): URLSearchParams {
  const query = new URLSearchParams();
  if (address.t !== null) query.set('t', address.t);
  if (address.z !== null)
    query.set('z', address.z === 'all' ? 'all' : String(Math.round(address.z)));
  if (address.m !== null) query.set('m', address.m);
  return query;
}

/** The asset that an address means, or null: by asset, market, slug or number, then outcome. */
export function chosenAsset(m: string, choices: readonly Choice[]): string | null {
  const exact = choices.find((c) => c.assets.includes(m));
  if (exact !== undefined) return m;
  const named = (name: string): Choice | undefined =>
    choices.find((c) => c.market === name) ??
    choices.find((c) => c.slug !== '' && c.slug === name) ??
    (/^\d{1,3}$/.test(name) ? choices[Number(name)] : undefined);
  const whole = named(m);
  if (whole !== undefined) return whole.assets[0] ?? null;
  const cut = /^(.*):(\d)$/.exec(m);
  if (cut === null) return null;
  return named(cut[1] ?? '')?.assets[Number(cut[2])] ?? null;
}

/** How an address names an asset: the shortest words that `chosenAsset` reads back. */
export function nameOf(asset: string, choices: readonly Choice[]): string | null {
  const number = choices.findIndex((c) => c.assets.includes(asset));
  const choice = choices[number];
  if (choice === undefined) return null;
  const outcome = choice.assets.indexOf(asset);
  const suffix = outcome === 0 ? '' : `:${outcome}`;
  const names = [choice.slug, String(number), choice.market].filter((name) => name !== '');
  const name = names.find((n) => chosenAsset(n + suffix, choices) === asset);
  return name === undefined ? asset : name + suffix;
}

function filled(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text;
}

function numberIn(text: string | null, least: number, most: number): number | null {
  if (text === null || !/^\d+(\.\d+)?$/.test(text)) return null;
  const number = Number(text);
  return number >= least && number <= most ? number : null;
}
