// The one list of what keys do. Help, settings and the page's handler are made from it.

export type Place = 'everywhere' | 'sessions' | 'progress' | 'room' | 'record' | 'drill';

/** One thing that keys do. Pages attach what happens by `id` (keys.on in ./keys). */
export interface Action {
  readonly id: string;
  readonly place: Place;
  readonly group: string;
  /** Names as `keyName` in ./keys gives them. In a family each place has its own key. */
  readonly keys: readonly string[];
  readonly words: string;
  /** Key n is the nth of a kind (a tenth of the session, a tag), not another way to say the same. */
  readonly family?: true;
  /** Holding the key does it again and again. */
  readonly repeats?: true;
}

/** By name, in the order in which help lists those that are not before one's eyes. */
export const PLACES: Readonly<Record<Place, string>> = {
  everywhere: 'Everywhere',
  room: 'Film room',
  record: 'Record',
  drill: 'Drill',
  sessions: 'Sessions',
  progress: 'Progress',
};

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

type Row = readonly [
  id: string,
  keys: readonly string[],
  words: string,
  more?: 'repeats' | 'family',
];

function rows(place: Place, group: string, list: readonly Row[]): Action[] {
  return list.map(([id, keys, words, more]) => ({
    ...{ id: `${place === 'everywhere' ? 'shell' : place}.${id}`, place, group, keys, words },
    ...(more === 'repeats' ? { repeats: true as const } : {}),
    ...(more === 'family' ? { family: true as const } : {}),
  }));
}

export const TABLE: readonly Action[] = [
  ...rows('everywhere', 'Everywhere', [
    ['search', ['/'], 'Search'],
    ['help', ['?'], 'Show what the keys do'],
    ['close', ['Escape'], 'Close, or leave'],
  ]),
  ...rows('sessions', 'Sessions', [
    ['next', ['Down'], 'Next session', 'repeats'],
    ['previous', ['Up'], 'Previous session', 'repeats'],
    ['select', ['X'], 'Select the session, or take it out'],
    ['select-all', ['A'], 'Select all that are listed, or none'],
    ['delete', ['Delete', '#'], 'Delete what is selected'],
    ['undo', ['U'], 'Bring back what was deleted last'],
    ['trash', ['T'], 'Open the trash'],
  ]),
  ...rows('progress', 'Progress', [
    ['next', ['Down'], 'Next row', 'repeats'],
    ['previous', ['Up'], 'Previous row', 'repeats'],
  ]),
  ...rows('room', 'Play', [
    ['play', ['Space', 'K'], 'Play, pause'],
    ['slower', ['-', 'J'], 'Slower'],
    ['faster', ['+', 'L'], 'Faster'],
    ['real-time', ['0'], 'Real time'],
    ['reverse', ['R'], 'Play backwards'],
  ]),
  ...rows('room', 'Move', [
    ['back', ['Left'], 'Back 5 seconds', 'repeats'],
    ['forward', ['Right'], 'Forward 5 seconds', 'repeats'],
    ['back-far', ['Shift+Left'], 'Back 1 minute', 'repeats'],
    ['forward-far', ['Shift+Right'], 'Forward 1 minute', 'repeats'],
    ['event-back', [','], 'Back one event', 'repeats'],
    ['event-forward', ['.'], 'Forward one event', 'repeats'],
    ['start', ['Home'], 'To the start'],
    ['end', ['End'], 'To the end; live while it is recorded'],
    ['tenth', DIGITS, 'To 10 % … 90 % of the session', 'family'],
    ['go-to', ['G'], 'Go to a time'],
  ]),
  ...rows('room', 'Find', [
    ['fill-previous', ['['], 'Previous own fill, landing before it'],
    ['fill-next', [']'], 'Next own fill, landing before it'],
    ['game-previous', ['{'], 'Previous game event'],
    ['game-next', ['}'], 'Next game event'],
    ['trade-previous', ['<'], 'Previous trade of anybody', 'repeats'],
    ['trade-next', ['>'], 'Next trade of anybody', 'repeats'],
    ['bookmark-previous', ['('], 'Previous bookmark'],
    ['bookmark-next', [')'], 'Next bookmark'],
    ['gap-end', ['E'], 'To the end of the gap'],
    ['moment-previous', ['Shift+P'], 'Previous moment of the pattern being watched'],
    ['moment-next', ['P'], 'Next moment of the pattern being watched'],
    ['moments', ['W'], 'Moments like this one'],
  ]),
  ...rows('room', 'View', [
    ['hide-future', ['H'], 'Hide the future'],
    ['depth', ['D'], 'Depth heat map'],
    ['follow', ['F'], 'Follow the playhead'],
    ['video', ['V'], 'Video'],
    ['zoom-in', ['Z'], 'Zoom in', 'repeats'],
    ['zoom-out', ['Shift+Z'], 'Zoom out', 'repeats'],
    ['flip', ['Y'], 'The other outcome (YES, NO)'],
    ['market-next', ['M'], 'Next market of the game'],
    ['market-previous', ['Shift+M'], 'Previous market of the game'],
  ]),
  ...rows('room', 'Write', [
    ['note', ['N'], 'Note here'],
    ['voice', ['T'], 'Talk: a voice note here; once more keeps it'],
    ['voice-play', ['Shift+T'], 'Play the last voice note, or stop it'],
    ['bookmark', ['B'], 'Bookmark here'],
    ['clip-in', ['I'], 'A clip begins here'],
    ['clip-out', ['O'], 'The clip ends here'],
    ['link', ['S'], 'Copy a link to this moment'],
  ]),
  ...rows('room', 'Judge', [
    ['label-right', ['C'], 'The chosen label is right'],
    ['label-wrong', ['X'], 'The chosen label is wrong'],
  ]),
  ...rows('record', 'Record', [
    ['tag', DIGITS, 'Tag a game event of the chosen recording', 'family'],
    ['earlier', ['-'], 'The next tag happened 5 seconds earlier', 'repeats'],
    ['now', ['0'], 'The next tag happens now'],
    ['voice', ['T'], 'Talk: a voice note now; once more keeps it'],
    ['next', ['Down'], 'Next recording', 'repeats'],
    ['previous', ['Up'], 'Previous recording', 'repeats'],
  ]),
  ...rows('drill', 'Drill', [
    ['buy', ['B'], 'Buy this side'],
    ['sell', ['S'], 'Sell this side'],
    ['pass', ['P'], 'Pass'],
    ['sure', ['1', '2', '3', '4', '5'], 'How sure: a guess … certain', 'family'],
    ['less', ['-', 'Down'], 'A smaller size'],
    ['more', ['+', 'Up'], 'A larger size'],
    ['enter', ['Enter'], 'Begin, answer, go on'],
    ['play', ['Space'], 'Play, pause'],
    ['back', ['Left'], 'Back 5 seconds', 'repeats'],
    ['forward', ['Right'], 'Forward 5 seconds', 'repeats'],
  ]),
];
