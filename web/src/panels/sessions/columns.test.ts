// Columns: chosen by name, and giving way where room is short, the money last.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { COLUMNS, columnsOf, fitting, SHIPPED, type ColumnId } from './columns';

const ids = (columns: readonly { id: ColumnId }[]): string[] => columns.map((one) => one.id);

it('stand in their own order, whatever order they were named in', () => {
  expect(ids(columnsOf(['notes', 'date', 'nonsense', 'net']))).toEqual(['date', 'notes']);
  expect(ids(columnsOf(undefined))).toEqual([...SHIPPED]);
  expect(columnsOf([])).toEqual([]);
});

it('give way where room is short: never more than needed, the net last', () => {
  const some = fc.subarray([...COLUMNS]);
  fc.assert(
    fc.property(some, fc.integer({ min: 0, max: 160 }), (columns, room) => {
      const kept = fitting(columns, room);
      expect(fitting(columns, room + 10).length).toBeGreaterThanOrEqual(kept.length);
      expect(fitting(kept, room)).toEqual(kept);
      if (kept.length > 0 && columns.some((one) => one.id === 'pnl')) {
        expect(ids(kept)).toContain('pnl');
      }
    }),
  );
  expect(ids(fitting(COLUMNS, 500))).toEqual(ids(COLUMNS));
  expect(fitting(COLUMNS, 10)).toEqual([]);
});

it('are all shown on a desktop of 1440 pixels', () => {
  expect(ids(fitting(columnsOf(undefined), (1440 - 15 - 48 - 32) / 13))).toEqual([...SHIPPED]);
});
