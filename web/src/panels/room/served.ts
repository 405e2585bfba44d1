// A session from the page's server, recorded or being recorded.

import { ask } from '../../lib/api';
import { recorded } from '../../source/recorded';
import type { About, Origin } from './opening';

/** The session of a name. Few sessions run, so what follows one is fetched only for those. */
export function served(slug: string): Origin {
  return {
    about: () => ask<About>('GET', `/api/sessions/${encodeURIComponent(slug)}`),
    async source(running) {
      if (!running) return recorded(slug);
      const { live } = await import('../../source/live');
      return live(slug);
    },
  };
}
