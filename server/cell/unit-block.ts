/** Units on their way into the cell: one text, which the database takes apart, so that no call and no statement handles units one by one. */
import { jsonChunks } from "../sql/json-chunks.ts";
import type { NewUnit } from "./tables/units.ts";

export interface UnitBlock {
  /** A JSON array of `[input, operations]`. */
  readonly json: string;
  readonly units: number;
  /** Of all of them together. */
  readonly operations: number;
}

/** Makes one block. The caller bounds its length: a Durable Object's database holds no string above 2 MB. */
export const blockOf = (units: readonly NewUnit[]): UnitBlock => ({
  // Base64 has no letter that JSON would escape.
  json: `[${units.map(({ input, operations }) => `["${input}",${operations}]`).join()}]`,
  units: units.length,
  operations: units.reduce((sum, unit) => sum + unit.operations, 0),
});

/** Makes as many blocks as it takes. */
export function* blocksOf(units: readonly NewUnit[]): Generator<UnitBlock> {
  let first = 0;
  for (const { rows } of jsonChunks(units)) {
    yield blockOf(units.slice(first, first + rows));
    first += rows;
  }
}
