// A link to the moment that is looked at, put where the person can paste it from.

import { nameOf, writeAddress } from './address';
import { offsetText } from './instant';
import { choicesOf } from './opening';
import type { Room } from './room.svelte';

/** The address of this room at its playhead, whatever the address bar says meanwhile. */
export function linkTo(room: Room, here: string = location.href): string {
  const url = new URL(here);
  const { timeline } = room;
  if (timeline === null) return here;
  url.search = writeAddress({
    t: offsetText(room.t, room.startUs),
    z: zoomOf(room),
    m: nameOf(room.asset, choicesOf(timeline)),
  }).toString();
  url.hash = '';
  return url.href;
}

/** How wide the view is, as an address says it; null while nobody has chosen. */
export function zoomOf(room: Room): number | 'all' | null {
  if (room.all) return 'all';
  return room.growing ? null : room.span / 1_000_000;
}

/** Copy the link, and say so. A page that is not safe (http on a phone) copies the older way. */
export async function copyLink(room: Room): Promise<void> {
  const link = linkTo(room);
  const done = await copied(link);
  room.say(
    done ? `Copied: a link to ${offsetText(room.t, room.startUs)}.` : `The link is: ${link}`,
  );
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedBySelecting(text);
  }
}

function copiedBySelecting(text: string): boolean {
  const field = document.createElement('textarea');
  const before = document.activeElement;
  field.value = text;
  field.className = 'unseen';
  document.body.append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } finally {
    field.remove();
    if (before instanceof HTMLElement) before.focus();
  }
}
