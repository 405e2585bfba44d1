// The quality badge tells what is known at the playhead and nothing that comes after.
import { describe, expect, it } from 'vitest';
import { certificateRows, holeWords, qualityOf, qualitySoFar, type Certificate } from './quality';

const hole = { fromUs: 75_000_000, toUs: 150_000_000, cause: 'link down', open: false };
const certificate: Certificate = {
  verdict: 'holes',
  coverage: 0.9996,
  frames: 1200,
  parsed: 1199,
  unparsed: 1,
  hash: { checked: 10, matched: 10 },
  bbo: { checked: 0, matched: 0 },
  checkpoints: { checked: 4, matched: 3 },
  latency_ms: { p50: 41.2, p99: 180 },
  clock_offset_ms: -3,
  out_of_order: 0,
  duplicates: 0,
  crossed: 0,
  warnings: [],
};

describe('quality', () => {
  it('speaks of what has passed', () => {
    expect(qualitySoFar([], true)).toEqual({ state: 'whole', words: 'whole so far' });
    expect(qualitySoFar([hole], true).words).toBe('1 hole so far');
    expect(qualitySoFar([hole, { ...hole, open: true }], true).state).toBe('inside');
    expect(qualitySoFar([], false).state).toBe('nothing');
  });

  it('gives a length only to a hole that is over', () => {
    expect(holeWords(hole, 0)).toBe('0:01:15, 1 min 15 s: link down');
    expect(holeWords({ ...hole, open: true, cause: '' }, 0)).toBe('0:01:15, not over yet');
  });

  it('never rounds a hole away', () => {
    expect(qualityOf(certificate).words).toBe('holes 99.9 %');
    expect(qualityOf({ ...certificate, verdict: 'whole', coverage: 1 }).words).toBe('whole 100 %');
    expect(qualityOf({ ...certificate, verdict: 'nothing recorded' }).state).toBe('nothing');
  });

  it('says when there was nothing to check', () => {
    const rows = Object.fromEntries(certificateRows(certificate));
    expect(rows['Best prices agree']).toBe('none to check');
    expect(rows['Checks by request agree']).toBe('75 % of 4 checks');
    expect(rows['Delay to here']).toContain('41 ms');
  });
});
