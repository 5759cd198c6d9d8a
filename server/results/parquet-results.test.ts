import fc from "fast-check";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import type { Row } from "../../protocol/layout/layout.ts";
import type { ResultRow } from "../../protocol/messages.ts";
import { type Manifest, manifestSchema } from "../../worker-kernels/contract.ts";
import { parquetResults } from "./parquet-results.ts";

const manifest: Manifest = manifestSchema.parse({
  contract: 1,
  id: "types",
  version: "1.0.0",
  title: "Types",
  purpose: "Has a field of each type.",
  input: {
    fields: [
      { name: "name", type: "text", description: "" },
      { name: "small", type: "i32", description: "" },
    ],
  },
  output: {
    fields: [
      { name: "wide", type: "u64", description: "" },
      { name: "signed", type: "i64", description: "" },
      { name: "widest", type: "u128", array: true, description: "" },
      { name: "many", type: "u64", array: true, description: "" },
      { name: "share", type: "f64", description: "" },
    ],
  },
  cost: { base: 1, perField: {} },
  comparison: "exact",
  assurance: ["quorum"],
  picture: { field: "share", caption: "" },
});

function rowOf(unit: number, input: Row, output: Row | null): ResultRow {
  if (output === null) return { unit, state: "failed", input, output, replicas: 0, assurance: "quorum", failure: "too-many-errors" };
  return { unit, state: "validated", input, output, replicas: 2, assurance: "quorum", basis: "established", errorProbability: 0.5 };
}

async function bytesOf(pages: readonly ResultRow[][]): Promise<ArrayBuffer> {
  const source = (async function* () {
    for (const rows of pages) yield { manifest, rows, last: undefined };
  })();
  const pieces = [];
  for await (const piece of parquetResults(source)) pieces.push(piece);
  return new Blob(pieces as BlobPart[]).arrayBuffer();
}

const output = fc.record({
  wide: fc.bigInt(0n, 2n ** 64n - 1n).map(String),
  signed: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String),
  widest: fc.array(fc.bigInt(0n, 2n ** 128n - 1n).map(String), { maxLength: 4 }),
  many: fc.array(fc.bigInt(0n, 2n ** 64n - 1n).map(String), { maxLength: 4 }),
  share: fc.double({ noNaN: true }),
});
const input = fc.record({ name: fc.string({ unit: "grapheme", maxLength: 12 }), small: fc.integer() });

test("F3 every value comes back as it was, of every type", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(input, fc.option(output)), { maxLength: 30 }), async (rows) => {
      const read = await parquetReadObjects({ file: await bytesOf([rows.map(([asked, given], unit) => rowOf(unit, asked, given))]) });
      expect(read).toHaveLength(rows.length);
      rows.forEach(([asked, given], unit) => {
        const row = read[unit] ?? {};
        expect([row["unit"], row["input.name"], row["input.small"]]).toEqual([BigInt(unit), asked["name"], asked["small"]]);
        const wide = given && { wide: BigInt(given.wide), signed: BigInt(given.signed), many: given.many.map(BigInt) };
        expect([row["output.wide"], row["output.signed"], row["output.many"] ?? null]).toEqual(
          [wide?.wide, wide?.signed, wide?.many].map((value) => value ?? null),
        );
        expect([row["output.widest"] ?? null, row["output.share"]]).toEqual([given?.widest ?? null, given?.share ?? null]);
      });
    }),
    { numRuns: 40 },
  );
});

test("F3 a large table is many row groups, none of which takes much memory", async () => {
  const page = (first: number): ResultRow[] =>
    Array.from({ length: 2_000 }, (_, i) =>
      rowOf(first + i, { name: "n", small: i }, { wide: "1", signed: "-1", widest: [], many: ["2"], share: 0.1 }),
    );
  const file = await bytesOf(Array.from({ length: 13 }, (_, i) => page(i * 2_000)));
  const { row_groups: groups, num_rows: rows } = parquetMetadata(file);
  expect([groups.map((group) => Number(group.num_rows)), Number(rows)]).toEqual([[10_000, 10_000, 6_000], 26_000]);
  const read = await parquetReadObjects({ file, rowStart: 25_990, rowEnd: 26_000 });
  expect(read.map((row) => Number(row["unit"]))).toEqual(Array.from({ length: 10 }, (_, i) => 25_990 + i));
});
