/** The picture's squares, kept up with each verdict so that drawing it reads at most one row a square. */
import { firstUnitOf } from "../../domain/picture.ts";
import type { Sql } from "../../sql/sql.ts";
import { number } from "../../sql/columns.ts";

export interface Square {
  readonly checked: number;
  readonly valueSum: number;
}

export type SquareTable = ReturnType<typeof squareTable>;

export function squareTable(sql: Sql) {
  return {
    add(batch: number, squares: ReadonlyMap<number, Square>): void {
      for (const [square, { checked, valueSum }] of squares) {
        sql.all(
          `INSERT INTO squares VALUES (?, ?, ?, ?) ON CONFLICT (batch, square)
           DO UPDATE SET checked = checked + excluded.checked, value_sum = value_sum + excluded.value_sum`,
          batch,
          square,
          checked,
          valueSum,
        );
      }
    },
    /** Whether every unit of a square is checked, of a batch of so many units. */
    isComplete(batch: number, square: number, units: number): boolean {
      const [row] = sql.all("SELECT checked FROM squares WHERE batch = ? AND square = ?", batch, square);
      return row !== undefined && number(row, "checked") >= firstUnitOf(square + 1, units) - firstUnitOf(square, units);
    },
    all(batch: number): Map<number, Square> {
      const rows = sql.all("SELECT * FROM squares WHERE batch = ?", batch);
      return new Map(rows.map((row) => [number(row, "square"), { checked: number(row, "checked"), valueSum: number(row, "value_sum") }]));
    },
  };
}
