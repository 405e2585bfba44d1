// The price step a market had when its session began: what pictures are binned by.

import type { Market, Timeline } from '../source/types';

/**
 * Cells of the grid in a price step: 100 for a cent, 10 for anything finer, 1 rung of odds. A tick that
 * changes later does not change it, or the picture would tell before it happens.
 */
export function priceStep(market: Market | null, grid: string): number {
  if (grid !== 'uniform') return 1;
  const [, fraction = ''] = (market?.tick ?? '0.01').split('.');
  return fraction.replace(/0+$/, '').length <= 2 ? 100 : 10;
}

/** The price step of a track of a session. */
export function stepOfTrack({ tracks, markets }: Timeline, index: number): number {
  const info = tracks[index];
  const market = markets.find((one) => one.market === info?.market) ?? null;
  return priceStep(market, info?.grid ?? 'uniform');
}
