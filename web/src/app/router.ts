// Addresses of the page: which page an address names, moving between them, state in the query.
import type { Readable, Subscriber } from 'svelte/store';

export type Route =
  | {
      readonly page:
        'sessions' | 'trash' | 'record' | 'settings' | 'playbook' | 'progress' | 'drill';
    }
  | { readonly page: 'replay' | 'report'; readonly slug: string }
  | { readonly page: 'lost'; readonly path: string };

/** The address of the first page. */
export const SESSIONS = '/';

/** What an address path names. Unknown paths are `lost`, never an error. */
export function parse(path: string): Route {
  const [first = '', second = '', ...more] = path.split('/').filter((part) => part !== '');
  if (first === '') return { page: 'sessions' };
  const plain = ['trash', 'record', 'settings', 'playbook', 'progress', 'drill'] as const;
  const page = plain.find((one) => one === first);
  if (page !== undefined && second === '') return { page };
  const tail = more.join('/');
  if (first === 's' && second !== '' && (tail === '' || tail === 'report')) {
    try {
      const slug = decodeURIComponent(second);
      return { page: tail === 'report' ? 'report' : 'replay', slug };
    } catch {
      return { page: 'lost', path };
    }
  }
  return { page: 'lost', path };
}

/** The address of a session's room, with query state. */
export function room(slug: string, state: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(state).toString();
  return `/s/${encodeURIComponent(slug)}${search === '' ? '' : `?${search}`}`;
}

/** The address of a session's written report. */
export function report(slug: string): string {
  return `/s/${encodeURIComponent(slug)}/report`;
}

/** The path that the document was loaded for: its security policy is the one of that page. */
export const arrival = typeof location === 'undefined' ? SESSIONS : location.pathname;

const WRITE_EVERY_MS = 300; // browsers refuse more than about 100 address changes in 30 s

const listeners = new Set<Subscriber<Route>>();
const pending = new Map<string, string | null>();
let timer: ReturnType<typeof setTimeout> | undefined;
let told = '';

/** The page shown now, as a store: `$route` in components. */
export const route: Readable<Route> = {
  subscribe(run) {
    told = location.pathname;
    run(parse(told));
    listeners.add(run);
    return () => listeners.delete(run);
  },
};

function tell(): void {
  if (location.pathname === told) return; // only the query or the hash has changed
  told = location.pathname;
  const now = parse(told);
  for (const run of listeners) run(now);
}

/** Open an address of ours; with `replace` the browser's back skips the place left. */
export function go(address: string, options: { readonly replace?: boolean } = {}): void {
  writeQuery();
  if (options.replace === true) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  scrollTo(0, 0);
  tell();
}

function writeQuery(): void {
  clearTimeout(timer);
  timer = undefined;
  if (pending.size === 0) return;
  const address = new URL(location.href);
  for (const [name, value] of pending) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  pending.clear();
  history.replaceState(history.state, '', address);
}

/** State that a moment's link carries. Changes replace the address and make no history. */
export const query = {
  /** A value as it is or is about to be; null when absent. A `+` in it arrives as a space. */
  get(name: string): string | null {
    const waiting = pending.get(name);
    return waiting === undefined ? new URLSearchParams(location.search).get(name) : waiting;
  },
  /**
   * Set names (null removes) soon: writes are gathered. A page that moves by itself says which path is
   * its own: it stands a while after another one is named, whose address is none of its business.
   */
  set(changes: Readonly<Record<string, string | null>>, path = location.pathname): void {
    if (path !== location.pathname) return;
    for (const [name, value] of Object.entries(changes)) pending.set(name, value);
    timer ??= setTimeout(writeQuery, WRITE_EVERY_MS);
  },
};

/** Follow `back`, `forward` and plain links within the page; returns how to stop. */
export function listen(): () => void {
  const click = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const anchor = (event.target as Element | null)?.closest('a');
    if (!anchor || anchor.target !== '' || anchor.hasAttribute('download')) return;
    const address = new URL(anchor.href, location.href);
    if (address.origin !== location.origin || address.pathname.startsWith('/api/')) return;
    if (address.hash !== '' && address.pathname === location.pathname) return;
    event.preventDefault();
    go(address.pathname + address.search);
  };
  const back = (): void => {
    pending.clear();
    tell();
  };
  document.addEventListener('click', click);
  addEventListener('popstate', back);
  addEventListener('pagehide', writeQuery);
  return () => {
    document.removeEventListener('click', click);
    removeEventListener('popstate', back);
    removeEventListener('pagehide', writeQuery);
  };
}
