// Bookmarks and clips along the top of the tape, as far as they may be seen.

import type { Note } from '../notes/list';

type Pen = Pick<
  CanvasRenderingContext2D,
  'save' | 'restore' | 'beginPath' | 'moveTo' | 'lineTo' | 'closePath' | 'fill' | 'fillRect'
> & { fillStyle: CanvasRenderingContext2D['fillStyle']; globalAlpha: number };

/** Draw flags for moments and a bar for clips; `notes` are those that may be shown. */
export function drawNotes(
  pen: Pen,
  notes: readonly Note[],
  xOf: (us: number) => number,
  width: number,
  colour: string,
): void {
  pen.save();
  pen.fillStyle = colour;
  for (const note of notes) {
    const x = Math.round(xOf(note.at_us));
    if (note.to_us !== null) {
      const from = Math.max(0, x);
      const to = Math.min(width, xOf(note.to_us));
      if (to > from) pen.fillRect(from, 0, to - from, 3);
    }
    if (x < -8 || x > width) continue;
    if (note.kind === 'bookmark') {
      pen.beginPath();
      pen.moveTo(x - 4, 0);
      pen.lineTo(x + 4, 0);
      pen.lineTo(x + 4, 11);
      pen.lineTo(x, 8);
      pen.lineTo(x - 4, 11);
      pen.closePath();
      pen.fill();
    } else {
      pen.fillRect(x - 1, 0, 2, 9);
    }
  }
  pen.restore();
}
