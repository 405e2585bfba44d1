// What the keys of the room do: the table's actions by name, over the room and its panels.

import type { Handler } from '../../lib/keys';
import { copyLink } from './linking';
import type { Room } from './room.svelte';

const SECOND = 1_000_000;
const SPEEDS = [0.25, 0.5, 1, 2, 5, 10, 25, 60, 100];

/** What panels do that the room itself does not know. */
export interface PanelActions {
  search(): void;
  /** Moments like the one at the playhead. */
  moments?(): void;
  goTo(): void;
  video(): void;
  note(): void;
  /** Start a voice note, or keep the one that is being said. */
  voice?(): void;
  /** Play the last voice note, or stop it. */
  voicePlay?(): void;
  bookmark(): void;
  clipIn(): void;
  clipOut(): void;
  /** Close what is open; false when nothing was. */
  close(): boolean;
}

/** The next speed up or down the list. */
export function nextSpeed(speed: number, way: 1 | -1): number {
  const found =
    way === 1 ? SPEEDS.find((one) => one > speed) : SPEEDS.findLast((one) => one < speed);
  return found ?? speed;
}

/** Handlers by action id, for `keys.on`. */
export function roomKeys(room: Room, panels: PanelActions): Record<string, Handler> {
  const { clock } = room;
  const on = (act: () => void): Handler => {
    return () => act();
  };
  return {
    'shell.search': on(panels.search),
    'shell.close': () => panels.close(),
    'room.play': on(() => clock.toggle()),
    'room.slower': on(() => clock.setSpeed(nextSpeed(clock.speed, -1))),
    'room.faster': (_event, index) => {
      // L is "to live" where there is a live end to go to.
      if (index === 1 && room.live) room.goLive();
      else clock.setSpeed(nextSpeed(clock.speed, 1));
    },
    'room.real-time': on(() => clock.setSpeed(1)),
    'room.reverse': on(() => clock.setReverse(!clock.reverse)),
    'room.back': on(() => room.step(-5 * SECOND)),
    'room.forward': on(() => room.step(5 * SECOND)),
    'room.back-far': on(() => room.step(-60 * SECOND)),
    'room.forward-far': on(() => room.step(60 * SECOND)),
    'room.event-back': on(() => room.stepEvent(-1)),
    'room.event-forward': on(() => room.stepEvent(1)),
    'room.start': on(() => room.seek(room.startUs)),
    'room.end': on(() => room.toEnd()),
    'room.tenth': (_event, index) => room.seekPart((index + 1) / 10),
    'room.go-to': on(panels.goTo),
    'room.moments': () => panels.moments?.(),
    'room.fill-previous': on(() => room.jump('fill', -1, 'own fill')),
    'room.fill-next': on(() => room.jump('fill', 1, 'own fill')),
    'room.game-previous': on(() => room.jump('game', -1, 'game event')),
    'room.game-next': on(() => room.jump('game', 1, 'game event')),
    'room.trade-previous': on(() => room.jump('trade', -1, 'trade')),
    'room.trade-next': on(() => room.jump('trade', 1, 'trade')),
    'room.bookmark-previous': on(() => room.jump('bookmark', -1, 'bookmark')),
    'room.bookmark-next': on(() => room.jump('bookmark', 1, 'bookmark')),
    'room.gap-end': on(() => room.jump('gapEnd', 1, 'gap')),
    'room.hide-future': on(() => room.setHideFuture(!room.hideFuture)),
    'room.depth': on(() => room.setDepth(!room.depth)),
    'room.follow': on(() => room.follow(!room.following)),
    'room.video': on(panels.video),
    'room.zoom-in': on(() => room.zoomBy(0.5)),
    'room.zoom-out': on(() => room.zoomBy(2)),
    'room.flip': on(() => room.flip()),
    'room.market-next': on(() => room.turnMarket(1)),
    'room.market-previous': on(() => room.turnMarket(-1)),
    'room.note': on(panels.note),
    'room.voice': () => panels.voice?.(),
    'room.voice-play': () => panels.voicePlay?.(),
    'room.bookmark': on(panels.bookmark),
    'room.clip-in': on(panels.clipIn),
    'room.clip-out': on(panels.clipOut),
    'room.link': on(() => void copyLink(room)),
  };
}
