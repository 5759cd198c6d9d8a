/** Reads a column as the type its table declares; a mismatch means the database is not ours. */
import type { SqlRow } from "./sql.ts";

export function text(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new TypeError(`column ${column} is not text`);
  return value;
}

export function number(row: SqlRow, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw new TypeError(`column ${column} is not a number`);
  return value;
}

export function bytes(row: SqlRow, column: string): Uint8Array<ArrayBuffer> {
  const value = row[column];
  if (!(value instanceof ArrayBuffer)) throw new TypeError(`column ${column} is not bytes`);
  return new Uint8Array(value);
}

export function optionalText(row: SqlRow, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column);
}

export function optionalNumber(row: SqlRow, column: string): number | undefined {
  return row[column] === null ? undefined : number(row, column);
}
