// What is wrong with a recording, short enough for the bar that every page has.

/** Sentences of the recorder (`record/progress`) and of the server, by how they begin. */
const SHORT: readonly (readonly [begins: RegExp, words: string])[] = [
  [/^NOT CONNECTED/, 'not connected'],
  [/^NOTHING ARRIVES/, 'no data'],
  [/market connections are down/, 'connection down'],
  [/^Only .* of disk/, 'disk nearly full'],
  [/^The disk is .* behind/, 'disk too slow'],
  [/^The recorder has said nothing/, 'recorder silent'],
];

/** The alarm in two or three words; a sentence that nobody knows here is given up to its first stop. */
export function alarmWords(alarm: string): string {
  const known = SHORT.find(([begins]) => begins.test(alarm));
  return known === undefined ? (/^[^.:]*/.exec(alarm.trim())?.[0] ?? '') : known[1];
}
