// Evidence in words: every unit, what is not known, and which labels are shown.
import { expect, it } from 'vitest';
import {
  centsText,
  fieldText,
  isBare,
  markouts,
  otherMetrics,
  priceText,
  words,
  type Order,
} from './evidence';

const START = 1_790_000_000_000_000;

it('writes each unit as people read it', () => {
  const texts = [
    fieldText({ value: -2_426_480, unit: 'usd' }, START),
    fieldText({ value: 1.26, unit: 'cents' }, START),
    fieldText({ value: 0.147, unit: 'pct' }, START),
    fieldText({ value: 1.59, unit: 'x' }, START),
    fieldText({ value: 99_000_000, unit: 'shares' }, START),
    fieldText({ value: 7, unit: 'count' }, START),
    fieldText({ value: START + 61_000_000, unit: 'clock' }, START),
    fieldText({ value: 8.25, unit: 'seconds' }, START),
    fieldText({ value: 45, unit: 'seconds' }, START),
    fieldText({ value: '0.7025', unit: 'price' }, START),
    fieldText({ value: '<b>Owls</b>', unit: 'name' }, START),
  ];
  expect(texts).toEqual([
    ...['−$2.43', '+1.3c', '15 %', '1.6×', '99', '7', '0:01:01', '8.3 s', '45 s'],
    ...['70.25c', '<b>Owls</b>'],
  ]);
});

it('says when a number is not known', () => {
  expect(fieldText({ value: null, unit: 'usd' }, START)).toBe('–');
  expect(fieldText(undefined, START)).toBe('–');
  expect(priceText(null)).toBe('–');
  expect(centsText(-0.04)).toBe('0.0c');
});

it('reads a name of the program as words', () => {
  expect(words('panic_sell')).toBe('panic sell');
});

it('finds the drifts by their horizons, and leaves the rest', () => {
  const order = {
    metrics: {
      markout_60: { value: -2.5, unit: 'cents' },
      markout_1: { value: null, unit: 'cents' },
      net_60: { value: -3.5, unit: 'cents' },
      net_5: { value: -3.5, unit: 'cents' },
      spread_impact: { value: 1, unit: 'cents' },
    },
  } as unknown as Order;
  expect(markouts(order)).toEqual([
    { seconds: 1, cents: null },
    { seconds: 60, cents: -2.5 },
  ]);
  expect(otherMetrics(order).map(([name]) => name)).toEqual(['net_60', 'spread_impact']);
});

it('takes the direction that was held of an order that left', () => {
  const order = {
    metrics: {
      after_1: { value: 1, unit: 'cents' },
      after_eog: { value: 4, unit: 'cents' },
      after_5: { value: 2, unit: 'cents' },
    },
  } as unknown as Order;
  expect(markouts(order).map((one) => one.cents)).toEqual([1, 2]);
});

it('knows which outcomes need their market beside them', () => {
  expect(['Yes', 'NO', 'Under', 'Lakers', ''].map(isBare)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
