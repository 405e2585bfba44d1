// Progress in words: rows of the ledger, their numbers, sections, and where their moments are.

import { count, counted, gain, MINUS, UNKNOWN } from '../../lib/format';
import type { components } from '../../source/schema';

type Schemas = components['schemas'];
export type Page = Schemas['ProgressPage'];
export type Item = Schemas['Item'];
export type Field = Schemas['Field'];
export type Series = Schemas['RateSeries'];
export type Point = Schemas['SessionPoint'];
export type WatchList = Schemas['WatchList'];
export type Comparison = Schemas['Comparison'];
export type Goal = Schemas['Goal'];
export type GoalKind = Goal['kind'];

/** Which sessions are looked at, and the day that something was changed on ("" for none). */
export interface Choice {
  readonly sport: string;
  readonly league: string;
  readonly since: string;
}

export const GOALS: readonly (readonly [GoalKind, string, string, number])[] = [
  ['after_score', 'Wait after a score', 's', 30],
  ['after_move', 'Wait after a sharp move', 's', 30],
  ['after_loss', 'Wait after a loss', 's', 120],
  ['entries', 'At most so many entries in a session', 'entries', 8],
  ['size', 'At most so many times the usual size', 'times', 1.5],
];

/** What a goal asks for. */
export function goalWords(goal: Goal): string {
  const value = String(goal.value);
  switch (goal.kind) {
    case 'after_score':
      return `Wait ${value} s after a score`;
    case 'after_move':
      return `Wait ${value} s after a sharp move`;
    case 'after_loss':
      return `Wait ${value} s after a loss`;
    case 'entries':
      return `At most ${value} entries in a session`;
    case 'size':
      return `At most ${value} times the usual size`;
  }
}

export function readChoice(query: URLSearchParams): Choice {
  const since = query.get('since') ?? '';
  return {
    sport: query.get('sport') ?? '',
    league: query.get('league') ?? '',
    since: dayUs(since) === null ? '' : since,
  };
}

/** The beginning of a day here in microseconds; null for what is no day. */
export function dayUs(day: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const at = new Date(`${day}T00:00`).getTime();
  return Number.isNaN(at) || at < 0 ? null : at * 1000;
}

/** The query that asks the server for a choice. */
export function asked(choice: Choice): URLSearchParams {
  const query = new URLSearchParams();
  if (choice.sport !== '') query.set('sport', choice.sport);
  if (choice.league !== '') query.set('league', choice.league);
  const since = dayUs(choice.since);
  if (since !== null) query.set('since_us', String(since));
  return query;
}

/** A share of 1 in per cent; one decimal where it is small. */
function percent(value: number): string {
  const shown = Math.abs(value) < 0.1 ? 1 : 0;
  const text = (Math.abs(value) * 100).toFixed(shown);
  return `${value < 0 && Number(text) !== 0 ? MINUS : ''}${text}%`;
}

/** A number in its unit. */
export function said(value: number, unit: Field['unit']): string {
  const sign = value < 0 ? MINUS : '';
  switch (unit) {
    case 'usd':
      return gain(Math.round(value));
    case 'pct':
      return percent(value);
    case 'seconds':
      return `${sign}${Math.abs(value).toFixed(0)} s`;
    case 'count':
      return Number.isInteger(value) ? count(value) : `${sign}${Math.abs(value).toFixed(1)}`;
    case 'x':
      return `${sign}${Math.abs(value).toFixed(2)}×`;
    case 'cents':
      return `${sign}${Math.abs(value).toFixed(1)}c`;
    default:
      return `${sign}${Math.abs(value).toFixed(2)}`;
  }
}

/** A field as a person reads it. */
export function fieldText(field: Field | undefined): string {
  if (field?.value === undefined || field.value === null) return UNKNOWN;
  return typeof field.value === 'string' ? field.value : said(field.value, field.unit);
}

export interface Spread {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly unit: Field['unit'];
}

/** The estimate of a row with the ends of its interval; null below its gate. */
export function spreadOf(item: Item): Spread | null {
  const number = (name: string): number | null => {
    const value = item.fields[name]?.value;
    return typeof value === 'number' ? value : null;
  };
  const estimate = number('estimate');
  const unit = item.fields['estimate']?.unit;
  if (estimate === null || unit === undefined) return null;
  return { estimate, low: number('low'), high: number('high'), unit };
}

/** The value at which a row says nothing: one for ratios, else zero; null where there is none. */
export function nothing(item: Item): number | null {
  const unit = item.fields['estimate']?.unit;
  if (unit === 'x') return 1;
  if (unit === 'usd' || unit === 'cents' || unit === 'score') return 0;
  return item.kind === 'trend' || item.code === 'disposition' ? 0 : null;
}

export function spreadText(told: Spread): string {
  const middle = said(told.estimate, told.unit);
  if (told.low === null || told.high === null) return middle;
  return `${middle} (${said(told.low, told.unit)} to ${said(told.high, told.unit)})`;
}

/** What a row is called. */
export function titleOf(item: Item): string {
  const group = item.fields['group']?.value;
  const title = typeof group === 'string' ? `${item.detail['kind'] ?? ''}: ${group}` : item.title;
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** How much a row rests on. */
export function restsOn(item: Item): string {
  const n = item.fields['n']?.value;
  const sessions = item.fields['sessions']?.value;
  const of = item.detail['of'] ?? 'trades';
  if (typeof n !== 'number' || typeof sessions !== 'number') return '';
  if (of === 'sessions') return counted(sessions, 'session');
  return `${count(n)} ${of} in ${counted(sessions, 'session')}`;
}

/** Fields beside the estimate, in words. */
const BESIDE: Readonly<Record<string, string>> = {
  total: 'in all',
  gross: 'before fees',
  fees: 'fees',
  largest: 'of it the largest session',
  placebo: 'as many at random',
  rate: 'how often',
  chance: 'at random moments',
  happened: 'of them',
  before: 'before',
  after: 'after',
  kept: 'kept',
  broken: 'trades that broke it',
  difference: 'against the others',
  flattering: 'where it was chosen on the same sessions',
  seconds: 'seconds',
  winners: 'winners',
  losers: 'losers',
  quarter: 'a quarter within',
  three_quarters: 'three quarters within',
  pgr: 'of gains realized',
  plr: 'of losses realized',
  luck_sd: 'one standard deviation of luck',
  z: 'standard deviations from luck',
  mean: 'a session',
  net: 'net in all',
  placebo_mean: 'at random moments',
  losing: 'would have lost',
  placebo_losing: 'at random moments would have lost',
  with_support: 'exits with support',
  without_support: 'exits without',
  touch50: 'came back by half',
  touch50_random: 'at random moments',
  touch50_driftless: 'a price without drift',
  rule_net_random: 'at random moments',
  adjusted: 'chance of that by luck, for all tests together',
};

export function beside(item: Item): readonly (readonly [string, string])[] {
  return Object.entries(BESIDE).flatMap(([name, words]) => {
    const field = item.fields[name];
    return field === undefined || field.value === null ? [] : [[words, fieldText(field)] as const];
  });
}

/** What is still missing of a row, as a sentence. */
export function lackText(item: Item): string {
  const words = item.detail['missing'] ?? 'more sessions';
  if (/^\d/.test(words)) return `Needs ${words}.`;
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

export interface Section {
  readonly name: string;
  readonly shown: readonly Item[];
  /** Rows below their gate: each says what it needs. */
  readonly waiting: readonly Item[];
}

/** Rows in sections, as the ledger orders them. */
export function sections(items: readonly Item[]): readonly Section[] {
  const names = [...new Set(items.map((one) => one.detail['section'] ?? ''))];
  return names.map((name) => {
    const mine = items.filter((one) => (one.detail['section'] ?? '') === name);
    const ready = (one: Item): boolean => spreadOf(one) !== null;
    return { name, shown: mine.filter(ready), waiting: mine.filter((one) => !ready(one)) };
  });
}

export function claimsOf(page: Page): readonly Item[] {
  return page.ledger.items.filter((one) => one.detail['claim'] !== undefined);
}

/** Kinds of rows that have moments to be watched. */
export function hasMoments(item: Item): boolean {
  const kinds = ['label', 'strength', 'whatif'];
  if (kinds.includes(item.kind)) return item.code !== 'best_wait';
  return /^(hazard|panic_rate|fomo_rate|patient_rate|wait_rate|fomo_avoid|goal_)/.test(item.code);
}
