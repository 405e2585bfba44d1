// Evidence as the server tells it, and its fields in words. No number is computed here.

import { count, dollars, gain, MINUS, shares, UNKNOWN } from '../../lib/format';
import { sessionClock } from '../../lib/times';
import type { components } from '../../source/schema';

type Schemas = components['schemas'];
export type Evidence = Schemas['EvidenceLedger'];
export type Trade = Schemas['TradeRow'];
export type Order = Schemas['OrderRow'];
export type Label = Schemas['LabelRow'];
export type Item = Schemas['Item'];
export type Curve = Schemas['Curve'];
export type Field = Schemas['Field'];

/** A field as a person reads it; clocks count from the session's start. */
export function fieldText(field: Field | undefined, startUs: number): string {
  const value = field?.value;
  if (field === undefined || value === null || value === undefined) return UNKNOWN;
  if (typeof value === 'string') return field.unit === 'price' ? priceText(value) : value;
  switch (field.unit) {
    case 'usd':
      return gain(value);
    case 'cents':
      return centsText(value);
    case 'pct':
      return `${Math.round(value * 100)} %`;
    case 'x':
      return `${value.toFixed(1)}×`;
    case 'shares':
      return shares(value);
    case 'count':
      return count(value);
    case 'seconds':
      return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} s`;
    case 'clock':
      return sessionClock(value - startUs);
    case 'price':
    case 'score':
    case 'name':
      return value.toFixed(2);
  }
}

/** Cents with their sign: "+1.2c". */
export function centsText(value: number): string {
  const text = Math.abs(value).toFixed(1);
  if (text === '0.0') return '0.0c';
  return `${value < 0 ? MINUS : '+'}${text}c`;
}

/** A price in dollars a share as cents: "0.7025" is "70.25c". */
export function priceText(price: string | null): string {
  if (price === null || price === '') return UNKNOWN;
  const value = Number(price) * 100;
  return Number.isFinite(value) ? `${Number(value.toFixed(2))}c` : price;
}

/** A name of the program as words: "panic_sell" is "panic sell". */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}

/** A fee never has a sign. */
export function feeText(micros: number): string {
  return dollars(micros);
}

/** Markouts of an order by horizon in seconds, rising; a withheld one is null. */
export function markouts(
  order: Order,
): { readonly seconds: number; readonly cents: number | null }[] {
  const found = [];
  for (const [name, field] of Object.entries(order.metrics)) {
    const seconds = /^markout_(\d+)$/.exec(name)?.[1];
    if (seconds === undefined || field.unit !== 'cents') continue;
    found.push({
      seconds: Number(seconds),
      cents: typeof field.value === 'number' ? field.value : null,
    });
  }
  return found.sort((a, b) => a.seconds - b.seconds);
}

/** Metrics that the sparkline does not show, in the server's order. */
export function otherMetrics(order: Order): [string, Field][] {
  return Object.entries(order.metrics).filter(([name]) => !/^(net_)?markout_\d+$/.test(name));
}

/** The labels of an order that may be shown as such. */
export function shownLabels(trade: Trade, order: Order): Label[] {
  return trade.labels.filter((label) => label.order === order.id && label.words !== '');
}
