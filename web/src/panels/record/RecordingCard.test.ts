// The card of a recording that is over says why its verdict is what it is.
import { render } from 'svelte/server';
import { expect, it } from 'vitest';
import RecordingCard from './RecordingCard.svelte';
import type { Recording } from './wire';

const over: Recording = {
  ...{ slug: 'game', title: 'A v B', phase: 'over', runs: false, began_us: 1, told_us: 1 },
  ...{ silent_us: 0, pid: 1, starts_us: null, until: 'end', own: true, league: '', sport: '' },
  ...{ tags: {}, alarm: '', problem: '', way_out: '', verdict: 'poor', coverage: 0.4 },
  ...{ warnings: [], progress: null },
};

function shown(one: Recording): string {
  const nothing = () => undefined;
  const { body } = render(RecordingCard, {
    props: {
      ...{ one, chosen: true, nowUs: 2, zone: 'UTC', pending: [], agoS: 0 },
      ...{ onchoose: nothing, ontag: nothing, oncorrect: nothing, ondrop: nothing },
      onchanged: nothing,
    },
  });
  return body;
}

it('says why a recording is poor, also the same twice', () => {
  const warnings = ['The best prices agreed in 61 % of the checks.', 'No message came for 4 min.'];
  const told = shown({ ...over, warnings: [...warnings, warnings[1] ?? ''] });
  const sentences = [...told.matchAll(/<p>([^<]*\.)<\/p>/g)].map((found) => found[1]);
  expect(sentences.slice(-3)).toEqual([...warnings, warnings[1]]);
  expect(told.indexOf('40 %')).toBeGreaterThan(0);
});

it('says nothing of the kind while it runs', () => {
  expect(shown({ ...over, phase: 'recording', warnings: ['Later.'] })).not.toContain('Later.');
});
