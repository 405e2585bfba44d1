// One's own fills as they were known at a moment, gathered by order and by trade (flat to flat).

import type { FillEntry, SideName } from '../../source/types';

/** A fill with its newest status known by then; `at_us` is when it was first heard of. */
export interface KnownFill {
    readonly key: string;
    readonly at_us: number;
    readonly asset: string;
    readonly market: string;
    readonly side: SideName;
    readonly price: string;
    readonly cell: number | null;
    /** Micro-shares. */
    readonly size: number;
    readonly role: string;
    readonly status: string;
    /** The venue took it back: it counts for nothing. */
    readonly failed: boolean;
}

/** Fills of one order in a row: what a person did as one act. */
export interface FillGroup {
    readonly id: string;
    readonly at_us: number;
    readonly side: SideName;
    readonly asset: string;
    readonly market: string;
    /** Micro-shares of the fills that stand. */
    readonly size: number;
    /** Average price of the fills that stand in 1/10000 dollars, rounded; null if none stands. */
    readonly cell: number | null;
    readonly fills: readonly KnownFill[];
    /** Position in this market after it, in micro-shares of its first outcome. */
    readonly after: number;
}

/** From flat to flat in one market; `closed_us` is null while the position is open. */
export interface TradeGroup {
    readonly id: string;
    readonly market: string;
    readonly opened_us: number;
    readonly closed_us: number | null;
    readonly groups: readonly FillGroup[];
}

/** Fills of one order farther apart than this are two acts. */
const ONE_ACT_US = 30_000_000;

/** Fills known at `atUs`, in the order in which they were first heard of. */
export function fillsKnown(entries: readonly FillEntry[], atUs: number): KnownFill[] {
    const known = new Map<string, KnownFill>();
    for (const entry of entries) {
        if (entry.at_us > atUs) break;
        const first = known.get(entry.key);
        known.set(entry.key, {
            key: entry.key,
            at_us: first?.at_us ?? entry.at_us,
            asset: entry.asset,
            market: entry.market,
            side: entry.side,
            price: entry.price,
            cell: entry.cell,
            size: entry.size,
            role: entry.role,
            status: entry.status,
            failed: entry.status === 'FAILED',
        });
    }
    return [...known.values()];
}

/** Trades from flat to flat, oldest first. `sign` is +1 for a market's first outcome, -1 else. */
export function trades(known: readonly KnownFill[], sign: (asset: string) => 1 | -1): TradeGroup[] {
    const open = new Map<string, OpenTrade>();
    const all: OpenTrade[] = [];
    for (const fill of known) {
        let trade = open.get(fill.market);
        if (trade === undefined) {
            trade = { market: fill.market, closed_us: null, position: 0, groups: [] };
            open.set(fill.market, trade);
            all.push(trade);
        }
        const change = fill.failed
            ? 0
            : fill.size * (fill.side === 'BUY' ? 1 : -1) * sign(fill.asset);
        trade.position += change;
        addTo(trade, fill);
        if (trade.position === 0 && change !== 0) {
            trade.closed_us = fill.at_us;
            open.delete(fill.market);
        }
    }
    return all.map(finished);
}

interface OpenGroup {
    fills: KnownFill[];
    after: number;
}

interface OpenTrade {
    market: string;
    closed_us: number | null;
    position: number;
    groups: OpenGroup[];
}

function addTo(trade: OpenTrade, fill: KnownFill): void {
    const group = trade.groups.at(-1);
    const last = group?.fills.at(-1);
    const same =
        last !== undefined &&
        orderOf(last.key) === orderOf(fill.key) &&
        last.asset === fill.asset &&
        last.side === fill.side &&
        fill.at_us - last.at_us <= ONE_ACT_US;
    if (group !== undefined && same) {
        group.fills.push(fill);
        group.after = trade.position;
    } else {
        trade.groups.push({ fills: [fill], after: trade.position });
    }
}

function finished(trade: OpenTrade): TradeGroup {
    const groups = trade.groups.map(closedGroup);
    const first = groups[0];
    return {
        id: first?.id ?? trade.market,
        market: trade.market,
        opened_us: first?.at_us ?? 0,
        closed_us: trade.closed_us,
        groups,
    };
}

function closedGroup({ fills, after }: OpenGroup): FillGroup {
    const [first] = fills as [KnownFill, ...KnownFill[]];
    const standing = fills.filter((f) => !f.failed);
    const size = standing.reduce((sum, f) => sum + f.size, 0);
    return {
        id: first.key,
        at_us: first.at_us,
        side: first.side,
        asset: first.asset,
        market: first.market,
        size,
        cell: averageCell(standing),
        fills,
        after,
    };
}

/** Average price in 1/10000 dollars, half up; exact until the one rounding. */
function averageCell(fills: readonly KnownFill[]): number | null {
    let weight = 0n;
    let total = 0n;
    for (const fill of fills) {
        weight += BigInt(fill.size);
        total += BigInt(fill.size) * nanoDollars(fill.price);
    }
    if (weight === 0n) return null;
    const per = weight * 100_000n;
    return Number((2n * total + per) / (2n * per));
}

/** Decimal text as whole billionths of a dollar; digits beyond are below any average shown. */
function nanoDollars(text: string): bigint {
    const [whole = '0', fraction = ''] = text.split('.');
    return (
        BigInt(whole || '0') * 1_000_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9) || '0')
    );
}

function orderOf(key: string): string {
    return key.slice(key.indexOf('/') + 1);
}
