import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonChunks } from "./json-chunks.ts";

test("chunks hold all rows in order, and none is longer than a database takes", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400_000), { maxLength: 12 }), (lengths) => {
      const rows = lengths.map((length, i) => [i, "x".repeat(length)]);
      const chunks = [...jsonChunks(rows)];
      expect(chunks.flatMap(({ json }) => JSON.parse(json) as unknown[])).toEqual(rows);
      expect(
        chunks.map(({ rows: held, json }) => held === (JSON.parse(json) as unknown[]).length && json.length < 2_000_000),
      ).not.toContain(false);
    }),
    { numRuns: 50, seed: 20_261_120 },
  );
});
